/* Half-Space Trees of equal height: `models/kernels/half_space.py` is the reference. */
#ifndef DOZOR_HALF_SPACE_H
#define DOZOR_HALF_SPACE_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    float threshold;
    uint32_t feature;
} half_space_node;

/* `node` holds trees * (2^height - 1) nodes, the children of node i of a tree at 2 i + 1 and 2 i + 2. Rows are n of
 * `width` numbers. A leaf of a tree is its number from the left. */
void half_space_sums(
    const half_space_node *node, uint32_t trees, uint32_t height, const float *rows, size_t n, size_t width,
    const int64_t *path, int64_t *out);
void half_space_count(
    const half_space_node *node, uint32_t trees, uint32_t height, const float *rows, size_t n, size_t width,
    int64_t *mass);

#endif
