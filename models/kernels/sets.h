/* Sets of bits by slot in two generations, and decayed counters; `sets.py` and `counters.py` are the references. */
#ifndef DOZOR_SETS_H
#define DOZOR_SETS_H

#include <stddef.h>
#include <stdint.h>

enum { SET_WORDS = 4 };

typedef struct {
    uint64_t *bits; /* (slots, 2 generations, sets, SET_WORDS) */
    size_t sets;
} bit_sets;

/* Adds an element per (slot, hash) to a set and tells which were new to it. */
void sets_add(bit_sets, size_t set, const int64_t *slot, const uint32_t *hash, size_t n, uint8_t *is_new);
void sets_contain(bit_sets, size_t set, const int64_t *slot, const uint32_t *hash, size_t n, uint8_t *is_in);
/* Turns generations to `target`, the number of a window. */
void sets_rotate(bit_sets, int32_t *epoch, const int64_t *slot, const int64_t *target, size_t n);
/* How many elements each slot's sets hold; `count` says it by bits set, `left` is the older generation's part. */
void sets_estimate(
    bit_sets, const int64_t *slot, size_t n, const double *count, const double *left, float *out);

#endif
