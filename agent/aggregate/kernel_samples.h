/* Requests kept as evidence, and lines that could not be read. */
#ifndef DOZOR_KERNEL_SAMPLES_H
#define DOZOR_KERNEL_SAMPLES_H

#include "kernel_classify.h"

enum { SAMPLED_ROWS = 64, QUIET_ROWS = 32, PLAIN_ROWS = 4, ROW_SAMPLES = 3, MOST_SAMPLES = SAMPLED_ROWS * ROW_SAMPLES };
enum { METHOD_BYTES = 16, PATH_BYTES = 512, TEXT_BYTES = 200, ID_BYTES = 64 };
enum { SAMPLE_BYTES = METHOD_BYTES + PATH_BYTES + 2 * TEXT_BYTES + ID_BYTES };
enum { MOST_MALFORMED = 5, MALFORMED_BYTES = 512 };

typedef struct {
    kernel_sample kept[MOST_SAMPLES];
    uint8_t *text; /* SAMPLE_BYTES for each */
    uint32_t count, row_count, malformed_count;
    size_t malformed_sizes[MOST_MALFORMED];
    uint8_t malformed[MOST_MALFORMED][MALFORMED_BYTES];
} samples;

static inline uint32_t keep_text(uint8_t **to, slice text, size_t most) {
    size_t size = size_of(text) < most ? size_of(text) : most;
    if (size) memcpy(*to, text.at, size);
    *to += size;
    return (uint32_t)size;
}

/* Keeps a request of a row, three of one row at most. `rows` is from how many sampled rows on none is begun for it:
 * those that only failed leave room for worse, and plain ones, which show what many ask for, for both. */
static inline void add_sample(samples *s, uint8_t *of_row, uint32_t index, uint32_t rows, uint32_t status, slice request,
                              slice agent, slice referrer, slice id) {
    if (*of_row == ROW_SAMPLES || (*of_row == 0 && s->row_count >= rows)) return;
    if (!s->text && !(s->text = malloc((size_t)MOST_SAMPLES * SAMPLE_BYTES))) return;
    s->row_count += *of_row == 0;
    ++*of_row;
    slice url, method = {request.at, request.at};
    method.end += split_request(request, &url);
    uint8_t *to = s->text + (size_t)s->count * SAMPLE_BYTES;
    kernel_sample *kept = &s->kept[s->count++];
    kept->row = index;
    kept->status = status;
    kept->method = keep_text(&to, method, METHOD_BYTES);
    kept->path = keep_text(&to, url, PATH_BYTES);
    kept->user_agent = keep_text(&to, agent, TEXT_BYTES);
    kept->referrer = keep_text(&to, referrer, TEXT_BYTES);
    kept->request_id = keep_text(&to, id, ID_BYTES);
}

static inline void keep_malformed(samples *s, slice line) {
    if (s->malformed_count == MOST_MALFORMED) return;
    size_t size = size_of(line) < MALFORMED_BYTES ? size_of(line) : MALFORMED_BYTES;
    memcpy(s->malformed[s->malformed_count], line.at, size);
    s->malformed_sizes[s->malformed_count++] = size;
}

#endif
