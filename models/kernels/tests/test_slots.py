"""The index and its twin remember the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kernels.slots import SlotIndexTwin, new_slot_index

KEYS = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 40) | st.integers(0, 40).map(lambda k: k << 58), unique=True)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["put", "remove", "find"]), KEYS), max_size=30))
def test_any_operations_leave_both_with_the_same_slots(operations):
    index, twin = new_slot_index(), SlotIndexTwin()
    every: set[int] = set()
    for at, (operation, chosen) in enumerate(operations):
        keys = np.array(chosen, np.uint64)
        every.update(chosen)
        if operation == "put":
            for each in (index, twin):
                each.put(keys, np.arange(len(keys)) + 1000 * at)
        elif operation == "remove":
            for each in (index, twin):
                each.remove(keys)
        assert index.find(keys).tolist() == twin.find(keys).tolist()
        assert len(index) == len(twin)
    keys = np.array(sorted(every), np.uint64)
    assert index.find(keys).tolist() == twin.find(keys).tolist()


@pytest.mark.parametrize("make", [new_slot_index, SlotIndexTwin])
def test_a_hundred_thousand_keys_come_and_go(make):
    index = make()
    keys = np.random.default_rng(1).integers(0, 2**64, 100_000, np.uint64)
    index.put(keys, np.arange(len(keys)))
    index.remove(keys[::3])
    expected = np.arange(len(keys))
    expected[::3] = -1
    np.testing.assert_array_equal(index.find(keys), expected)
    assert len(index) == np.count_nonzero(expected >= 0)


@pytest.mark.parametrize("make", [new_slot_index, SlotIndexTwin])
def test_nothing_is_found_in_an_empty_index(make):
    assert make().find(np.array([0, 5], np.uint64)).tolist() == [-1, -1]
    assert make().find(np.zeros(0, np.uint64)).tolist() == []
