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
    void sets_rotate(bit_sets, int32_t *, const int64_t *, const int64_t *, size_t)
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
    void tail_surprisal_floats(
        const float *, size_t, size_t, size_t, const double *, const double *, const double *, double, double, float *
    )
    void top_three(const float *, size_t, size_t, double *)

cdef extern from "keys.h" nogil:
    int ADDRESS_BYTES
    void mix_all(const uint64_t *, size_t, uint64_t *)
    void source_keys(const uint64_t *, const uint8_t *, size_t, uint64_t *)
    void network_keys(const uint8_t *, size_t, uint64_t *)
    size_t group_keys(const uint64_t *, size_t, int64_t *, int64_t *, int64_t *)

cdef extern from "cells.h" nogil:
    ctypedef struct owned_cells:
        size_t cells, width
        uint64_t *key
        int64_t *last
        float *row
    void cells_put(owned_cells, const uint64_t *, const float *, size_t, int64_t, int64_t, int, uint8_t *, int64_t *)
    void sketch_least(const double *, unsigned, const int64_t *, const uint32_t *, size_t, double *)
    void sketch_add(double *, unsigned, const int64_t *, const uint32_t *, size_t, double)
    void add_rows(double *, size_t, const int64_t *, const double *, size_t)

cdef extern from "bloom.h" nogil:
    void bloom_places(const uint8_t *, size_t, size_t, uint64_t, int64_t *)
    void bloom_set(uint8_t *, const int64_t *, size_t)

cdef extern from "arrivals.h" nogil:
    ctypedef struct seen_slots:
        uint32_t *last
        int64_t *newest
        uint8_t *counted
    ctypedef struct arrivals:
        size_t entries, rows
        const int64_t *slot
        const int64_t *held
        const int64_t *entry
        const int64_t *second
        const uint32_t *requests
    void slots_arrive(seen_slots, const arrivals *, int64_t *, float *, uint8_t *, int64_t *)

cdef extern from "vector.h" nogil:
    ctypedef struct vector_plan:
        size_t counters, estimates, counts, sets, shares
        const int64_t *count
        const int64_t *set
        const int64_t *part
        const int64_t *whole
        const int64_t *named
        const float *usual
        float prior
    int LOADS, NAMED
    void vector_fill(
        const vector_plan *, const float *, const int64_t *, const int64_t *, const float *, const double *,
        const uint8_t *, size_t, float *, size_t, float *, double *
    )


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


def sets_rotate_to(bits, int32_t[::1] epoch, const int64_t[::1] slots, const int64_t[::1] target):
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


def tail_surprisal_of(curve, values):
    cdef const double[:, ::1] grid = curve.grid, rise = curve.rise
    cdef const double[::1] slope = curve.slope
    cdef const double[:, ::1] wide
    cdef const float[:, ::1] narrow
    cdef size_t n = values.shape[0], columns = values.shape[1], levels = grid.shape[0]
    cdef double first = curve.first, most = curve.most
    found = np.empty((n, columns), np.float32)
    cdef float[:, ::1] out = found
    if n == 0 or columns == 0:
        return found
    if columns > MOST_COLUMNS:
        raise ValueError(f"more than {MOST_COLUMNS} columns")
    if values.dtype == np.float32:
        narrow = values
        with nogil:
            tail_surprisal_floats(
                &narrow[0, 0], n, columns, levels, &grid[0, 0], &rise[0, 0], &slope[0], first, most, &out[0, 0]
            )
    else:
        wide = values
        with nogil:
            tail_surprisal(
                &wide[0, 0], n, columns, levels, &grid[0, 0], &rise[0, 0], &slope[0], first, most, &out[0, 0]
            )
    return found


def top_three_of(const float[:, ::1] rows):
    cdef size_t n = rows.shape[0], width = rows.shape[1]
    sums = np.empty(n)
    cdef double[::1] out = sums
    if n and width:
        top_three(&rows[0, 0], n, width, &out[0])
    return sums


