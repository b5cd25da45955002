import random

import pytest

from agent.contract.times import BINS, bin_of, quantile


def counted(seconds):
    counts = {}
    for each in seconds:
        counts[bin_of(each)] = counts.get(bin_of(each), 0) + 1
    return counts


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99])
def test_a_quantile_is_within_a_twentieth(share):
    chance = random.Random(7)
    seconds = sorted(chance.lognormvariate(-3, 1.5) + 0.001 for _ in range(20_000))
    assert quantile(counted(seconds), share) == pytest.approx(seconds[int(share * 20_000)], rel=0.06)


def test_what_takes_no_time_and_what_takes_for_ever_are_counted_too():
    assert quantile(counted([0.0, 0.0, 0.0004]), 0.95) == 0.0
    assert bin_of(1e12) == BINS - 1
    assert [bin_of(0.001), bin_of(0.0011), bin_of(0.00122)] == [1, 2, 3]


def test_of_nothing_there_is_no_quantile():
    assert quantile({}, 0.5) is None
    assert quantile({3: 0}, 0.5) is None
