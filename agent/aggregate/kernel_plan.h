/* Plans: how a line is cut into fields (see agent.parse.format). */
#ifndef DOZOR_KERNEL_PLAN_H
#define DOZOR_KERNEL_PLAN_H

#include <stdlib.h>

#include "kernel.h"
#include "kernel_text.h"

enum { MOST_PLANS = 32, MOST_SEGMENTS = 64, MOST_STEPS = 64, LITERAL_BYTES = 64 };

typedef struct { /* a literal where `field` is negative */
    int field, size;
    uint8_t literal[LITERAL_BYTES];
} step;

typedef struct {
    int separator, free_field, left_count, right_count;
    step *left, *right;
} segment;

typedef struct {
    int count;
    segment *segments;
} plan;

typedef struct { /* a line, and the offsets from `base` of the marks within it */
    slice text;
    const uint8_t *base, *limit; /* memory may be read up to `limit` */
    const uint32_t *marks, *marks_end;
} line;

/* A quote behind an odd number of backslashes belongs to the value. */
static inline bool is_escaped(const uint8_t *start, const uint8_t *quote) {
    const uint8_t *p = quote;
    while (p > start && p[-1] == '\\') p--;
    return (quote - p) & 1;
}

/* Finds the segment's end and moves on behind it. */
static inline const uint8_t *find_separator(line *l, int separator) {
    while (l->marks < l->marks_end) {
        const uint8_t *at = l->base + *l->marks++;
        if (*at != separator || (separator == '"' && is_escaped(l->text.at, at))) continue;
        l->text.at = at + 1;
        return at;
    }
    return NULL;
}

static inline bool read_left(const segment *g, slice *rest, const uint8_t *limit, slice *fields) {
    for (int i = 0; i < g->left_count; i++) {
        const step *s = &g->left[i];
        size_t size = size_of(*rest);
        if (s->field < 0) {
            if (size < (size_t)s->size || !same(rest->at, s->literal, (size_t)s->size)) return false;
            rest->at += s->size;
            continue;
        }
        const uint8_t *end = rest->end;
        if (s->size) {
            if (size < (size_t)s->size) return false;
            end = rest->at + s->size;
        } else if (i + 1 < g->left_count) {
            end = find_near(rest->at, rest->end, limit, s[1].literal[0]);
            if (!end) return false;
        }
        fields[s->field] = (slice){rest->at, end};
        rest->at = end;
    }
    return true;
}

static inline bool read_right(const segment *g, slice *rest, slice *fields) {
    for (int i = 0; i < g->right_count; i++) {
        const step *s = &g->right[i];
        size_t size = size_of(*rest);
        if (s->field < 0) {
            if (size < (size_t)s->size || !same(rest->end - s->size, s->literal, (size_t)s->size)) return false;
            rest->end -= s->size;
            continue;
        }
        const uint8_t *start = rest->end;
        if (s->size) {
            if (size < (size_t)s->size) return false;
            start -= s->size;
        } else {
            int delimiter = s[1].literal[s[1].size - 1];
            while (start > rest->at && start[-1] != delimiter) start--;
            if (start == rest->at) return false;
        }
        fields[s->field] = (slice){start, rest->end};
        rest->end = start;
    }
    return true;
}

/* Cuts a line; false where it does not fit the plan. */
static inline bool read_line(const plan *p, line l, slice *fields) {
    for (int i = 0; i < p->count; i++) {
        const segment *g = &p->segments[i];
        slice rest = l.text;
        if (g->separator && !(rest.end = find_separator(&l, g->separator))) return false;
        if (!read_left(g, &rest, l.limit, fields) || !read_right(g, &rest, fields)) return false;
        if (g->free_field >= 0) fields[g->free_field] = rest;
        else if (rest.at != rest.end) return false;
    }
    return true;
}

static inline void free_plan(plan *p) {
    for (int i = 0; i < p->count; i++) {
        free(p->segments[i].left);
        free(p->segments[i].right);
    }
    free(p->segments);
}

static inline int add_segment(plan *p, int separator, int free_field) {
    if (p->count == MOST_SEGMENTS) return -1;
    segment *grown = realloc(p->segments, sizeof(segment) * (size_t)(p->count + 1));
    if (!grown) return -1;
    p->segments = grown;
    p->segments[p->count++] = (segment){.separator = separator, .free_field = free_field};
    return 0;
}

static inline int add_step(segment *g, bool right, const uint8_t *literal, size_t size, int field, int field_size) {
    int *count = right ? &g->right_count : &g->left_count;
    step **steps = right ? &g->right : &g->left;
    if (size > LITERAL_BYTES || *count == MOST_STEPS) return -1;
    step *grown = realloc(*steps, sizeof(step) * (size_t)(*count + 1));
    if (!grown) return -1;
    *steps = grown;
    step *s = &grown[(*count)++];
    *s = (step){.field = literal ? -1 : field, .size = literal ? (int)size : field_size};
    if (literal) memcpy(s->literal, literal, size);
    return 0;
}

#endif
