/* One form of a text, however it was disguised (see agent.parse.normalise); every step works in place. */
#ifndef DOZOR_KERNEL_NORMAL_H
#define DOZOR_KERNEL_NORMAL_H

#include "kernel_text.h"

static inline int hex(uint8_t c) {
    if (is_digit(c)) return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads exactly `count` hexadecimal digits; -1 where one is none. */
static inline int hexes(const uint8_t *p, int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
        int digit = hex(p[i]);
        if (digit < 0) return -1;
        value = value << 4 | digit;
    }
    return value;
}

static inline size_t undo_log_escapes(uint8_t *text, size_t size) {
    size_t out = 0;
    for (size_t i = 0; i < size; out++) {
        int code = text[i] == '\\' && i + 3 < size && text[i + 1] == 'x' ? hexes(text + i + 2, 2) : -1;
        text[out] = code < 0 ? text[i] : (uint8_t)code;
        i += code < 0 ? 1 : 4;
    }
    return out;
}

/* What is no ASCII may be its full-width form, and else becomes a question mark. */
static inline uint8_t narrow(int code) {
    if (code >= 0xFF01 && code <= 0xFF5E) return (uint8_t)(code - 0xFEE0);
    if (code == 0x2044 || code == 0x2215 || code == 0x2216) return '/';
    return code < 256 ? (uint8_t)code : '?';
}

static inline size_t undo_percents(uint8_t *text, size_t size) {
    size_t out = 0;
    for (size_t i = 0; i < size; out++) {
        int code = -1, length = 3;
        if (text[i] == '%' && i + 2 < size) {
            code = hexes(text + i + 1, 2);
            if (code < 0 && i + 5 < size && (text[i + 1] | 32) == 'u') code = hexes(text + i + 2, 4), length = 6;
        }
        text[out] = code < 0 ? text[i] : narrow(code);
        i += code < 0 ? 1 : (size_t)length;
    }
    return out;
}

/* How many bytes of overlong UTF-8 stand at `p`, or the halves of it that IIS took for the whole; 0: none. */
static inline size_t overlong(const uint8_t *p, size_t size) {
    if (size >= 2 && (*p == 0xC0 || *p == 0xC1) && p[1] >> 6 == 2) return 2;
    if (size >= 2 && *p == 0xC0 && (p[1] == '.' || p[1] == '/' || p[1] == '\\')) return 2;
    if (size >= 2 && *p == 0xC1 && p[1] == 0x1C) return 2;
    if (size >= 3 && *p == 0xE0 && p[1] >> 1 == 0x40 && p[2] >> 6 == 2) return 3;
    if (size >= 4 && *p == 0xF0 && p[1] == 0x80 && p[2] >> 1 == 0x40 && p[3] >> 6 == 2) return 4;
    return 0;
}

static inline uint8_t one_form(uint8_t c) {
    if ((uint8_t)(c - 'A') < 26) return c | 32;
    if (c == '+' || (uint8_t)(c - '\t') < 5) return ' ';
    return c == '\\' ? '/' : c;
}

/* The form of each byte; 0 where more than the byte decides. */
static inline void fill_forms(uint8_t forms[256]) {
    for (int c = 0; c < 256; c++) {
        uint8_t form = one_form((uint8_t)c);
        bool plain = form != '/' && form != ' ' && form != '*' && c != 0xC0 && c != 0xC1 && c != 0xE0 && c != 0xF0;
        forms[c] = plain ? form : 0;
    }
}

/* Empty comments of SQL become a space, and runs of spaces one. */
static inline size_t undo_comments(uint8_t *text, size_t size) {
    size_t out = 0;
    for (size_t i = 0; i < size;) {
        bool comment = text[i] == '/' && i + 3 < size && memcmp(text + i, "/**/", 4) == 0;
        uint8_t c = comment ? ' ' : text[i];
        i += comment ? 4 : 1;
        if (c != ' ' || !out || text[out - 1] != ' ') text[out++] = c;
    }
    return out;
}

/* Bytes take one form; NULs, doubled slashes and spaces and `/./` go. */
static inline size_t undo_disguise(const uint8_t forms[256], uint8_t *text, size_t size) {
    size_t out = 0;
    bool starred = false;
    for (size_t i = 0; i < size;) {
        uint8_t c = forms[text[i]];
        if (c) {
            text[out++] = c;
            i++;
            continue;
        }
        size_t length = text[i] < 0xC0 ? 0 : overlong(text + i, size - i);
        c = text[i];
        if (length) c = (uint8_t)((text[i + length - 2] & 1) << 6 | (text[i + length - 1] & 0x3F));
        i += length ? length : 1;
        c = one_form(c);
        starred |= c == '*';
        if (!c || ((c == '/' || c == ' ') && out && text[out - 1] == c)) continue;
        if (c == '/' && out > 1 && text[out - 1] == '.' && text[out - 2] == '/') out--;
        else text[out++] = c;
    }
    return starred ? undo_comments(text, out) : out;
}

static inline size_t normalise(const uint8_t forms[256], uint8_t *text, size_t size) {
    enum { ROUNDS = 3 };
    if (holds_either((slice){text, text + size}, '%', '\\')) {
        size = undo_log_escapes(text, size);
        for (int i = 0; i < ROUNDS && memchr(text, '%', size); i++) size = undo_percents(text, size);
    }
    return undo_disguise(forms, text, size);
}

#endif
