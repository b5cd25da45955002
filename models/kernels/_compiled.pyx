# cython: language_level=3, boundscheck=False, wraparound=False
"""The compiled kernels as Python functions; the modules beside it say what they mean and check what they are given."""

import os

import numpy as np

from libc.stddef cimport size_t
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t

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

cdef extern from "slots.h" nogil:
    ctypedef struct slot_index:
        size_t held
    int slots_init(slot_index *, uint64_t)
    void slots_free(slot_index *)
    void slots_find(const slot_index *, const uint64_t *, size_t, int64_t *)
    int slots_put(slot_index *, const uint64_t *, const int64_t *, size_t)
    void slots_remove(slot_index *, const uint64_t *, size_t)

cdef extern from "sets.h" nogil:
    ctypedef struct bit_sets:
        uint64_t *bits
        size_t sets
    int SET_WORDS
    void sets_add(bit_sets, size_t, const int64_t *, const uint32_t *, size_t, uint8_t *)
    void sets_contain(bit_sets, size_t, const int64_t *, const uint32_t *, size_t, uint8_t *)
    void sets_rotate(bit_sets, int64_t *, const int64_t *, const int64_t *, size_t)
    void sets_estimate(bit_sets, const int64_t *, size_t, const double *, const double *, float *)

cdef extern from "counters.h" nogil:
    ctypedef struct counter_plan:
        size_t counters, taus, ages
        const int64_t *source
        const int64_t *tau
        const float *left
    int MOST_COUNTERS, MOST_COLUMNS
    void transpose(const float *, size_t, size_t, float *)
    void counters_add(
        const counter_plan *, float *, const int64_t *, const int64_t *, size_t, const float *, const float *, size_t,
        const int64_t *, const int64_t *, size_t, int64_t *, int64_t *
    )
    void tail_surprisal(
        const double *, size_t, size_t, size_t, const double *, const double *, const double *, double, double, float *
    )
    void mix_all(const uint64_t *, size_t, uint64_t *)


def mix(const uint64_t[:] values):
    cdef const uint64_t[::1] value = np.ascontiguousarray(values)
    mixed = np.empty(value.shape[0], np.uint64)
    cdef uint64_t[::1] out = mixed
    if value.shape[0]:
        mix_all(&value[0], value.shape[0], &out[0])
    return mixed


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


cdef class SlotIndex:
    """`models.kernels.slots.SlotIndexTwin` is its reference."""

    cdef slot_index own

    def __cinit__(self):
        if slots_init(&self.own, int.from_bytes(os.urandom(8), "little")):
            raise MemoryError

    def __dealloc__(self):
        slots_free(&self.own)

    def __len__(self):
        return self.own.held

    def find(self, const uint64_t[:] keys):
        slots = np.empty(keys.shape[0], np.int64)
        cdef const uint64_t[::1] key = np.ascontiguousarray(keys)
        cdef int64_t[::1] slot = slots
        if key.shape[0]:
            slots_find(&self.own, &key[0], key.shape[0], &slot[0])
        return slots

    def put(self, const uint64_t[:] keys, const int64_t[:] slots):
        if keys.shape[0] != slots.shape[0]:
            raise ValueError("a slot for each key")
        cdef const uint64_t[::1] key = np.ascontiguousarray(keys)
        cdef const int64_t[::1] slot = np.ascontiguousarray(slots)
        if key.shape[0] and slots_put(&self.own, &key[0], &slot[0], key.shape[0]):
            raise MemoryError

    def remove(self, const uint64_t[:] keys):
        cdef const uint64_t[::1] key = np.ascontiguousarray(keys)
        if key.shape[0]:
            slots_remove(&self.own, &key[0], key.shape[0])


cdef bit_sets sets_of(uint64_t[:, :, :, ::1] bits):
    cdef bit_sets sets
    assert bits.shape[1] == 2 and bits.shape[3] == SET_WORDS
    sets.bits, sets.sets = &bits[0, 0, 0, 0], bits.shape[2]
    return sets


def sets_add_to(bits, size_t which, const int64_t[::1] slots, const uint32_t[::1] hashes):
    cdef size_t n = slots.shape[0]
    new = np.empty(n, np.bool_)
    cdef uint8_t[::1] out = new.view(np.uint8)
    if n:
        sets_add(sets_of(bits), which, &slots[0], &hashes[0], n, &out[0])
    return new


def sets_contain_of(bits, size_t which, const int64_t[::1] slots, const uint32_t[::1] hashes):
    cdef size_t n = slots.shape[0]
    found = np.empty(n, np.bool_)
    cdef uint8_t[::1] out = found.view(np.uint8)
    if n:
        sets_contain(sets_of(bits), which, &slots[0], &hashes[0], n, &out[0])
    return found


def sets_rotate_to(bits, int64_t[::1] epoch, const int64_t[::1] slots, const int64_t[::1] target):
    if slots.shape[0]:
        sets_rotate(sets_of(bits), &epoch[0], &slots[0], &target[0], slots.shape[0])


def sets_estimate_of(bits, const int64_t[::1] slots, const double[::1] left, const double[::1] count):
    cdef size_t n = slots.shape[0]
    counts = np.empty((n, bits.shape[2]), np.float32)
    cdef float[:, ::1] out = counts
    if n:
        sets_estimate(sets_of(bits), &slots[0], n, &count[0], &left[0], &out[0, 0])
    return counts


def counters_add_to(plan, float[:, ::1] ew, batch):
    cdef const int64_t[::1] source = plan.source, tau = plan.tau
    cdef const float[:, ::1] left = plan.left, own = batch.own, lines = batch.added
    cdef const int64_t[::1] slots = batch.slots, ages = batch.ages, entry = batch.entry, row_ages = batch.row_ages
    cdef size_t n = slots.shape[0], rows = entry.shape[0]
    cdef int64_t[::1] end = np.zeros(n + 1, np.int64), order = np.empty(rows, np.int64)
    cdef float[:, ::1] added = np.empty((rows, lines.shape[0]), np.float32)
    cdef counter_plan known
    if n == 0:
        return
    if rows:
        transpose(&lines[0, 0], lines.shape[0], rows, &added[0, 0])
    if source.shape[0] > MOST_COUNTERS:
        raise ValueError(f"more than {MOST_COUNTERS} counters")
    known.counters, known.taus, known.ages = source.shape[0], left.shape[1], left.shape[0]
    known.source, known.tau, known.left = &source[0], &tau[0], &left[0, 0]
    counters_add(
        &known,
        &ew[0, 0],
        &slots[0],
        &ages[0],
        n,
        &own[0, 0] if own.shape[0] else NULL,
        &added[0, 0] if rows else NULL,
        added.shape[1],
        &entry[0] if rows else NULL,
        &row_ages[0] if rows else NULL,
        rows,
        &end[0],
        &order[0] if rows else NULL,
    )


def tail_surprisal_of(curve, const double[:, ::1] values):
    cdef const double[:, ::1] grid = curve.grid, rise = curve.rise
    cdef const double[::1] slope = curve.slope
    cdef size_t n = values.shape[0], columns = values.shape[1], levels = grid.shape[0]
    cdef double first = curve.first, most = curve.most
    found = np.empty((n, columns), np.float32)
    cdef float[:, ::1] out = found
    if n == 0 or columns == 0:
        return found
    if columns > MOST_COLUMNS:
        raise ValueError(f"more than {MOST_COLUMNS} columns")
    with nogil:
        tail_surprisal(
            &values[0, 0], n, columns, levels, &grid[0, 0], &rise[0, 0], &slope[0], first, most, &out[0, 0]
        )
    return found
