"""Counters, surprisal and their twins give the same bits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kernels.counters import Addition, CounterPlan, add_counters, add_counters_twin
from models.kernels.surprisal import Curve, surprisal_of, surprisal_twin, top_three, top_three_twin

AGES = 50
PLAN = CounterPlan(
    np.array([0, 1, -1, 2, 0, -2]),
    np.array([0, 1, 1, 0, 1, 0]),
    np.exp(-np.arange(AGES)[:, None] / np.array([3.0, 70.0])).astype(np.float32),
)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 12), st.integers(0, 60))
def test_any_additions_give_the_same_counters(seed, entries, rows):
    random = np.random.default_rng(seed)
    ew = random.exponential(9, (20, 6)).astype(np.float32)
    numbers = np.array([0, 1, 3, 0.1, 1e9, 1e-30, np.inf, np.nan], np.float32)
    batch = Addition(
        slots=random.permutation(20)[:entries],
        ages=random.integers(-5, 2 * AGES, entries),
        own=random.choice(numbers[:6], (2, entries)),
        added=random.choice(numbers, (3, rows), p=[0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.05, 0.05]),
        entry=random.integers(-1, entries, rows),
        row_ages=random.integers(-2, 2 * AGES, rows),
    )
    twin = ew.copy()
    with np.errstate(invalid="ignore"):
        add_counters(PLAN, ew, batch)
        add_counters_twin(PLAN, twin, batch)
    np.testing.assert_array_equal(ew, twin)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 8), st.integers(2, 7), st.booleans())
def test_any_curves_and_numbers_give_the_same_surprisal(seed, columns, levels, constant):
    random = np.random.default_rng(seed)
    grid = np.sort(random.normal(size=(columns, levels)) * (not constant), axis=1) + 1e-6 * np.arange(levels)
    grid[random.random(columns) < 0.1] = np.nan  # a column of which nothing is known
    rise = 1 / np.diff(grid, axis=1)
    curve = Curve(grid.T.copy(), rise.T.copy(), random.exponential(1, columns), 0.3, 8.0)
    special = [0.0, -0.0, np.nan, np.inf, -np.inf, 1e30, *grid[:, 0], *grid[:, -1]]
    x = np.where(
        random.random((50, columns)) < 0.4, random.choice(special, (50, columns)), random.normal(size=(50, columns))
    )
    expected = surprisal_twin(curve, x)
    np.testing.assert_array_equal(surprisal_of(curve, x), expected)
    short = x.astype(np.float32)
    np.testing.assert_array_equal(surprisal_of(curve, short), surprisal_twin(curve, short.astype(np.float64)))
    assert (expected >= 0).all()
    assert (expected <= 8).all()


def test_values_of_another_width_are_refused():
    curve = Curve(np.zeros((3, 2)), np.ones((2, 2)), np.ones(2), 0.3, 8.0)
    with pytest.raises(ValueError, match="columns"):
        surprisal_of(curve, np.zeros((4, 3)))


@given(st.integers(0, 2**32), st.integers(0, 30), st.integers(3, 60))
def test_the_three_largest_are_summed_alike(seed, rows, columns):
    random = np.random.default_rng(seed)
    surprisal = random.choice(np.array([0, 0, 0.3, 1.7, 3.5000002, 8], np.float32), (rows, columns))
    np.testing.assert_array_equal(top_three(surprisal), top_three_twin(surprisal))
