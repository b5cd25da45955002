import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.metric_changes import ONE_SIDED, _largest_gap, compare

GAP = np.nan
POINTS = 60


def windows(*series: tuple[object, object]) -> tuple[np.ndarray, np.ndarray]:
    before, after = zip(*series, strict=True)
    return tuple(
        np.stack([np.broadcast_to(np.asarray(each, float), POINTS) for each in side]) for side in (before, after)
    )


def noise(seed: int, level: float = 100.0, wide: float = 10.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(level, wide, POINTS)


def test_what_changed_more_comes_first():
    changes = compare(
        *windows(
            (noise(1), noise(2)),  # nothing
            (noise(3), noise(4, 115)),  # a little
            (noise(5), noise(6, 300)),  # much
            (noise(7, wide=1), noise(8, wide=30)),  # the level is the same, the spread is not
            (7, 7),  # constant
            (0, 0),
        )
    )
    assert np.argsort(-changes.score)[:3].tolist() == [2, 3, 1]
    assert changes.score[0] < 0.2
    assert changes.score[4:].tolist() == [0, 0]
    np.testing.assert_allclose(changes.after[2], 300, rtol=0.05)


def test_a_constant_that_moved_a_hair_is_below_one_that_moved_far():
    changes = compare(*windows((1000, 1000.1), (1000, 3000), (0, 1), (1, 0), (0, 1e-30)))
    assert changes.score[0] < 0.01
    assert (changes.score[1:4] > 0.9).all()


def test_what_is_wild_anyway_has_to_move_further():
    wild, calm = (noise(1, wide=80), noise(2, 140, 80)), (noise(3, wide=2), noise(4, 140, 2))
    changes = compare(*windows(wild, calm))
    assert changes.score[0] < 0.4 < 0.9 < changes.score[1]


def test_one_outlier_changes_little():
    spiked = noise(1)
    spiked[7] = 1e6
    assert compare(*windows((noise(2), spiked))).score[0] < 0.2


def test_what_appears_or_vanishes_is_told_and_what_hardly_was_there_is_not():
    few = np.full(POINTS, GAP)
    few[:3] = 1.0
    changes = compare(*windows((GAP, noise(1)), (noise(1), GAP), (GAP, GAP), (few, noise(1)), (GAP, few)))
    assert changes.score.tolist() == [ONE_SIDED, ONE_SIDED, 0, 0, 0]
    assert np.isnan(changes.before[0])


@given(
    st.lists(st.floats(-9, 9).map(round) | st.just(GAP), min_size=1, max_size=40),
    st.lists(st.floats(-9, 9).map(round) | st.just(GAP), min_size=1, max_size=40),
)
def test_the_distance_of_distributions_is_that_of_the_test(before, after):
    one, other = np.sort(np.array(before, float)), np.sort(np.array(after, float))
    kept = [side[~np.isnan(side)] for side in (one, other)]
    if all(len(side) for side in kept):
        found = _largest_gap(one[None], other[None], [np.array([len(side)]) for side in kept])
        values = np.concatenate(kept)
        shares = [np.searchsorted(side, values, side="right") / len(side) for side in kept]
        assert found[0] == pytest.approx(np.abs(shares[0] - shares[1]).max())


@given(st.lists(st.floats(width=32), min_size=12, max_size=12))
def test_a_score_is_always_a_share(values):
    numbers = np.array(values, float)
    numbers[np.isinf(numbers)] = GAP
    score = compare(numbers[None, :6], numbers[None, 6:]).score
    assert 0 <= score[0] <= 1
