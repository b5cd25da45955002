/* Takes apart what an engine or a file gives, in pieces of any size: frames, instants, lines. */
#include <stdlib.h>
#include <string.h>

#include "split.h"

splitter *splitter_new(int framed, int stamped, uint32_t line_bytes)
{
    splitter *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->framed = framed;
    s->stamped = stamped;
    s->line_bytes = line_bytes;
    s->current = s->streams;
    s->streams[0].stamping = s->streams[1].stamping = stamped;
    for (int i = 0; i < 2; i++)
        if (!(s->streams[i].text = malloc(line_bytes))) {
            splitter_free(s);
            return NULL;
        }
    return s;
}

void splitter_free(splitter *s)
{
    if (!s) return;
    free(s->streams[0].text);
    free(s->streams[1].text);
    free(s->text);
    free(s->entries);
    free(s);
}

void splitter_resume(splitter *s, int stream, uint64_t at_ns, uint64_t count)
{
    s->streams[stream].resume_ns = at_ns;
    s->streams[stream].resume_count = count;
}

static int passes_over(half_line *line)
{
    if (line->at_ns < line->resume_ns) return 1;
    if (line->at_ns == line->resume_ns && line->resume_count) return line->resume_count--, 1;
    if (line->at_ns > line->resume_ns) line->resume_ns = 0; /* whatever the clock does from now on */
    return 0;
}

static int make_room(splitter *s, size_t bytes)
{
    if (s->text_room - s->text_size < bytes) {
        size_t room = (s->text_room + bytes) * 2;
        uint8_t *text = realloc(s->text, room);
        if (!text) return 0;
        s->text = text, s->text_room = room;
    }
    if (s->entry_count == s->entry_room) {
        size_t room = s->entry_room * 2 + 64;
        log_entry *entries = realloc(s->entries, room * sizeof *entries);
        if (!entries) return 0;
        s->entries = entries, s->entry_room = room;
    }
    return 1;
}

static void emit(splitter *s, half_line *line)
{
    if (!line->cut && line->size && line->text[line->size - 1] == '\r') line->size--;
    enum level level = guess_level(line->text, line->size);
    int joins = joins_group(&line->group, line->text, line->size, level);
    if (passes_over(line)) return;
    if (!make_room(s, line->size + 1)) {
        s->lacks_memory = 1;
        return;
    }
    memcpy(s->text + s->text_size, line->text, line->size);
    s->text_size += line->size;
    s->text[s->text_size++] = '\n';
    uint64_t cut = line->cut < CUT_MOST ? line->cut : CUT_MOST;
    uint32_t marks = (uint32_t)(cut << CUT_SHIFT) | (joins ? line->group.level | MARK_CONTINUES : level);
    if (line == s->streams + 1) marks |= MARK_STDERR;
    s->entries[s->entry_count++] = (log_entry){line->at_ns, (uint32_t)s->text_size, marks};
}

void end_line(splitter *s, half_line *line)
{
    emit(s, line);
    line->size = line->piece_size = 0;
    line->cut = 0;
    line->open = 0;
    line->stamping = s->stamped;
    line->stamp_size = 0;
}

void add_text(splitter *s, half_line *line, const uint8_t *data, size_t size)
{
    size_t room = s->line_bytes - line->size, taken = size < room ? size : room;
    memcpy(line->text + line->size, data, taken);
    line->size += (uint32_t)taken;
    line->cut += size - taken;
    line->open = 1;
}

static unsigned number(const uint8_t *at, int digits)
{
    unsigned value = 0;
    for (int i = 0; i < digits; i++) value = at[i] >= '0' && at[i] <= '9' ? value * 10 + (at[i] - '0') : 1u << 30;
    return value;
}

/* Nanoseconds of an instant as engines write it, `2026-11-23T03:24:32.123456789Z`; 0 where it is none. */
uint64_t instant(const uint8_t *at, size_t size)
{
    if (size < 20 || at[4] != '-' || at[7] != '-' || at[10] != 'T' || at[13] != ':' || at[16] != ':' ||
        at[size - 1] != 'Z')
        return 0;
    unsigned year = number(at, 4), month = number(at + 5, 2), day = number(at + 8, 2), hour = number(at + 11, 2),
             minute = number(at + 14, 2), second = number(at + 17, 2), nanos = 0;
    if (year < 1970 || year > 2500 || month - 1 > 11 || day - 1 > 30 || hour > 23 || minute > 59 || second > 60) return 0;
    if (size > 20) {
        if (at[19] != '.' || size > 30) return 0;
        nanos = number(at + 20, (int)size - 21);
        if (nanos > 999999999) return 0;
        for (size_t digits = size - 21; digits < 9; digits++) nanos *= 10;
    }
    unsigned y = year - (month < 3), era = y / 400, of_era = y % 400;
    unsigned of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    uint64_t days = (uint64_t)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
    return ((days * 24 + hour) * 60 + minute) * 60000000000u + second * 1000000000ull + nanos;
}

