/* The hot path of logs: what an engine or a file gives in, lines with an index out; and finding lines again.
 * `twin.py` is the reference it is held to. */
#ifndef DOZOR_LOGBOOK_KERNEL_H
#define DOZOR_LOGBOOK_KERNEL_H

#include <stddef.h>
#include <stdint.h>

/* One line of the index, as in agent.logbook.entry. `end` is where the line ends in its text, after its newline. */
typedef struct {
    uint64_t at_ns;
    uint32_t end;
    uint32_t marks; /* bits 0-2 level, 3 stderr, 4 goes on from the line before, 5 unused, 6-31 bytes cut off */
} log_entry;

enum { MARK_STDERR = 1u << 3, MARK_CONTINUES = 1u << 4, CUT_SHIFT = 6, CUT_MOST = (1 << 26) - 1 };
enum level { NONE, TRACE, DEBUG, INFO, WARNING, ERROR, FATAL, LEVELS };

/* What a line is likely to be, by its first bytes. */
enum level guess_level(const uint8_t *line, size_t size);

/* Whether a line goes on from the one before, of the same stream: a stack trace, or something indented. */
enum trace_mode { PLAIN, PYTHON, PYTHON_SAID, GO };
typedef struct {
    enum trace_mode mode;
    enum level level; /* of the line that the group began with */
    uint32_t lines;   /* of the group so far; 0: there was none yet */
} log_group;
int joins_group(log_group *group, const uint8_t *line, size_t size, enum level own);

/* Takes apart what comes in. `framed`: Docker's frames with two streams; `stamped`: each line begins with its instant. */
typedef struct splitter splitter;
splitter *splitter_new(int framed, int stamped, uint32_t line_bytes);
void splitter_free(splitter *s);
/* Passes over a stream's lines before `at_ns`, and the first `count` of that very instant. */
void splitter_resume(splitter *s, int stream, uint64_t at_ns, uint64_t count);
int splitter_feed(splitter *s, const uint8_t *data, size_t size, uint64_t now_ns); /* -1 where memory is lacking */
/* The same of whole lines of an engine's json-file log; what is no record of one is a line by itself. */
int splitter_feed_records(splitter *s, const uint8_t *data, size_t size, uint64_t now_ns);
int splitter_is_open(const splitter *s); /* whether a line has begun that is not over */
int splitter_finish(splitter *s); /* what no newline ended */
const uint8_t *splitter_text(const splitter *s, size_t *size);
const log_entry *splitter_entries(const splitter *s, size_t *count);
void splitter_clear(splitter *s);

/* Which lines are wanted: bit n of `levels` for level n; bit 0 of `streams` for stdout, 1 for stderr. */
typedef struct {
    uint64_t since_ns, until_ns;
    uint32_t levels, streams;
} log_wish;

/* Writes the numbers of wanted lines from `first` to before `last` that hold the needle; `next` is where to go on. */
size_t log_scan(const log_entry *entries, const uint8_t *text, size_t text_size, size_t first, size_t last,
                const log_wish *wish, const uint8_t *needle, size_t needle_size, uint32_t *found, size_t room,
                size_t *next);
/* Which line a byte of the text belongs to; `count` where it belongs to none. */
size_t log_line_at(const log_entry *entries, size_t count, size_t offset);
/* Adds lines to bins of LEVELS numbers each: all that are wanted from `first` to before `last`. */
void log_count(const log_entry *entries, size_t first, size_t last, const log_wish *wish, uint64_t start_ns,
               uint64_t step_ns, uint64_t *bins, size_t bin_count);

#endif
