/* When sources were last there, brought forward by a batch; `models/kernels/arrivals.py` is the reference. */
#ifndef DOZOR_ARRIVALS_H
#define DOZOR_ARRIVALS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t *last;
    int64_t *newest;
    uint8_t *counted;
} seen_slots;

typedef struct {
    size_t entries, rows;
    const int64_t *slot, *held;    /* (entries): all slots differ */
    const int64_t *entry, *second; /* (rows): the entry of each, -1 for none */
    const uint32_t *requests;      /* (rows) */
} arrivals;

/* Writes `age`, `gap` (3, entries) and `fresh` of entries and `row_age` of rows, and brings the slots forward. */
void slots_arrive(seen_slots, const arrivals *, int64_t *age, float *gap, uint8_t *fresh, int64_t *row_age);

#endif
