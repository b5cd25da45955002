from itertools import pairwise

import pytest

from core.server.series.tiers import MOST_POINTS, SOURCES, TRAFFIC, choose, first_point

NOW = 1_800_000_000


@pytest.mark.parametrize("ladder", [TRAFFIC, SOURCES])
def test_the_ladder_fits_together(ladder):
    for fine, coarse in pairwise(ladder):
        assert coarse.step_seconds % fine.step_seconds == 0
        assert coarse.keep_seconds > fine.keep_seconds
    for tier in ladder:
        assert tier.partition_seconds % tier.step_seconds == 0
        assert tier.keep_seconds >= tier.partition_seconds


@pytest.mark.parametrize(
    ("span", "tier", "step"),
    [
        (900, 1, 1),
        (3600, 1, 1),
        (3601, 1, 2),
        (7000, 1, 2),
        (10 * 3600, 10, 10),
        (86400, 10, 30),
        (3 * 86400, 60, 120),
        (30 * 86400, 600, 1200),
        (365 * 86400, 3600, 10800),
    ],
)
def test_a_span_is_answered_by_the_finest_tier_that_has_it(span, tier, step):
    choice = choose(NOW - span, NOW, NOW)
    assert (choice.tier.step_seconds, choice.step_seconds) == (tier, step)
    assert span / choice.step_seconds <= MOST_POINTS
    for unaligned in (0, 1, 7, choice.step_seconds - 1):
        first = first_point(NOW - span - unaligned, NOW - unaligned, choice.step_seconds)
        assert first % choice.step_seconds == 0
        assert len(range(first, NOW - unaligned, choice.step_seconds)) <= MOST_POINTS


def test_a_short_span_long_ago_comes_from_a_coarser_tier():
    choice = choose(NOW - 86400, NOW - 86400 + 600, NOW)
    assert choice.step_seconds == 10


def test_a_wider_step_may_be_asked_for():
    assert choose(NOW - 600, NOW, NOW, 15).step_seconds == 20
    assert choose(NOW - 36000, NOW, NOW, 45).step_seconds == 50
