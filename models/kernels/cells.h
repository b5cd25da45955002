/* Bounded memories: rows owned by sources, and counts by hash; `cells.py` and `sketch.py` are the references. */
#ifndef DOZOR_CELLS_H
#define DOZOR_CELLS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    size_t cells, width;
    uint64_t *key;
    int64_t *last;
    float *row; /* (cells, width) */
} owned_cells;

/* Puts n rows of `width` numbers to the cells that their keys own. A cell passes on where its last second is before
 * `silent`, to the first that comes to it; `last` becomes `second`. To work in: `seen`,
 * a zero for each cell, and `at`, room for n. */
void cells_put(
    owned_cells, const uint64_t *key, const float *row, size_t n, int64_t silent, int64_t second, int maxima,
    uint8_t *seen, int64_t *at);

/* Two rows of 2^bits counts; the least of the two says how many (service, template) was counted. */
void sketch_least(
    const double *count, unsigned bits, const int64_t *service, const uint32_t *value, size_t n, double *out);
void sketch_add(double *count, unsigned bits, const int64_t *service, const uint32_t *value, size_t n, double weight);

/* Adds each of n rows of `width` numbers to the row of `sums` at its place. */
void add_rows(double *sums, size_t width, const int64_t *place, const double *row, size_t n);

#endif
