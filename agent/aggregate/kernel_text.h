/* Bytes: slices, hashes, and the readers of times and numbers. */
#ifndef DOZOR_KERNEL_TEXT_H
#define DOZOR_KERNEL_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const uint8_t *at, *end;
} slice;

static inline size_t size_of(slice s) { return (size_t)(s.end - s.at); }

/* NGINX writes "-" where a variable has no value. */
static inline bool is_absent(slice s) { return s.at == s.end || (size_of(s) == 1 && *s.at == '-'); }

static inline bool is_text(slice s, const char *text, size_t size) {
    return size_of(s) == size && memcmp(s.at, text, size) == 0;
}

static inline uint64_t word8(const uint8_t *p) { uint64_t v; memcpy(&v, p, 8); return v; }
static inline uint64_t word4(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }

static inline uint64_t mix(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* For a few bytes, where a call of memcmp would cost more than the comparison. */
static inline bool same(const uint8_t *a, const uint8_t *b, size_t size) {
    while (size && *a == *b) a++, b++, size--;
    return size == 0;
}

static inline bool same_address(const uint8_t *a, const uint8_t *b) {
    return word8(a) == word8(b) && word8(a + 8) == word8(b + 8);
}

#define HASH_A 0xA0761D6478BD642FULL
#define HASH_B 0xE7037ED1A0B428DBULL

/* As agent.parse.hashing.hash64. */
static inline uint64_t hash64(slice s, uint64_t seed) {
    const uint8_t *p = s.at;
    size_t size = size_of(s);
    uint64_t a = 0, b = 0;
    seed ^= mix(seed ^ HASH_A, HASH_B);
    for (; s.end - p > 16; p += 16) seed = mix(word8(p) ^ HASH_B, word8(p + 8) ^ seed);
    if (size >= 16) a = word8(s.end - 16), b = word8(s.end - 8);
    else if (size >= 8) a = word8(s.at), b = word8(s.end - 8);
    else if (size >= 4) a = word4(s.at), b = word4(s.end - 4);
    else if (size) a = s.at[0] | (uint64_t)s.at[size >> 1] << 8 | (uint64_t)s.end[-1] << 16;
    return mix(HASH_B ^ size, mix(a ^ HASH_B, b ^ seed));
}

static inline uint32_t hash32(slice s, uint64_t seed) {
    uint64_t h = hash64(s, seed);
    return (uint32_t)(h ^ h >> 32);
}

/* Where `byte` first stands in eight bytes (0..7), or 8. */
static inline int byte_at(uint64_t eight, uint8_t byte) {
    const uint64_t ones = 0x0101010101010101ULL;
    uint64_t match = eight ^ ones * byte;
    uint64_t zero = (match - ones) & ~match & ones << 7;
    return zero ? __builtin_ctzll(zero) >> 3 : 8;
}

/* As memchr within [at, end), but eight bytes at a time, and without a call; `limit` is how far memory may be read. */
static inline const uint8_t *find_near(const uint8_t *at, const uint8_t *end, const uint8_t *limit, uint8_t byte) {
    for (; at < end && limit - at >= 8; at += 8) {
        int found = byte_at(word8(at), byte);
        if (found < 8) return at + found < end ? at + found : NULL;
    }
    for (; at < end; at++)
        if (*at == byte) return at;
    return NULL;
}

static inline bool holds_either(slice s, uint8_t one, uint8_t other) {
    for (; s.end - s.at >= 8; s.at += 8)
        if (byte_at(word8(s.at), one) < 8 || byte_at(word8(s.at), other) < 8) return true;
    for (; s.at < s.end; s.at++)
        if (*s.at == one || *s.at == other) return true;
    return false;
}

static inline bool is_digit(uint8_t c) { return (uint8_t)(c - '0') < 10; }

/* Reads exactly `count` digits; -1 where one is none. */
static inline int digits(const uint8_t *p, int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (!is_digit(p[i])) return -1;
        value = value * 10 + (p[i] - '0');
    }
    return value;
}

