"""Cells that sources own, and their twin, hold the same."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kernels.cells import Cells, put, put_twin

CELLS, WIDTH = 7, 3
PUTS = st.lists(
    st.tuples(st.lists(st.integers(0, 30), max_size=40), st.integers(0, 12), st.booleans(), st.integers(0, 2**32)),
    max_size=12,
)


def empty() -> Cells:
    return Cells(np.zeros(CELLS, np.uint64), np.zeros(CELLS, np.int64), np.zeros((CELLS, WIDTH), np.float32))


@settings(max_examples=200, deadline=None)
@given(PUTS)
def test_any_puts_leave_both_with_the_same_rows(puts):
    cells, twin = empty(), empty()
    now = 1
    for keys, later, maxima, seed in puts:
        now += later
        rows = np.random.default_rng(seed).choice(
            np.array([-1, 0, 0.5, 7, np.inf, np.nan], np.float32), (len(keys), WIDTH)
        )
        for each, do in ((cells, put), (twin, put_twin)):
            do(each, np.array(keys, np.uint64), rows, now - 10, now, maxima=maxima)
        np.testing.assert_array_equal(cells.key, twin.key)
        np.testing.assert_array_equal(cells.last, twin.last)
        np.testing.assert_array_equal(cells.rows, twin.rows)


def test_the_first_that_comes_to_a_silent_cell_has_it():
    for do in (put, put_twin):
        cells = Cells(np.zeros(1, np.uint64), np.zeros(1, np.int64), np.zeros((1, 1), np.float32))
        do(cells, np.array([5, 6, 5], np.uint64), np.array([[1], [9], [3]], np.float32), 10, 10, maxima=True)
        assert cells.key.tolist() == [5]
        assert cells.rows.tolist() == [[3]]
