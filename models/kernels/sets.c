#include "sets.h"

#include <string.h>

static inline uint64_t *generation_of(bit_sets s, int64_t slot, size_t generation) {
    return s.bits + ((size_t)slot * 2 + generation) * s.sets * SET_WORDS;
}

static inline unsigned bit_of(uint32_t hash) { return (unsigned)(hash * UINT64_C(0x9E3779B97F4A7C15) >> 56); }

void sets_add(bit_sets s, size_t set, const int64_t *slot, const uint32_t *hash, size_t n, uint8_t *is_new) {
    for (size_t i = 0; i < n; i++) {
        unsigned bit = bit_of(hash[i]);
        size_t word = set * SET_WORDS + bit / 64;
        uint64_t mask = UINT64_C(1) << bit % 64, *now = generation_of(s, slot[i], 0) + word;
        is_new[i] = ((*now | generation_of(s, slot[i], 1)[word]) & mask) == 0;
        *now |= mask;
    }
}

void sets_contain(bit_sets s, size_t set, const int64_t *slot, const uint32_t *hash, size_t n, uint8_t *is_in) {
    for (size_t i = 0; i < n; i++) {
        unsigned bit = bit_of(hash[i]);
        size_t word = set * SET_WORDS + bit / 64;
        uint64_t both = generation_of(s, slot[i], 0)[word] | generation_of(s, slot[i], 1)[word];
        is_in[i] = (both >> bit % 64 & 1) != 0;
    }
}

void sets_rotate(bit_sets s, int64_t *epoch, const int64_t *slot, const int64_t *target, size_t n) {
    size_t size = s.sets * SET_WORDS * sizeof(uint64_t);
    for (size_t i = 0; i < n; i++) {
        int64_t steps = target[i] - epoch[slot[i]];
        if (steps <= 0)
            continue;
        uint64_t *now = generation_of(s, slot[i], 0), *before = generation_of(s, slot[i], 1);
        if (steps == 1)
            memcpy(before, now, size);
        else
            memset(before, 0, size);
        memset(now, 0, size);
        epoch[slot[i]] = target[i];
    }
}

static inline unsigned ones(uint64_t word) {
#ifdef __GNUC__
    return (unsigned)__builtin_popcountll(word);
#else
    unsigned count = 0;
    for (; word; word &= word - 1)
        count++;
    return count;
#endif
}

void sets_estimate(
    bit_sets s, const int64_t *slot, size_t n, const double *count, const double *left, float *out) {
    for (size_t i = 0; i < n; i++) {
        const uint64_t *now = generation_of(s, slot[i], 0), *before = generation_of(s, slot[i], 1);
        for (size_t set = 0; set < s.sets; set++) {
            unsigned current = 0, either = 0;
            for (size_t word = set * SET_WORDS; word < (set + 1) * SET_WORDS; word++) {
                current += ones(now[word]);
                either += ones(now[word] | before[word]);
            }
            out[i * s.sets + set] = (float)(count[current] + (count[either] - count[current]) * left[i]);
        }
    }
}
