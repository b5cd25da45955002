/* What the two ways of taking lines apart share: `split.c` of streams, `records.c` of files of JSON. */
#ifndef DOZOR_LOGBOOK_SPLIT_H
#define DOZOR_LOGBOOK_SPLIT_H

#include "kernel.h"

enum { HEADER = 8, STAMP_MOST = 40, MESSAGE_BYTES = 16384 }; /* an engine cuts longer messages */

typedef struct { /* a line that is not over yet, one for each stream */
    uint8_t *text;
    uint32_t size, stamp_size, piece_size;
    uint64_t cut, at_ns, resume_ns, resume_count;
    int open, stamping;
    uint8_t stamp[STAMP_MOST];
    log_group group;
} half_line;

struct splitter {
    int framed, stamped, lacks_memory;
    uint32_t line_bytes, header_size, frame_left;
    uint8_t header[HEADER];
    half_line streams[2], *current;
    uint8_t *text;
    size_t text_size, text_room;
    log_entry *entries;
    size_t entry_count, entry_room;
};

void add_text(splitter *s, half_line *line, const uint8_t *data, size_t size);
void end_line(splitter *s, half_line *line);
uint64_t instant(const uint8_t *at, size_t size); /* 0 where it is none */

#endif
