/* Where the bytes stand that end a segment or a line: found 64 at a time, before anything is read. */
#ifndef DOZOR_KERNEL_MARKS_H
#define DOZOR_KERNEL_MARKS_H

#include "kernel_text.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* A bit for each byte of eight that equals `byte`. */
static inline uint64_t equal8(const uint8_t *p, uint8_t byte) {
    const uint64_t ones = 0x0101010101010101ULL, tops = ones << 7;
    uint64_t other = word8(p) ^ ones * byte;
    uint64_t zero = ~(((other & ~tops) + ~tops) | other) & tops;
    return (zero >> 7) * 0x0102040810204080ULL >> 56;
}

/* A bit for each byte of 64 that is a newline, a quote or a tab. */
static inline uint64_t marks_plain(const uint8_t *p) {
    uint64_t mask = 0;
    for (int i = 0; i < 64; i += 8) mask |= (equal8(p + i, '\n') | equal8(p + i, '"') | equal8(p + i, '\t')) << i;
    return mask;
}

static inline uint32_t *put_marks(uint64_t mask, uint32_t at, uint32_t *out) {
    for (; mask; mask &= mask - 1) *out++ = at + (uint32_t)__builtin_ctzll(mask);
    return out;
}

static inline uint32_t *find_marks_plain(const uint8_t *data, uint32_t size, uint32_t *out) {
    uint32_t at = 0;
    for (; at + 64 <= size; at += 64) out = put_marks(marks_plain(data + at), at, out);
    for (; at < size; at++)
        if (data[at] == '\n' || data[at] == '"' || data[at] == '\t') *out++ = at;
    return out;
}

#if defined(__x86_64__)
__attribute__((target("avx2,bmi"))) static inline uint32_t marks_half(const uint8_t *p) {
    __m256i v = _mm256_loadu_si256((const __m256i *)p);
    __m256i end = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\n')), quote = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"'));
    __m256i tab = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\t'));
    return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(end, quote), tab));
}

__attribute__((target("avx2,bmi"))) static uint32_t *find_marks_avx2(const uint8_t *data, uint32_t size, uint32_t *out) {
    uint32_t at = 0;
    for (; at + 64 <= size; at += 64)
        out = put_marks(marks_half(data + at) | (uint64_t)marks_half(data + at + 32) << 32, at, out);
    uint32_t *rest = find_marks_plain(data + at, size - at, out);
    for (; out < rest; out++) *out += at;
    return out;
}
#endif

/* Writes the offsets of all marks in order, and returns the end of them; `out` has room for `size`. */
static inline uint32_t *find_marks(const uint8_t *data, uint32_t size, uint32_t *out) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return find_marks_avx2(data, size, out);
#endif
    return find_marks_plain(data, size, out);
}

#endif
