"""What is asked of stored metrics, and which tier answers for which part of the time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.server.metrics.ladder import LADDER
from core.server.series.tiers import Choice, Tier, choose, first_point

MOST_NUMBERS: Final = 250_000
"""Of one answer: many series, or several statistics of each, are told with a wider step."""

_MOST_RAW_SECONDS: Final = 1200  # where the roll-up is behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Series of nodes in [from_at, to_at), Unix seconds. None stands for all metrics (kind, metric) or all entities.

    With `since` only points from there on are read; series and step are those of the whole span. `bounded`: the
    answer has at most MOST_NUMBERS numbers.
    """

    nodes: tuple[str, ...]
    metrics: frozenset[tuple[str, str]] | None
    entities: frozenset[str] | None
    from_at: int
    to_at: int
    now: int
    since: int | None = None
    step_seconds: int = 1
    bounded: bool = True

    @property
    def guess(self) -> int:
        """How many series there are where every node has what is named."""
        return max(len(self.nodes), 1) * len(self.metrics or "1") * len(self.entities or "1")

    def choice(self, numbers: int) -> Choice:
        """Return tier and step for an answer with so many numbers to a point of time."""
        fewest = -(-(self.to_at - self.from_at) * numbers // MOST_NUMBERS) if self.bounded else 1
        found = choose(self.from_at, self.to_at, self.now, max(self.step_seconds, _snapped(fewest)))
        tiers = [tier for tier in LADDER if found.step_seconds % tier.step_seconds == 0]
        return Choice(max(tiers[-1], found.tier, key=lambda tier: tier.step_seconds), found.step_seconds)

    def first(self, step: int) -> int:
        """Return when the first point of the answer begins."""
        begin = self.from_at if self.since is None else max(self.from_at, self.since)
        return first_point(begin, self.to_at, step)


def _snapped(seconds: int) -> int:
    """Return a tier's step where it is at most twice as wide: a sixth of the points is read then."""
    return next((tier.step_seconds for tier in LADDER if seconds <= tier.step_seconds < 2 * seconds), seconds)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the time and the tier that answers for it, None for the rows of seconds."""

    tier: Tier | None
    from_at: int
    to_at: int


def pieces(tier: Tier, from_at: int, to_at: int, done_to: Mapping[int, int]) -> list[Piece]:
    """Return who answers for [from_at, to_at): `tier` up to where it is made (by step), then the finer ones."""
    found, at = [], from_at
    for each in reversed(LADDER[: LADDER.index(tier) + 1]):
        end = min(to_at, done_to.get(each.step_seconds, 0))
        if end > at:
            found.append(Piece(each, at, end))
            at = end
    raw = Piece(None, max(at, to_at - _MOST_RAW_SECONDS), to_at)
    return [*found, raw] if raw.from_at < to_at else found
