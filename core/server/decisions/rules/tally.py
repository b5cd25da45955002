"""How often a rule hit, kept with the state so that a restart goes on counting. Values are replaced, never changed."""

from collections.abc import Iterable
from typing import Final, Literal, Self

import msgspec
from msgspec.structs import replace

from agent.contract.wire import DecisionType

HOUR_SECONDS: Final = 3600
MOST_HOURS: Final = 168
MOST_RECENT: Final = 20
Outcome = Literal[
    "decided", "simulated", "shadow", "held", "allowed", "crawler", "pardoned", "off", "full", "told", "untold"
]  # fmt: skip
"""What came of a hit. `held`: a decision as strong was in force; `allowed`: the allowlist or the fleet's own address;
`crawler`: verified; `pardoned`: a person let it go lately; `off`: nothing is decided at the service; `full`: too many
decisions are in force; `told`: people are told of it; `untold`: the rule had told of too many in that hour."""


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A rule met a source. `values` are what it had where a condition compares a number, in the conditions' order.

    `decided` is what was done, a step weaker than the rule's where the service or the budget allows no more.
    """

    at: float
    source: str
    service: str
    outcome: Outcome
    score: float | None
    values: tuple[float | None, ...]
    decided: DecisionType | None = None
    decision_id: str = ""


class HourHits(msgspec.Struct, frozen=True, array_like=True):
    """Hits of the hour from Unix second `t` on, how many became decisions that are carried out, how many were told."""

    t: int
    hits: int = 0
    decided: int = 0
    told: int = 0


class RuleTally(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule met since its text is as it is. `left_out`: matches that were more than a record or memory takes."""

    text: str
    since: float
    hits: int = 0
    decided: int = 0
    told: int = 0
    last_at: float = 0.0
    left_out: int = 0
    hours: tuple[HourHits, ...] = ()
    recent: tuple[Hit, ...] = ()

    def told_in_hour(self, at: float) -> int:
        """Return how many notices there were in the hour of an instant."""
        return self.hours[-1].told if self.hours and self.hours[-1].t >= hour_of(at) else 0

    def with_hits(self, hits: Iterable[Hit], at: float, left_out: int) -> Self:
        """Return the tally with the hits of one record."""
        taken = tuple(hits)
        decided = sum(each.outcome == "decided" for each in taken)
        told = sum(each.outcome == "told" for each in taken)
        return replace(
            self,
            hits=self.hits + len(taken),
            decided=self.decided + decided,
            told=self.told + told,
            last_at=at if taken else self.last_at,
            left_out=self.left_out + left_out,
            hours=_added(self.hours, HourHits(hour_of(at), len(taken), decided, told)) if taken else self.hours,
            recent=(*reversed(taken[-MOST_RECENT:]), *self.recent)[:MOST_RECENT],
        )


def hour_of(at: float) -> int:
    """Return when the hour of an instant began."""
    return int(at) // HOUR_SECONDS * HOUR_SECONDS


def _added(hours: tuple[HourHits, ...], new: HourHits) -> tuple[HourHits, ...]:
    """Return hours with hits added to the newest; a record from an hour before, as clocks jump, counts there too."""
    if not hours or new.t > hours[-1].t:
        hours = (*hours[-MOST_HOURS + 1 :], HourHits(new.t))
    last = hours[-1]
    return (*hours[:-1], HourHits(last.t, last.hits + new.hits, last.decided + new.decided, last.told + new.told))
