import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.custom.buckets import growth, quantile
from agent.custom.told import Histogram


def histogram(*counts, total=0.0, bounds=(1.0, 2.0)):
    return Histogram("h", list(bounds), [float(count) for count in counts], total)


def test_buckets_grow_by_second():
    grown = growth((histogram(1, 2, 3, total=10), 100.0), (histogram(3, 2, 7, total=16), 102.0))
    assert list(grown.counts) == [1.0, 0.0, 2.0]
    assert (grown.total, grown.sum, grown.average) == (3.0, 3.0, 1.0)


def test_the_first_look_and_other_bounds_are_a_gap():
    other = (histogram(0, 0, 0, bounds=(1.0, 3.0)), 100.0)
    for before in (None, other, (histogram(0, 0, 0), 102.0)):
        grown = growth(before, (histogram(3, 2, 7), 102.0))
        assert all(map(math.isnan, [*grown.counts, grown.sum, grown.average, quantile([1.0, 2.0], grown.counts, 0.5)]))


def test_after_a_restart_all_that_is_held_came_about_since():
    """Also where some buckets hold more than before."""
    grown = growth((histogram(10, 0, 0, total=5), 100.0), (histogram(2, 4, 0, total=7), 102.0))
    assert list(grown.counts) == [1.0, 2.0, 0.0]
    assert grown.sum == 3.5


def test_nothing_observed_has_no_percentiles_and_no_average():
    same = histogram(1, 2, 3, total=4)
    grown = growth((same, 1.0), (same, 2.0))
    assert grown.total == 0
    assert math.isnan(grown.average)
    assert math.isnan(quantile(same.bounds, grown.counts, 0.95))


@pytest.mark.parametrize(
    ("counts", "share", "value"),
    [
        ([10, 0, 0], 0.5, 0.5),
        ([10, 10, 0], 0.5, 1.0),
        ([10, 10, 0], 0.75, 1.5),
        ([0, 10, 0], 0.1, 1.1),
        ([0, 0, 10], 0.5, 2.0),
        ([1, 0, 1], 0.99, 2.0),
    ],
)
def test_a_percentile_lies_within_its_bucket(counts, share, value):
    assert quantile([1.0, 2.0], counts, share) == pytest.approx(value)


def test_a_first_bucket_below_zero_begins_at_its_bound():
    assert quantile([-1.0, 2.0], [10, 0, 0], 0.5) == -1.0


@given(st.lists(st.floats(0, 100), min_size=1, max_size=200), st.sampled_from([0.5, 0.95, 0.99]))
def test_a_percentile_is_as_near_as_the_buckets_are_wide(observed, share):
    bounds = [5.0 * step for step in range(1, 21)]
    counts = [0.0] * 21
    for value in observed:
        counts[next((index for index, bound in enumerate(bounds) if value <= bound), 20)] += 1
    true = sorted(observed)[math.ceil(share * len(observed) - 1e-9) - 1]
    assert abs(quantile(bounds, counts, share) - true) <= 5.0
