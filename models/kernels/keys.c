#include "keys.h"

#include <string.h>

enum { MAPPED = 0xFFFF, DIGITS = 8, DIGIT_BITS = 8, DIGIT_VALUES = 1 << DIGIT_BITS };

void mix_all(const uint64_t *value, size_t n, uint64_t *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = mixed(value[i]);
}

static inline uint64_t little(const uint8_t *bytes) {
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

static inline uint64_t big(const uint8_t *bytes) {
    uint64_t value = 0;
    for (int i = 0; i < 8; i++)
        value = value << 8 | bytes[i];
    return value;
}

void source_keys(const uint64_t *service, const uint8_t *address, size_t n, uint64_t *out) {
    for (size_t i = 0; i < n; i++, address += ADDRESS_BYTES)
        out[i] = mixed(mixed(mixed(little(address)) ^ little(address + 8)) ^ service[i]);
}

void network_keys(const uint8_t *address, size_t n, uint64_t *out) {
    for (size_t i = 0; i < n; i++, address += ADDRESS_BYTES) {
        uint64_t high = big(address), low = big(address + 8);
        int is_v4 = high == 0 && low >> 32 == MAPPED;
        out[i] = is_v4 ? low >> 8 | UINT64_C(1) << 63 : high >> 16;
    }
}

/* Least digit first, so that no choice of addresses makes it slow. */
static const int64_t *sorted(const uint64_t *key, size_t n, int64_t *order) {
    static const size_t none[DIGIT_VALUES];
    size_t begin[DIGITS][DIGIT_VALUES];
    int64_t *from = order, *to = order + n;
    for (int digit = 0; digit < DIGITS; digit++)
        memcpy(begin[digit], none, sizeof none);
    for (size_t i = 0; i < n; i++) {
        from[i] = (int64_t)i;
        for (int digit = 0; digit < DIGITS; digit++)
            begin[digit][key[i] >> digit * DIGIT_BITS & (DIGIT_VALUES - 1)]++;
    }
    for (int digit = 0; digit < DIGITS; digit++) {
        size_t sum = 0;
        for (int value = 0; value < DIGIT_VALUES; value++) {
            size_t held = begin[digit][value];
            begin[digit][value] = sum;
            sum += held;
        }
        for (size_t i = 0; i < n; i++)
            to[begin[digit][key[from[i]] >> digit * DIGIT_BITS & (DIGIT_VALUES - 1)]++] = from[i];
        int64_t *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

size_t group_keys(const uint64_t *key, size_t n, int64_t *first, int64_t *group, int64_t *order) {
    const int64_t *by_key = sorted(key, n, order);
    size_t groups = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || key[by_key[i]] != key[by_key[i - 1]])
            first[groups++] = by_key[i];
        group[by_key[i]] = (int64_t)groups - 1;
    }
    return groups;
}
