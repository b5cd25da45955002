/* Decayed counters, and the tails of distributions; `counters.py` and `surprisal.py` are the references. */
#ifndef DOZOR_COUNTERS_H
#define DOZOR_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    size_t counters, taus, ages;
    const int64_t *source; /* of each counter: a line of `added`, or -1 - line of `own` */
    const int64_t *tau;    /* of each counter */
    const float *left;     /* (ages, taus): what is left after so many seconds; more seconds count as the most */
} counter_plan;

enum { MOST_COUNTERS = 128, MOST_COLUMNS = 256 };

/* (lines, rows) of numbers as (rows, lines). */
void transpose(const float *from, size_t lines, size_t rows, float *to);

/* Fades the counters of n slots by their ages and adds `own` (lines, n) and `added` (rows, lines), each row to its entry
 * (-1: none) and faded by its own age. To work in: `end`, n + 1 zeros, and `order`, room for the rows. */
void counters_add(
    const counter_plan *, float *ew, const int64_t *slot, const int64_t *age, size_t n, const float *own,
    const float *added, size_t lines, const int64_t *entry, const int64_t *row_age, size_t rows, int64_t *end,
    int64_t *order);

/* Surprisal of (n, columns) numbers. `grid` is (levels, columns), `rise` (levels - 1, columns), `slope` (columns). */
void tail_surprisal(
    const double *x, size_t n, size_t columns, size_t levels, const double *grid, const double *rise,
    const double *slope, double first, double most, float *out);
void tail_surprisal_floats(
    const float *x, size_t n, size_t columns, size_t levels, const double *grid, const double *rise,
    const double *slope, double first, double most, float *out);

/* Sums the three largest of each of n rows of three numbers or more, none negative or NaN. */
void top_three(const float *rows, size_t n, size_t width, double *out);

#endif