def source_keys_of(const uint64_t[::1] services, const uint8_t[:, ::1] addresses):
    cdef Py_ssize_t n = services.shape[0]
    if addresses.shape[0] != n or addresses.shape[1] != ADDRESS_BYTES:
        raise ValueError("an address for each service")
    keys = np.empty(n, np.uint64)
    cdef uint64_t[::1] out = keys
    if n:
        source_keys(&services[0], &addresses[0, 0], n, &out[0])
    return keys


def network_keys_of(const uint8_t[:, ::1] addresses):
    cdef size_t n = addresses.shape[0]
    if addresses.shape[1] != ADDRESS_BYTES:
        raise ValueError("addresses of another length")
    keys = np.empty(n, np.uint64)
    cdef uint64_t[::1] out = keys
    if n:
        network_keys(&addresses[0, 0], n, &out[0])
    return keys


def grouped_of(const uint64_t[::1] keys):
    cdef size_t n = keys.shape[0], groups = 0
    first, group = np.empty(n, np.int64), np.empty(n, np.int64)
    cdef int64_t[::1] first_of = first, group_of = group, order = np.empty(2 * n, np.int64)
    if n:
        groups = group_keys(&keys[0], n, &first_of[0], &group_of[0], &order[0])
    return first[:groups], group


def bloom_places_of(const uint8_t[:, ::1] addresses, size_t hashes, uint64_t bits):
    cdef size_t n = addresses.shape[0]
    if addresses.shape[1] != ADDRESS_BYTES or not hashes or not bits:
        raise ValueError("addresses of another length, or no bits")
    places = np.empty((n, hashes), np.int64)
    cdef int64_t[:, ::1] out = places
    if n:
        bloom_places(&addresses[0, 0], n, hashes, bits, &out[0, 0])
    return places


def bloom_set_in(uint8_t[::1] filled, const int64_t[::1] places):
    cdef Py_ssize_t n = places.shape[0], i
    for i in range(n):
        if not 0 <= places[i] < 8 * filled.shape[0]:
            raise IndexError(places[i])
    if n:
        bloom_set(&filled[0], &places[0], n)


def cells_put_to(
    uint64_t[::1] owner, int64_t[::1] last, float[:, ::1] held, const uint64_t[::1] keys, const float[:, ::1] rows,
    int64_t silent, int64_t second, bint maxima
):
    cdef Py_ssize_t n = keys.shape[0]
    cdef owned_cells cells
    cdef uint8_t[::1] seen = np.zeros(owner.shape[0], np.uint8)
    cdef int64_t[::1] at = np.empty(n, np.int64)
    if rows.shape[0] != n or rows.shape[1] != held.shape[1]:
        raise ValueError("a row of the cells' width for each key")
    if n == 0:
        return
    cells.cells, cells.width = owner.shape[0], held.shape[1]
    cells.key, cells.last, cells.row = &owner[0], &last[0], &held[0, 0]
    cells_put(cells, &keys[0], &rows[0, 0], n, silent, second, maxima, &seen[0], &at[0])


def sketch_least_of(const double[:, ::1] counts, unsigned bits, const int64_t[::1] services, const uint32_t[::1] values):
    cdef Py_ssize_t n = services.shape[0]
    if values.shape[0] != n or counts.shape[1] != <Py_ssize_t>1 << bits or counts.shape[0] != 2:
        raise ValueError("a value for each service, and two rows of counts")
    found = np.empty(n)
    cdef double[::1] out = found
    if n:
        sketch_least(&counts[0, 0], bits, &services[0], &values[0], n, &out[0])
    return found


def sketch_add_to(
    double[:, ::1] counts, unsigned bits, const int64_t[::1] services, const uint32_t[::1] values, double weight
):
    cdef Py_ssize_t n = services.shape[0]
    if values.shape[0] != n or counts.shape[1] != <Py_ssize_t>1 << bits or counts.shape[0] != 2:
        raise ValueError("a value for each service, and two rows of counts")
    if n:
        sketch_add(&counts[0, 0], bits, &services[0], &values[0], n, weight)


