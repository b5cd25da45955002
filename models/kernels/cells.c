#include "cells.h"

#include "keys.h"

#include <string.h>

static const uint64_t SALT = UINT64_C(0x5851F42D4C957F2D);

static void find(size_t cells, const uint64_t *key, size_t n, int64_t *at) {
    if (cells & (cells - 1)) {
        for (size_t i = 0; i < n; i++)
            at[i] = (int64_t)(mixed(key[i] ^ SALT) % cells);
    } else { /* divides far faster */
        for (size_t i = 0; i < n; i++)
            at[i] = (int64_t)(mixed(key[i] ^ SALT) & (cells - 1));
    }
}

static void claim(
    const owned_cells *to, const uint64_t *key, size_t n, int64_t silent, uint8_t *seen, const int64_t *at) {
    for (size_t i = 0; i < n; i++) {
        size_t cell = (size_t)at[i];
        if (!seen[cell] && to->key[cell] != key[i] && to->last[cell] < silent) {
            to->key[cell] = key[i];
            memset(to->row + cell * to->width, 0, to->width * sizeof(float));
        }
        seen[cell] = 1;
    }
}

/* As numpy's maximum: NaN stays. */
static inline float larger(float a, float b) { return a >= b || a != a ? a : b; }

void cells_put(
    owned_cells to, const uint64_t *key, const float *row, size_t n, int64_t silent, int64_t second, int maxima,
    uint8_t *seen, int64_t *at) {
    find(to.cells, key, n, at);
    claim(&to, key, n, silent, seen, at);
    for (size_t i = 0; i < n; i++, row += to.width) {
        size_t cell = (size_t)at[i];
        if (to.key[cell] != key[i])
            continue;
        float *own = to.row + cell * to.width;
        to.last[cell] = second;
        for (size_t c = 0; c < to.width; c++)
            own[c] = maxima ? larger(own[c], row[c]) : row[c];
    }
}

typedef struct {
    size_t first, second;
} two_cells;

static inline two_cells cells_of(unsigned bits, int64_t service, uint32_t value) {
    uint64_t mix = mixed((uint64_t)service << 32 | value), mask = (UINT64_C(1) << bits) - 1;
    return (two_cells){(size_t)(mix & mask), (size_t)((mix >> 32 & mask) | UINT64_C(1) << bits)};
}

void sketch_least(
    const double *count, unsigned bits, const int64_t *service, const uint32_t *value, size_t n, double *out) {
    for (size_t i = 0; i < n; i++) {
        two_cells at = cells_of(bits, service[i], value[i]);
        out[i] = count[at.first] < count[at.second] ? count[at.first] : count[at.second];
    }
}

void sketch_add(double *count, unsigned bits, const int64_t *service, const uint32_t *value, size_t n, double weight) {
    for (size_t i = 0; i < n; i++) {
        two_cells at = cells_of(bits, service[i], value[i]);
        count[at.first] += weight;
        count[at.second] += weight;
    }
}

void add_rows(double *sums, size_t width, const int64_t *place, const double *row, size_t n) {
    for (size_t i = 0; i < n; i++, row += width)
        for (size_t c = 0; c < width; c++)
            sums[(size_t)place[i] * width + c] += row[c];
}