/* Takes the instant off the front of what came; where there is none, what was taken for one is text. */
static size_t take_stamp(splitter *s, half_line *line, const uint8_t *data, size_t size, uint64_t now_ns)
{
    size_t at = 0;
    while (at < size && line->stamp_size < STAMP_MOST && data[at] != ' ' && data[at] != '\n')
        line->stamp[line->stamp_size++] = data[at++];
    if (at == size && line->stamp_size < STAMP_MOST) return at;
    line->stamping = 0;
    uint64_t found = instant(line->stamp, line->stamp_size);
    if (!line->open) line->at_ns = found ? found : now_ns;
    if (!found) add_text(s, line, line->stamp, line->stamp_size);
    return at + (found && at < size && data[at] == ' ');
}

/* A terminal has no frames: the instant of a long line's next piece stands within its text. */
static int cuts_in_text(const splitter *s) { return s->stamped && !s->framed; }

static void take(splitter *s, half_line *line, const uint8_t *data, size_t size, uint64_t now_ns)
{
    while (size) {
        if (line->stamping) {
            size_t taken = take_stamp(s, line, data, size, now_ns);
            data += taken, size -= taken;
            if (line->stamping) return;
            continue;
        }
        if (!s->stamped && !line->open) line->at_ns = now_ns;
        size_t most = cuts_in_text(s) && size > MESSAGE_BYTES - line->piece_size ? MESSAGE_BYTES - line->piece_size : size;
        const uint8_t *newline = memchr(data, '\n', most);
        size_t part = newline ? (size_t)(newline - data) : most;
        add_text(s, line, data, part);
        line->piece_size += (uint32_t)part;
        if (newline) {
            end_line(s, line);
            part++;
        } else if (cuts_in_text(s) && line->piece_size == MESSAGE_BYTES) {
            line->stamping = 1;
            line->stamp_size = line->piece_size = 0;
        }
        data += part, size -= part;
    }
}

/* The bytes of a frame's header, which may come in pieces; returns how many were taken. */
static size_t take_header(splitter *s, const uint8_t *data, size_t size)
{
    size_t taken = HEADER - s->header_size < size ? HEADER - s->header_size : size;
    memcpy(s->header + s->header_size, data, taken);
    s->header_size += (uint32_t)taken;
    if (s->header_size == HEADER) {
        const uint8_t *h = s->header;
        s->frame_left = (uint32_t)h[4] << 24 | (uint32_t)h[5] << 16 | (uint32_t)h[6] << 8 | h[7];
        s->current = s->streams + (h[0] == 2);
        s->current->stamping = s->stamped; /* each piece of a long line has an instant of its own */
        s->current->stamp_size = 0;
        s->header_size = 0;
    }
    return taken;
}

int splitter_feed(splitter *s, const uint8_t *data, size_t size, uint64_t now_ns)
{
    while (size) {
        size_t part;
        if (s->framed && !s->frame_left) {
            part = take_header(s, data, size);
        } else {
            part = s->framed && s->frame_left < size ? s->frame_left : size;
            take(s, s->current, data, part, now_ns);
            if (s->framed) s->frame_left -= (uint32_t)part;
        }
        data += part, size -= part;
    }
    return s->lacks_memory ? -1 : 0;
}

int splitter_is_open(const splitter *s) { return s->streams[0].open || s->streams[1].open; }

int splitter_finish(splitter *s)
{
    for (int i = 0; i < 2; i++)
        if (s->streams[i].open) end_line(s, s->streams + i);
    s->frame_left = s->header_size = 0;
    return s->lacks_memory ? -1 : 0;
}

const uint8_t *splitter_text(const splitter *s, size_t *size)
{
    *size = s->text_size;
    return s->text;
}

const log_entry *splitter_entries(const splitter *s, size_t *count)
{
    *count = s->entry_count;
    return s->entries;
}

void splitter_clear(splitter *s)
{
    s->text_size = s->entry_count = 0;
    s->lacks_memory = 0;
    if (s->text_room > 1 << 22) { /* one burst is not held on to for ever */
        free(s->text);
        s->text = NULL;
        s->text_room = 0;
    }
}