def add_rows_to(double[:, ::1] sums, const int64_t[::1] places, const double[:, ::1] rows):
    cdef Py_ssize_t n = places.shape[0], width = sums.shape[1], i
    if rows.shape[0] != n or rows.shape[1] != width:
        raise ValueError("a row of the sums' width for each place")
    for i in range(n):
        if not 0 <= places[i] < sums.shape[0]:
            raise IndexError(places[i])
    if n and width:
        add_rows(&sums[0, 0], width, &places[0], &rows[0, 0], n)


def vector_fill_to(
    plan, const float[:, ::1] ew, const int64_t[::1] newest, const int64_t[::1] slots, const float[:, ::1] estimates,
    const double[:, ::1] load, const uint8_t[::1] known, float[:, ::1] out
):
    cdef Py_ssize_t n = slots.shape[0]
    cdef const int64_t[::1] count = plan.count, sets = plan.sets, part = plan.part, whole = plan.whole
    cdef const int64_t[::1] named = plan.named
    cdef const float[::1] usual = plan.usual
    cdef vector_plan known_plan
    burst, spread = np.empty(n, np.float32), np.empty(n)
    cdef float[::1] burst_of = burst
    cdef double[::1] spread_of = spread
    if not (estimates.shape[0] == load.shape[0] == known.shape[0] == out.shape[0] == n and load.shape[1] == LOADS):
        raise ValueError("arrays of different lengths")
    if 9 + count.shape[0] + sets.shape[0] + part.shape[0] != out.shape[1] or named.shape[0] != NAMED:
        raise ValueError("a plan for another width")
    if n == 0:
        return burst, spread
    known_plan.counters, known_plan.estimates = ew.shape[1], estimates.shape[1]
    known_plan.counts, known_plan.sets, known_plan.shares = count.shape[0], sets.shape[0], part.shape[0]
    known_plan.count, known_plan.set, known_plan.part = &count[0], &sets[0], &part[0]
    known_plan.whole, known_plan.named, known_plan.usual = &whole[0], &named[0], &usual[0]
    known_plan.prior = plan.prior
    vector_fill(
        &known_plan, &ew[0, 0], &newest[0], &slots[0], &estimates[0, 0], &load[0, 0], &known[0], n, &out[0, 0],
        out.shape[1], &burst_of[0], &spread_of[0]
    )
    return burst, spread


def slots_arrive_at(seen, batch):
    cdef uint32_t[::1] last = seen.last
    cdef int64_t[::1] newest = seen.newest
    cdef uint8_t[::1] counted = seen.counted.view(np.uint8)
    cdef const int64_t[::1] slot = batch.slot, held = batch.held, entry = batch.entry, second = batch.second
    cdef const uint32_t[::1] requests = batch.requests
    cdef Py_ssize_t n = slot.shape[0], rows = entry.shape[0]
    cdef seen_slots slots
    cdef arrivals come
    age, gap, fresh, row_age = np.empty(n, np.int64), np.empty((3, n), np.float32), np.empty(n, np.bool_), np.empty(rows, np.int64)
    cdef int64_t[::1] age_of = age, row_age_of = row_age
    cdef float[:, ::1] gap_of = gap
    cdef uint8_t[::1] fresh_of = fresh.view(np.uint8)
    if held.shape[0] != n or second.shape[0] != rows or requests.shape[0] != rows:
        raise ValueError("arrays of different lengths")
    if n == 0:
        row_age[:] = 0
        return age, gap, fresh, row_age
    slots.last, slots.newest, slots.counted = &last[0], &newest[0], &counted[0]
    come.entries, come.rows, come.slot, come.held = n, rows, &slot[0], &held[0]
    if rows:
        come.entry, come.second, come.requests = &entry[0], &second[0], &requests[0]
    slots_arrive(slots, &come, &age_of[0], &gap_of[0, 0], &fresh_of[0], &row_age_of[0] if rows else NULL)
    return age, gap, fresh, row_age
