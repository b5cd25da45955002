#include "half_space.h"

enum { TOGETHER = 8, BLOCK = 64 };

/* The leaves of up to TOGETHER rows in one tree; their walks overlap as none waits for another. */
static inline void find_leaves(
    const half_space_node *node, uint32_t height, const float *rows, size_t n, size_t width, uint32_t *leaf) {
    uint32_t at[TOGETHER] = {0};
    for (uint32_t level = 0; level < height; level++)
        for (size_t i = 0; i < n; i++) {
            half_space_node split = node[at[i]];
            at[i] = 2 * at[i] + 1 + !(rows[i * width + split.feature] < split.threshold);
        }
    for (size_t i = 0; i < n; i++)
        leaf[i] = at[i] - (1u << height) + 1;
}

void half_space_sums(
    const half_space_node *node, uint32_t trees, uint32_t height, const float *rows, size_t n, size_t width,
    const int64_t *path, int64_t *out) {
    uint32_t leaf[TOGETHER];
    for (size_t begin = 0; begin < n; begin += BLOCK)
        for (uint32_t tree = 0; tree < trees; tree++) {
            const half_space_node *own = node + (size_t)tree * ((1u << height) - 1);
            const int64_t *paths = path + ((size_t)tree << height);
            size_t end = n - begin < BLOCK ? n : begin + BLOCK, row = begin;
            for (; row + TOGETHER <= end; row += TOGETHER) {
                find_leaves(own, height, rows + row * width, TOGETHER, width, leaf);
                for (size_t i = 0; i < TOGETHER; i++)
                    out[row + i] += paths[leaf[i]];
            }
            find_leaves(own, height, rows + row * width, end - row, width, leaf);
            for (size_t i = 0; row + i < end; i++)
                out[row + i] += paths[leaf[i]];
        }
}

void half_space_count(
    const half_space_node *node, uint32_t trees, uint32_t height, const float *rows, size_t n, size_t width,
    int64_t *mass) {
    uint32_t leaf[TOGETHER];
    for (size_t begin = 0; begin < n; begin += BLOCK)
        for (uint32_t tree = 0; tree < trees; tree++) {
            const half_space_node *own = node + (size_t)tree * ((1u << height) - 1);
            int64_t *masses = mass + ((size_t)tree << height);
            size_t end = n - begin < BLOCK ? n : begin + BLOCK;
            for (size_t row = begin; row < end; row += TOGETHER) {
                size_t count = end - row < TOGETHER ? end - row : TOGETHER;
                find_leaves(own, height, rows + row * width, count, width, leaf);
                for (size_t i = 0; i < count; i++)
                    masses[leaf[i]]++;
            }
        }
}
