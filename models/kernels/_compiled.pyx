# cython: language_level=3, boundscheck=False, wraparound=False
"""The compiled kernels as Python functions; the modules beside it say what they mean and check what they are given."""

import numpy as np

from libc.stddef cimport size_t
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t

cdef extern from "trees.h" nogil:
    ctypedef struct flat_trees:
        uint32_t trees
        const int32_t *root
        const int32_t *feature
        const int32_t *left
        const int32_t *right
        const double *threshold
        const double *value
        const uint8_t *nan_left
    ctypedef struct packed_trees:
        uint32_t trees, features
        const uint32_t *root
        const uint32_t *word
        const double *value
        const uint32_t *held
        const uint32_t *first
        const float *threshold
    void flat_sums(const flat_trees *, const double *, size_t, size_t, double, double *)
    void packed_sums(const packed_trees *, const flat_trees *, const float *, size_t, size_t, double, double *)
    int packed_is_wide()

cdef extern from "half_space.h" nogil:
    ctypedef struct half_space_node:
        pass
    void half_space_sums(
        const half_space_node *, uint32_t, uint32_t, const float *, size_t, size_t, const int64_t *, int64_t *
    )
    void half_space_count(const half_space_node *, uint32_t, uint32_t, const float *, size_t, size_t, int64_t *)


def is_wide():
    return bool(packed_is_wide())


cdef flat_trees flat_of(trees):
    cdef const int32_t[::1] root = trees.root, feature = trees.feature, left = trees.left, right = trees.right
    cdef const double[::1] threshold = trees.threshold, value = trees.value
    cdef const uint8_t[::1] nan_left = trees.nan_left.view(np.uint8)
    cdef flat_trees flat
    flat.trees = root.shape[0]
    flat.root, flat.feature, flat.left, flat.right = &root[0], &feature[0], &left[0], &right[0]
    flat.threshold, flat.value, flat.nan_left = &threshold[0], &value[0], &nan_left[0]
    return flat


def flat_sums_of(trees, const double[:, ::1] rows, double start):
    cdef size_t n = rows.shape[0], width = rows.shape[1]
    cdef flat_trees flat = flat_of(trees)
    sums = np.empty(n)
    cdef double[::1] out = sums
    with nogil:
        flat_sums(&flat, &rows[0, 0] if width else NULL, n, width, start, &out[0])
    return sums


def packed_sums_of(trees, packed, const float[:, ::1] rows, double start):
    cdef const uint32_t[::1] root = packed.root, word = packed.word, held = packed.held
    cdef const uint32_t[:, ::1] first = packed.first
    cdef const double[::1] value = packed.value
    cdef const float[::1] threshold = packed.threshold
    cdef size_t n = rows.shape[0], width = rows.shape[1]
    cdef flat_trees flat = flat_of(trees)
    cdef packed_trees fast
    sums = np.empty(n)
    cdef double[::1] out = sums
    fast.trees, fast.features = root.shape[0], held.shape[0]
    fast.root, fast.word, fast.value = &root[0], &word[0], &value[0]
    fast.held, fast.first, fast.threshold = &held[0], &first[0, 0], &threshold[0]
    with nogil:
        packed_sums(&fast, &flat, &rows[0, 0], n, width, start, &out[0])
    return sums


def half_space_sums_of(nodes, uint32_t height, const int64_t[:, ::1] path, const float[:, ::1] rows):
    cdef const uint8_t[:, ::1] node = nodes.view(np.uint8)
    cdef size_t n = rows.shape[0], width = rows.shape[1], trees = node.shape[0]
    sums = np.zeros(n, np.int64)
    cdef int64_t[::1] out = sums
    if n == 0 or trees == 0:
        return sums
    with nogil:
        half_space_sums(
            <const half_space_node *>&node[0, 0], trees, height, &rows[0, 0], n, width, &path[0, 0], &out[0]
        )
    return sums


def half_space_count_of(nodes, uint32_t height, int64_t[:, ::1] mass, const float[:, ::1] rows):
    cdef const uint8_t[:, ::1] node = nodes.view(np.uint8)
    cdef size_t n = rows.shape[0], width = rows.shape[1], trees = node.shape[0]
    if n == 0 or trees == 0:
        return
    with nogil:
        half_space_count(<const half_space_node *>&node[0, 0], trees, height, &rows[0, 0], n, width, &mass[0, 0])
