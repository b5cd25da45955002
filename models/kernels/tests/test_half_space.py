"""Half-space kernels and their twins give the same numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kernels.half_space import HalfSpaces, count_twin, path_scores, sums_twin

RANDOM = np.random.default_rng(7)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(1, 9),
    st.integers(1, 7),
    st.integers(1, 30),
    st.lists(st.floats(-1, 2, width=64), min_size=1, max_size=20),
)
def test_kernel_and_twin_agree_on_any_splits_and_rows(seed, trees, height, width, values):
    random = np.random.default_rng(seed)
    shape = (trees, 2**height - 1)
    spaces = HalfSpaces(random.integers(0, width, shape).astype(np.int32), random.choice(values, shape))
    among = [*values, *np.nextafter(np.float32(values), np.float32(9)), np.nan, np.inf, -np.inf, 0.0]
    rows = random.choice(among, (random.integers(0, 150), width)).astype(np.float32)
    path = random.integers(0, 10**9, (trees, 2**height))
    np.testing.assert_array_equal(spaces.sums(path, rows), sums_twin(spaces, path, rows))
    kernel, twin = path.copy(), path.copy()
    spaces.count(kernel, rows)
    count_twin(spaces, twin, rows)
    np.testing.assert_array_equal(kernel, twin)


def test_a_path_ends_at_the_first_node_with_too_few_rows():
    mass = np.array([[8, 0, 1, 1]])
    assert path_scores(mass, 3).tolist() == [[10 + 16 + 32, 10 + 16, 10 + 4, 10 + 4]]


def test_a_path_ends_at_a_leaf_however_few_rows_it_has():
    mass = np.array([[5, 2]])
    assert path_scores(mass, 3).tolist() == [[7 + 10, 7 + 4]]


@pytest.mark.parametrize(
    ("feature", "threshold"),
    [
        (np.zeros((2, 4), np.int32), np.zeros((2, 4))),
        (np.zeros((2, 3), np.int32), np.zeros((2, 7))),
        (np.full((2, 3), -1, np.int32), np.zeros((2, 3))),
        (np.zeros((2, 3), np.int32), np.full((2, 3), np.nan)),
    ],
)
def test_damaged_splits_are_refused(feature, threshold):
    with pytest.raises(ValueError, match="half-spaces"):
        HalfSpaces(feature, threshold)


def test_rows_and_leaves_that_do_not_fit_are_refused():
    spaces = HalfSpaces(np.full((2, 3), 4, np.int32), np.zeros((2, 3)))
    with pytest.raises(ValueError, match="rows"):
        spaces.sums(np.zeros((2, 4), np.int64), np.zeros((1, 4), np.float32))
    with pytest.raises(ValueError, match="leaves"):
        spaces.count(np.zeros((2, 8), np.int64), np.zeros((1, 5), np.float32))
