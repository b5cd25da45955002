"""What other thresholds would have done to what was kept of the last days. Pure."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from agent.contract.address import address_text
from core.server.decisions.context import Context
from core.server.decisions.decision import RANK
from core.server.decisions.incident import HARMLESS, Verdict
from core.server.decisions.policy import DecisionStage
from core.server.decisions.state import DecisionState
from core.server.ingest.commands import Freeze, SetThresholds
from core.server.lab.feature_rows import FeatureRows, scores_of

_DAY_SECONDS: Final = 86_400.0
_BEFORE_SECONDS: Final = 60.0  # an incident's start is as far as is known
_policy: Final = DecisionStage()


class KnownIncident(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as it is known, with the sources that were decided about. `ended_at` is 0 while it goes on."""

    id: str
    service: str
    started_at: float
    ended_at: float
    verdict: Verdict
    sources: frozenset[str]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What one set of thresholds came to.

    `caught` and `missed` count incidents that no person called harmless; `harmless_hit` sources of those that one
    did. `sampled_hit` of `sampled` sources were taken whatever they do and are of no incident: mostly visitors.
    Everything that is hit is limited, challenged or banned; to be watched is nothing.
    """

    caught: int
    missed: int
    median_seconds_to_detect: float | None
    harmless_hit: int
    sampled: int
    sampled_hit: int
    bans_per_day: float
    challenges_per_day: float
    limits_per_day: float


class _Hit(NamedTuple):
    at: float
    type: str
    source: str
    service: str


class Replay:
    """Stored rows put through the policy under a context of its own.

    What it cannot know: a source that stood out among many on the same second may not have been kept, a service's
    usual traffic is only what was sampled of it, so budgets of bans are spent sooner than live, and what was refused
    in fact is missing here.
    """

    def __init__(self, context: Context, thresholds: SetThresholds | None, service: str) -> None:
        self._context = Context.from_bytes(context.to_bytes())
        self._context.apply(Freeze(at=0.0, frozen=False, by=""))
        self._thresholds = thresholds
        self._set: set[str] = set()
        self._service = service
        self._state = DecisionState()
        self._hits: list[_Hit] = []
        self._sampled: set[tuple[str, str]] = set()
        self._span = (0.0, 0.0)

    def take(self, rows: FeatureRows) -> None:
        """Put the rows of one record through the policy. Records come in the order of time."""
        self._span = (self._span[0] or rows.as_of, max(self._span[1], rows.as_of))
        self._set_thresholds(rows.services)
        scores = scores_of(rows)
        for i, sampled in enumerate(rows.sampled):
            if sampled:
                self._sampled.add((address_text(scores.address[i].tobytes()), rows.services[int(scores.service[i])]))
        for made in _policy.process(scores, (), self._context, self._state):
            ours = not self._service or made.service == self._service
            if ours and made.origin == "detector" and not made.lifted_at and RANK[made.type] >= RANK["limit"]:
                self._hits.append(_Hit(made.decided_at, made.type, made.value, made.service))

    def _set_thresholds(self, services: Iterable[str]) -> None:
        """Have the thresholds in question hold at each service that they are asked for, whatever it has of its own."""
        for name in services:
            if self._thresholds is not None and name not in self._set and self._service in {"", name}:
                self._context.apply(replace(self._thresholds, service=name))
                self._set.add(name)

    def found(self, incidents: Sequence[KnownIncident]) -> Found:
        """Return what came of it, measured on what is known."""
        delays = [_seconds_to_detect(each, self._hits) for each in incidents if each.verdict not in HARMLESS]
        known = [delay for delay in delays if delay is not None]
        hit = {(each.source, each.service) for each in self._hits}
        harmless = {(s, each.service) for each in incidents if each.verdict in HARMLESS for s in each.sources}
        involved = {(source, each.service) for each in incidents for source in each.sources}
        sampled = {each for each in self._sampled if not self._service or each[1] == self._service} - involved
        days = max((self._span[1] - self._span[0]) / _DAY_SECONDS, 1 / 24)
        return Found(
            caught=len(known),
            missed=len(delays) - len(known),
            median_seconds_to_detect=median(known) if known else None,
            harmless_hit=len(harmless & hit),
            sampled=len(sampled),
            sampled_hit=len(sampled & hit),
            bans_per_day=self._count("ban") / days,
            challenges_per_day=self._count("challenge") / days,
            limits_per_day=self._count("limit") / days,
        )

    def _count(self, step: str) -> int:
        return sum(each.type == step for each in self._hits)


def replayed(
    rows: Iterable[FeatureRows],
    context: Context,
    thresholds: SetThresholds | None,
    service: str,
    incidents: Sequence[KnownIncident],
) -> Found:
    """Return what thresholds (None: those of the context) would have done at a service (empty: at all)."""
    replay = Replay(context, thresholds, service)
    for each in rows:
        replay.take(each)
    return replay.found(incidents)


def _seconds_to_detect(incident: KnownIncident, hits: Iterable[_Hit]) -> float | None:
    until = incident.ended_at or float("inf")
    times = (
        hit.at
        for hit in hits
        if hit.service == incident.service
        and hit.source in incident.sources
        and incident.started_at - _BEFORE_SECONDS <= hit.at <= until + _BEFORE_SECONDS
    )
    first = min(times, default=None)
    return None if first is None else max(first - incident.started_at, 0.0)
