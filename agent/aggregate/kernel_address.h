/* Source addresses: IPv4 mapped into IPv6, IPv6 cut to its /64; and who is behind trusted proxies. */
#ifndef DOZOR_KERNEL_ADDRESS_H
#define DOZOR_KERNEL_ADDRESS_H

#include <arpa/inet.h>

#include "kernel_text.h"

/* One part of a dotted address, without a branch on its size. */
static inline bool read_part(const uint8_t *at, int size, uint32_t *out) {
    if ((unsigned)(size - 1) > 2) return false;
    int shift = 8 * (4 - size);
    uint32_t digits = (uint32_t)word4(at) << shift ^ 0x30303030U << shift;
    uint32_t value = (digits >> 8 & 255) * 100 + (digits >> 16 & 255) * 10 + (digits >> 24);
    *out = *out << 8 | value;
    return !(((digits + 0x76767676U) | digits) & 0x80808080U) && value < 256 && !(size > 1 && *at == '0');
}

/* IPv4 only, and false where the general reader has to look. */
static inline bool read_dotted(slice s, const uint8_t *limit, uint8_t out[16]) {
    size_t size = size_of(s);
    if (size < 7 || size > 15 || limit - s.at < 20) return false;
    const uint64_t ones = 0x0101010101010101ULL, dots = ones * '.', tops = ones << 7;
    uint64_t low = word8(s.at) ^ dots, high = word8(s.at + 8) ^ dots;
    low = ~(((low & ~tops) + ~tops) | low) & tops; /* exact: a top bit for each dot */
    high = ~(((high & ~tops) + ~tops) | high) & tops;
    uint64_t mask = (low >> 7) * 0x0102040810204080ULL >> 56 | ((high >> 7) * 0x0102040810204080ULL >> 56) << 8;
    mask &= (1U << size) - 1;
    if (__builtin_popcountll(mask) != 3) return false;
    int first = __builtin_ctzll(mask), second = __builtin_ctzll(mask &= mask - 1);
    int third = __builtin_ctzll(mask & (mask - 1));
    uint32_t value = 0;
    bool good = read_part(s.at, first, &value) & read_part(s.at + first + 1, second - first - 1, &value) &
                read_part(s.at + second + 1, third - second - 1, &value) &
                read_part(s.at + third + 1, (int)size - third - 1, &value);
    value = htonl(value);
    memset(out, 0, 10);
    out[10] = out[11] = 0xff;
    memcpy(out + 12, &value, 4);
    return good;
}

/* Writes the packed source: IPv4 mapped into IPv6, IPv6 cut to its /64. */
static inline bool read_address(slice s, uint8_t out[16]) {
    uint32_t value = 0;
    int parts = 0;
    const uint8_t *p = s.at;
    while (p < s.end && parts < 4) {
        const uint8_t *start = p;
        unsigned part = 0;
        while (p < s.end && p - start < 3 && is_digit(*p)) part = part * 10 + (unsigned)(*p++ - '0');
        if (p == start || part > 255 || (*start == '0' && p - start > 1)) break;
        value = value << 8 | part;
        parts++;
        if (p == s.end || parts == 4 || *p != '.') break;
        p++;
    }
    memset(out, 0, 16);
    if (parts == 4 && p == s.end) {
        uint32_t big = htonl(value);
        out[10] = out[11] = 0xff;
        memcpy(out + 12, &big, 4);
        return true;
    }
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    char text[46];
    uint8_t wide[16];
    size_t size = size_of(s);
    if (size < 2 || size > 45 || memchr(s.at, 0, size) || !memchr(s.at, ':', size)) return false;
    memcpy(text, s.at, size);
    text[size] = 0;
    if (inet_pton(AF_INET6, text, wide) != 1) return false;
    memcpy(out, wide, memcmp(wide, mapped, 12) == 0 ? 16 : 8);
    return true;
}

/* One hop of a forwarding chain, which may carry a port and brackets. */
static inline bool read_hop(slice s, uint8_t out[16]) {
    while (s.at < s.end && *s.at == ' ') s.at++;
    while (s.at < s.end && s.end[-1] == ' ') s.end--;
    if (s.at == s.end) return false;
    const uint8_t *colon = memchr(s.at, ':', size_of(s));
    if (*s.at == '[') {
        const uint8_t *close = memchr(s.at, ']', size_of(s));
        s = (slice){s.at + 1, close ? close : s.end};
    } else if (colon && !memchr(colon + 1, ':', (size_t)(s.end - colon - 1))) s.end = colon;
    return read_address(s, out);
}

#endif