static inline int64_t days(int64_t year, int month, int day) {
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static inline bool unix_second(int year, int month, int day, const uint8_t *clock, bool west, int hours, int minutes,
                               uint32_t *out) {
    if (clock[2] != ':' || clock[5] != ':') return false;
    int h = digits(clock, 2), m = digits(clock + 3, 2), s = digits(clock + 6, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31 || h < 0 || h > 23 || m < 0 || m > 59) return false;
    if (s < 0 || s > 60 || hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return false;
    int64_t offset = (hours * 60 + minutes) * 60 * (west ? -1 : 1);
    int64_t at = days(year, month, day) * 86400 + (h * 60 + m) * 60 + s - offset;
    if (at < 0 || at > UINT32_MAX) return false;
    *out = (uint32_t)at;
    return true;
}

/* 10/Oct/2000:13:55:36 -0700 */
static inline bool read_time_local(slice s, uint32_t *out) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const uint8_t *p = s.at;
    if (size_of(s) != 26 || p[2] != '/' || p[6] != '/' || p[11] != ':' || p[20] != ' ') return false;
    if (p[21] != '+' && p[21] != '-') return false;
    int month = 0;
    while (month < 12 && memcmp(months + 3 * month, p + 3, 3) != 0) month++;
    return unix_second(digits(p + 7, 4), month + 1, digits(p, 2), p + 12, p[21] == '-', digits(p + 22, 2),
                       digits(p + 24, 2), out);
}

/* 2013-10-10T16:52:00[.123](Z|+02:00|+0200|) */
static inline bool read_time_iso(slice s, uint32_t *out) {
    const uint8_t *p = s.at;
    if (size_of(s) < 19 || p[4] != '-' || p[7] != '-' || (p[10] != 'T' && p[10] != ' ')) return false;
    const uint8_t *zone = p + 19;
    int hours = 0, minutes = 0;
    bool west = false;
    if (zone < s.end && *zone == '.') {
        const uint8_t *start = ++zone;
        while (zone < s.end && is_digit(*zone)) zone++;
        if (zone == start) return false;
    }
    if (zone < s.end && (*zone == '+' || *zone == '-')) {
        bool colon = s.end - zone == 6;
        if (!(colon || s.end - zone == 5) || (colon && zone[3] != ':')) return false;
        west = *zone == '-', hours = digits(zone + 1, 2), minutes = digits(s.end - 2, 2);
    } else if (zone < s.end && !(s.end - zone == 1 && *zone == 'Z')) return false;
    return unix_second(digits(p, 4), digits(p + 5, 2), digits(p + 8, 2), p + 11, west, hours, minutes, out);
}

static inline bool read_digits(slice s, int most, uint64_t *out) {
    uint64_t value = 0;
    if (s.at == s.end || s.end - s.at > most) return false;
    for (const uint8_t *p = s.at; p < s.end; p++) {
        if (!is_digit(*p)) return false;
        value = value * 10 + (uint64_t)(*p - '0');
    }
    *out = value;
    return true;
}

/* 1700000000.123 */
static inline bool read_msec(slice s, uint32_t *out) {
    const uint8_t *point = s.at;
    uint64_t value;
    if (s.at == s.end) return false;
    while (point < s.end && *point != '.') point++;
    for (const uint8_t *p = point + 1; p < s.end; p++)
        if (!is_digit(*p)) return false;
    if (!read_digits((slice){s.at, point}, 10, &value) || value > UINT32_MAX) return false;
    *out = (uint32_t)value;
    return true;
}

static inline bool read_status(slice s, uint32_t *out) {
    if (size_of(s) == 3) {
        int value = digits(s.at, 3);
        *out = (uint32_t)value;
        return value >= 0;
    }
    *out = 0;
    return is_absent(s);
}

/* Eight digits at once, the first in the lowest byte. */
static inline bool eight_digits(uint64_t text, uint64_t *out) {
    uint64_t value = text ^ 0x3030303030303030ULL;
    if (((value + 0x7676767676767676ULL) | value) & 0x8080808080808080ULL) return false;
    value = value * 10 + (value >> 8);
    *out = ((value & 0x000000FF000000FFULL) * 0x000F424000000064ULL +
            (value >> 16 & 0x000000FF000000FFULL) * 0x0000271000000001ULL) >> 32;
    return true;
}

static inline bool read_count(slice s, const uint8_t *limit, uint64_t *out) {
    size_t size = size_of(s);
    *out = 0;
    if (size > 0 && size < 8 && limit - s.at >= 8) { /* moved up, and filled with zeros from below */
        uint64_t text = word8(s.at) << (64 - 8 * size) | 0x3030303030303030ULL >> (8 * size);
        return eight_digits(text, out) || is_absent(s);
    }
    return is_absent(s) || read_digits(s, 18, out);
}

/* 0.012, of the fraction's digits the first six */
static inline bool read_seconds(slice s, double *out) {
    static const double tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    uint64_t value = 0;
    int whole = 0, fraction = 0;
    const uint8_t *p = s.at;
    *out = 0;
    if (is_absent(s)) return true;
    for (; p < s.end && is_digit(*p); p++, whole++) {
        if (whole == 9) return false;
        value = value * 10 + (uint64_t)(*p - '0');
    }
    if (whole == 0 || (p < s.end && *p++ != '.')) return false;
    for (; p < s.end; p++) {
        if (!is_digit(*p)) return false;
        if (fraction < 6) value = value * 10 + (uint64_t)(*p - '0'), fraction++;
    }
    *out = (double)value / tens[fraction];
    return true;
}

/* 0.001, 0.002 : 0.1 */
static inline double read_upstream_seconds(slice s) {
    double total = 0, value;
    for (const uint8_t *p = s.at; p <= s.end; p++) {
        const uint8_t *start = p;
        while (p < s.end && *p != ' ' && *p != ',' && *p != ':') p++;
        if (read_seconds((slice){start, p}, &value)) total += value;
    }
    return total;
}

#endif
