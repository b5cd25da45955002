/* Sums of leaf values over many decision trees: `models/kernels/trees.py` is the reference and says what it means. */
#ifndef DOZOR_TREES_H
#define DOZOR_TREES_H

#include <stddef.h>
#include <stdint.h>

/* As trained: a leaf's `left` is negative. */
typedef struct {
    uint32_t trees;
    const int32_t *root, *feature, *left, *right;
    const double *threshold, *value;
    const uint8_t *nan_left;
} flat_trees;

/* Packed for speed. A value of a row is replaced by how many of its feature's thresholds lie below it; so a node is one
 * word: rank << 16 | feature << 10 | pair, whose children are words 2 * pair and 2 * pair + 1 of its tree; a leaf has
 * pair 0, and the rest of the word numbers its value. */
typedef struct {
    uint32_t trees, features;
    const uint32_t *root, *word;
    const double *value;
    const uint32_t *held; /* (features) how many thresholds each has */
    const uint32_t *first; /* (RANK_LEVELS, features) where the levels of its thresholds begin, the finest level first */
    const float *threshold; /* rising, rounded down; each level holds the last of every 16 below it, filled with +inf */
} packed_trees;

enum { PACKED_FEATURES = 64, RANK_LEVELS = 4 };

/* Each writes start + the values of the leaves, tree after tree, for n rows of `width` numbers. */
void flat_sums(const flat_trees *, const double *rows, size_t n, size_t width, double start, double *out);
/* Rows with NaN go through `flat`, as a packed word does not say where NaN goes. */
void packed_sums(
    const packed_trees *, const flat_trees *flat, const float *rows, size_t n, size_t width, double start, double *out);
/* 1 where the processor walks sixteen trees at once. */
int packed_is_wide(void);

#endif
