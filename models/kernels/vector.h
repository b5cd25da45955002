/* Features from what is remembered; `models/kernels/vector.py` is the reference. */
#ifndef DOZOR_VECTOR_H
#define DOZOR_VECTOR_H

#include <stddef.h>
#include <stdint.h>

/* Columns of `ew` that features are made from by name, in the order of `vector.Named`. */
enum { PAGES_60, NEW_PAGES_60, REQUESTS_10, REQUESTS_60, REQUESTS_600, TIME_60, BYTES_600, GAPS, GAP_SUM, GAP_SQUARES, NAMED };
/* Columns of `load`. */
enum { LOAD_REQUESTS_60, LOAD_TIME_60, LOAD_REQUESTS_3600, LOAD_ASSETS_3600, LOADS };

typedef struct {
    size_t counters, estimates, counts, sets, shares;
    const int64_t *count, *set, *part, *whole, *named; /* columns of `ew`, and of the estimates for `set` */
    const float *usual; /* (shares) */
    float prior;
} vector_plan;

/* Writes the features of n slots to `out` (n, width): 1 + counts + sets + shares + 8 are written, but two that are made
 * from a logarithm, which is left to numpy: of `burst` (n), and of `spread` (n), 1 where there are too few gaps. */
void vector_fill(
    const vector_plan *, const float *ew, const int64_t *newest, const int64_t *slot, const float *estimate,
    const double *load, const uint8_t *known, size_t n, float *out, size_t width, float *burst, double *spread);

#endif
