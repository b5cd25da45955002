"""The sketch, sums by place, and their twins hold the same bits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kernels import sketch

SEEDS = st.integers(0, 2**32)


def asked(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.integers(0, 3 << 16, count), random.integers(0, random.choice([3, 2**32]), count).astype(np.uint32)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(SEEDS, st.integers(0, 60), st.floats(1e-9, 1e15)), max_size=5))
def test_any_additions_are_counted_alike(additions):
    counts, twin = (np.zeros((2, 1 << sketch.BITS)) for _ in range(2))
    for seed, count, weight in additions:
        services, values = asked(seed, count)
        sketch.add(counts, services, values, weight)
        sketch.add_twin(twin, services, values, weight)
        np.testing.assert_array_equal(counts, twin)
        np.testing.assert_array_equal(
            sketch.least(counts, services, values), sketch.least_twin(counts, services, values)
        )


@given(SEEDS, st.integers(0, 60))
def test_rows_are_added_one_after_the_other(seed, count):
    random = np.random.default_rng(seed)
    places, rows = random.integers(0, 3, count), random.exponential(1, (count, 4)) ** 9
    sums = random.normal(size=(3, 4))
    expected = sums.copy()
    np.add.at(expected, places, rows)
    sketch.add_rows(sums, places, rows)
    np.testing.assert_array_equal(sums, expected)


def test_a_place_that_is_none_is_refused():
    with pytest.raises(IndexError):
        sketch.add_rows(np.zeros((2, 1)), np.array([2]), np.ones((1, 1)))
