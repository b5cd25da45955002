/* Docker's json-file logs: `{"log":"text\\n","stream":"stdout","time":"2026-11-23T03:24:32.1Z"}`, one a line. */
#define _GNU_SOURCE
#include <string.h>

#include "split.h"

#define BEGINS "{\"log\":\""
#define STREAM "\",\"stream\":\"std"
#define TIME "\"time\":\""

/* The quote that ends a string, NULL without one. */
static const uint8_t *string_end(const uint8_t *at, const uint8_t *end)
{
    const uint8_t *from = at, *quote;
    while ((quote = memchr(at, '"', end - at))) {
        size_t slashes = 0;
        while (quote - slashes > from && quote[-1 - (ptrdiff_t)slashes] == '\\') slashes++;
        if (slashes % 2 == 0) return quote;
        at = quote + 1;
    }
    return NULL;
}

static unsigned hex(const uint8_t *at)
{
    unsigned value = 0;
    for (int i = 0; i < 4; i++) {
        unsigned digit = at[i] <= '9' ? at[i] - '0' : (at[i] | 32) - 'a' + 10;
        value = value << 4 | (digit & 15);
    }
    return value;
}

/* Adds a character; half of a pair is none by itself. */
static void add_character(splitter *s, half_line *line, unsigned c)
{
    uint8_t made[3] = {(uint8_t)c};
    if (c >= 0xd800 && c < 0xe000) c = 0xfffd;
    if (c < 0x80) add_text(s, line, made, 1);
    else if (c < 0x800) {
        made[0] = (uint8_t)(0xc0 | c >> 6), made[1] = (uint8_t)(0x80 | (c & 63));
        add_text(s, line, made, 2);
    } else {
        made[0] = (uint8_t)(0xe0 | c >> 12), made[1] = (uint8_t)(0x80 | (c >> 6 & 63)), made[2] = (uint8_t)(0x80 | (c & 63));
        add_text(s, line, made, 3);
    }
}

/* Adds what an escape stands for, and returns its length. */
static size_t add_escaped(splitter *s, half_line *line, const uint8_t *at, const uint8_t *end)
{
    static const char letters[] = "nrtbf", stand_for[] = "\n\r\t\b\f";
    if (at + 1 >= end) return 1;
    if (at[1] == 'u' && end - at >= 6) {
        add_character(s, line, hex(at + 2));
        return 6;
    }
    const char *letter = strchr(letters, at[1]);
    uint8_t c = letter && at[1] ? (uint8_t)stand_for[letter - letters] : at[1];
    if (c == '\n') end_line(s, line);
    else add_text(s, line, &c, 1);
    return 2;
}

static int take_record(splitter *s, const uint8_t *at, const uint8_t *end)
{
    size_t begins = sizeof BEGINS - 1, stream = sizeof STREAM - 1, time = sizeof TIME - 1;
    if ((size_t)(end - at) < begins || memcmp(at, BEGINS, begins)) return 0;
    at += begins;
    const uint8_t *over = string_end(at, end);
    if (!over || (size_t)(end - over) < stream + 4 || memcmp(over, STREAM, stream)) return 0;
    const uint8_t *stamp = memmem(over, end - over, TIME, time);
    const uint8_t *stamp_end = stamp ? memchr(stamp + time, '"', end - stamp - time) : NULL;
    uint64_t at_ns = stamp_end ? instant(stamp + time, stamp_end - stamp - time) : 0;
    if (!at_ns) return 0;
    half_line *line = s->streams + (over[stream] == 'e');
    if (!line->open) line->at_ns = at_ns;
    line->open = 1;
    while (at < over) {
        const uint8_t *slash = memchr(at, '\\', over - at);
        add_text(s, line, at, (slash ? slash : over) - at);
        at = slash ? slash + add_escaped(s, line, slash, over) : over;
        if (!line->open && at < over) line->at_ns = at_ns; /* several lines in one record */
    }
    return 1;
}

int splitter_feed_records(splitter *s, const uint8_t *data, size_t size, uint64_t now_ns)
{
    for (const uint8_t *at = data, *end = data + size, *newline; at < end; at = newline + 1) {
        newline = memchr(at, '\n', end - at);
        if (!newline) newline = end;
        if (!take_record(s, at, newline)) {
            half_line *line = s->streams;
            if (!line->open) line->at_ns = now_ns;
            add_text(s, line, at, newline - at);
            end_line(s, line);
        }
    }
    return s->lacks_memory ? -1 : 0;
}
