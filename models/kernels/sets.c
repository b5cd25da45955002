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

void sets_rotate(bit_sets s, int32_t *epoch, const int64_t *slot, const int64_t *target, size_t n) {
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
        epoch[slot[i]] = (int32_t)target[i];
    }
}

/* Bits set in the words of a set: those of each byte first, as no processor's own instruction is asked for. */
static inline unsigned ones(uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
    uint64_t word[SET_WORDS] = {a, b, c, d}, bytes = 0;
    if (!(a | b | c | d))
        return 0;
    for (size_t i = 0; i < SET_WORDS; i++) {
        uint64_t w = word[i] - (word[i] >> 1 & UINT64_C(0x5555555555555555));
        w = (w & UINT64_C(0x3333333333333333)) + (w >> 2 & UINT64_C(0x3333333333333333));
        bytes += (w + (w >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    }
    return (unsigned)((bytes & UINT64_C(0x00FF00FF00FF00FF)) * UINT64_C(0x0001000100010001) >> 48)
        + (unsigned)((bytes >> 8 & UINT64_C(0x00FF00FF00FF00FF)) * UINT64_C(0x0001000100010001) >> 48);
}

static inline void fetch(bit_sets s, int64_t slot) {
#ifdef __GNUC__
    const char *first = (const char *)generation_of(s, slot, 0), *end = (const char *)generation_of(s, slot + 1, 0);
    for (; first < end; first += 64)
        __builtin_prefetch(first);
#else
    (void)s, (void)slot;
#endif
}

void sets_estimate(
    bit_sets s, const int64_t *slot, size_t n, const double *count, const double *left, float *out) {
    for (size_t i = 0; i < n; i++) {
        const uint64_t *now = generation_of(s, slot[i], 0), *old = generation_of(s, slot[i], 1);
        if (i + 2 < n)
            fetch(s, slot[i + 2]);
        for (size_t set = 0; set < s.sets; set++, now += SET_WORDS, old += SET_WORDS) {
            unsigned current = ones(now[0], now[1], now[2], now[3]);
            unsigned either = ones(now[0] | old[0], now[1] | old[1], now[2] | old[2], now[3] | old[3]);
            out[i * s.sets + set] = (float)(count[current] + (count[either] - count[current]) * left[i]);
        }
    }
}
