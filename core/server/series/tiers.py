"""The ladder of tiers: roll-up, retention and the API read it from here and nowhere else."""

from dataclasses import dataclass
from typing import Final

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
MOST_POINTS: Final = 3600


@dataclass(frozen=True, slots=True)
class Tier:
    """Points `step_seconds` apart, kept for `keep_seconds` in partitions of `partition_seconds`."""

    step_seconds: int
    keep_seconds: int
    partition_seconds: int


TRAFFIC: Final = (
    Tier(1, 2 * _HOUR, _HOUR // 2),
    Tier(10, 2 * _DAY, 12 * _HOUR),
    Tier(60, 14 * _DAY, 2 * _DAY),
    Tier(600, 120 * _DAY, 15 * _DAY),
    Tier(3600, 1830 * _DAY, 183 * _DAY),
)
SOURCES: Final = (
    Tier(10, 6 * _HOUR, _HOUR),
    Tier(60, 7 * _DAY, _DAY),
    Tier(3600, 92 * _DAY, 23 * _DAY),
)
TOP_SOURCES: Final = 50  # per service, and in the finest tier per report


@dataclass(frozen=True, slots=True)
class Choice:
    """Which tier answers for a span, and how far apart the points are: a multiple of the tier's step."""

    tier: Tier
    step_seconds: int


def choose(from_at: int, to_at: int, now: int, step_seconds: int = 1) -> Choice:
    """Return the finest tier that reaches back to `from_at` and answers with at most MOST_POINTS points.

    `step_seconds` asks for points at least that far apart. All arguments but it are Unix seconds.
    """
    wanted = max(step_seconds, -(-(to_at - from_at) // MOST_POINTS))
    for tier in TRAFFIC:
        if from_at >= now - tier.keep_seconds and (tier.step_seconds >= wanted or _divides_better(tier, wanted)):
            return Choice(tier, _round_up(wanted, tier.step_seconds))
    return Choice(TRAFFIC[-1], _round_up(wanted, TRAFFIC[-1].step_seconds))


def first_point(from_at: int, to_at: int, step_seconds: int) -> int:
    """Return when the first point of a span begins: a multiple of the step.

    That is at `from_at` or before it; where there would be one point more than MOST_POINTS, after it.
    """
    first = from_at - from_at % step_seconds
    return first + step_seconds if to_at - first > MOST_POINTS * step_seconds else first


def _divides_better(tier: Tier, wanted: int) -> bool:
    """Say whether no coarser tier has a step that is still within what is wanted."""
    coarser = [other.step_seconds for other in TRAFFIC if other.step_seconds > tier.step_seconds]
    return not coarser or coarser[0] > wanted


def _round_up(value: int, step: int) -> int:
    return -(-value // step) * step
