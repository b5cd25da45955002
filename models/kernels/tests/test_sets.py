"""Sets of bits and their twins hold the same."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kernels import sets

SLOTS, SETS = 5, 3
ELEMENTS = st.lists(st.tuples(st.integers(0, SLOTS - 1), st.integers(0, 2**32 - 1) | st.integers(0, 9)), max_size=30)
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["add", "contains", "rotate", "estimate"]), st.integers(0, SETS - 1), ELEMENTS),
    max_size=25,
)


@settings(max_examples=200, deadline=None)
@given(OPERATIONS)
def test_any_operations_give_the_same_answers_and_bits(operations):
    bits, twin = (np.zeros((SLOTS, 2, SETS, sets.WORDS), np.uint64) for _ in range(2))
    epoch, twin_epoch = np.zeros(SLOTS, np.int32), np.zeros(SLOTS, np.int32)
    for operation, which, elements in operations:
        slots = np.array([slot for slot, _ in elements], np.int64)
        hashes = np.array([value for _, value in elements], np.uint32)
        different = np.unique(slots)
        if operation == "add":
            kernel = sets.add(bits, which, slots, hashes)
            expected = sets.add_twin(twin, which, slots, hashes)
        elif operation == "contains":
            kernel = sets.contains(bits, which, slots, hashes)
            expected = sets.contains_twin(twin, which, slots, hashes)
        elif operation == "rotate":
            target = np.array([which + len(elements) % 4 - slot for slot in different], np.int64)
            sets.rotate(bits, epoch, different, target)
            sets.rotate_twin(twin, twin_epoch, different, target)
            kernel, expected = epoch, twin_epoch
        else:
            left = np.linspace(0, 1, len(different))
            kernel = sets.estimate(bits, different, left)
            expected = sets.estimate_twin(twin, different, left)
        np.testing.assert_array_equal(kernel, expected)
        np.testing.assert_array_equal(bits, twin)


def test_ten_million_elements_of_one_source_saturate_a_set_and_nothing_else():
    bits = np.zeros((2, 2, SETS, sets.WORDS), np.uint64)
    slots = np.zeros(1_000_000, np.int64)
    for start in range(0, 10_000_000, len(slots)):
        new = sets.add(bits, 1, slots, np.arange(start, start + len(slots), dtype=np.uint32))
        assert np.count_nonzero(new) <= sets.SET_BITS
    counts = sets.estimate(bits, np.array([0, 1]), np.zeros(2))
    assert counts[0, 1] == np.float32(sets.COUNT[-1])
    counts[0, 1] = 0
    assert not counts.any()
