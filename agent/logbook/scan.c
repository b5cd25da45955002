/* Finding lines: those of a time, a level, a stream, that hold a text. An index may be damaged: no end is believed. */
#define _GNU_SOURCE
#include <string.h>

#include "kernel.h"

static int is_wanted(const log_entry *entry, const log_wish *wish)
{
    return entry->at_ns >= wish->since_ns && entry->at_ns < wish->until_ns &&
           (wish->levels >> (entry->marks & 7) & 1) && (wish->streams >> !!(entry->marks & MARK_STDERR) & 1);
}

size_t log_line_at(const log_entry *entries, size_t count, size_t offset)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (entries[middle].end <= offset) low = middle + 1;
        else high = middle;
    }
    return low;
}

static size_t scan_text(const log_entry *entries, const uint8_t *text, size_t text_size, size_t first, size_t last,
                        const log_wish *wish, const uint8_t *needle, size_t needle_size, uint32_t *found, size_t room,
                        size_t *next)
{
    size_t done = 0, line = first, end = entries[last - 1].end;
    size_t offset = first ? entries[first - 1].end : 0;
    if (end > text_size) end = text_size;
    while (offset < end && done < room) {
        const uint8_t *hit = memmem(text + offset, end - offset, needle, needle_size);
        if (!hit) break;
        line += log_line_at(entries + line, last - line, (size_t)(hit - text));
        if (line >= last) break;
        if (is_wanted(entries + line, wish)) found[done++] = (uint32_t)line;
        offset = entries[line++].end;
    }
    *next = done == room ? line : last;
    return done;
}

size_t log_scan(const log_entry *entries, const uint8_t *text, size_t text_size, size_t first, size_t last,
                const log_wish *wish, const uint8_t *needle, size_t needle_size, uint32_t *found, size_t room,
                size_t *next)
{
    *next = last;
    if (first >= last || !room) return 0;
    if (needle_size)
        return scan_text(entries, text, text_size, first, last, wish, needle, needle_size, found, room, next);
    size_t done = 0, line = first;
    for (; line < last && done < room; line++)
        if (is_wanted(entries + line, wish)) found[done++] = (uint32_t)line;
    *next = line;
    return done;
}

void log_count(const log_entry *entries, size_t first, size_t last, const log_wish *wish, uint64_t start_ns,
               uint64_t step_ns, uint64_t *bins, size_t bin_count)
{
    for (size_t line = first; line < last; line++) {
        const log_entry *entry = entries + line;
        if (!is_wanted(entry, wish) || entry->at_ns < start_ns) continue;
        uint64_t bin = (entry->at_ns - start_ns) / step_ns;
        if (bin < bin_count) bins[bin * LEVELS + ((entry->marks & 7) < LEVELS ? entry->marks & 7 : NONE)]++;
    }
}
