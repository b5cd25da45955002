"""The Anomalies screen, made from the live view."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from core.server.api.decision_shapes import instant
from core.server.api.fleet_schemas import NodeBrief
from core.server.api.incident_shapes import shown_incident
from core.server.api.kpis import kpis_of, times_expected
from core.server.api.schemas import Anomalies, AnomalousSource, ReasonOut, Verdict
from core.server.api.source_shapes import Held, shown_source
from core.server.attention.traffic import is_attack
from core.server.decisions.incident import HARMLESS, SEVERITIES
from core.server.pipeline.fold import EVERYTHING
from core.server.pipeline.live_service import LiveService, LiveServices, Load
from core.server.places.places import Places

if TYPE_CHECKING:
    from core.server.decisions.decision import Decision
    from core.server.decisions.incident import Incident
    from core.server.pipeline.live import Now

_Scoring = Literal["on", "warming_up", "off"]
_State = Literal["attack", "quiet", "blind", "no_data"]
SHOWN_SOURCES: Final = 200
_SETTLED_SECONDS: Final = 2  # a second's lines have come and are counted by then
_SILENT_SECONDS: Final = 30
_CANDIDATES: Final = 50
_INCIDENTS: Final = 50
_WHY: Final = 8
_NOWHERE: Final = Places()
_BAN_SCORE: Final = 0.5
_CANDIDATE_SECONDS: Final = 60  # one that has gone quiet needs no ban any more


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a service ("" for all) between two instants, and when (Unix seconds).

    `sees` says of a service whether who asks may know of it, of "" whether of all.
    """

    service: str
    from_at: float
    to_at: float
    now: float
    sees: Callable[[str], bool] = lambda _service: True
    places: Places = _NOWHERE

    def wants(self, service: str) -> bool:
        """Say whether a service is among what is asked for, and may be shown."""
        return self.service in {"", service} and self.sees(service)


class Heard(NamedTuple):
    """What came lately, up to a second, and what is expected (requests per second)."""

    now: Load | None
    expected: tuple[float, float] | None
    second: int


def view(live: "Now", asked: Asked, active: "list[Decision]", nodes: list[NodeBrief]) -> Anomalies:
    """Return the screen. Runs inside `LiveView.read`."""
    second = int(asked.now) - _SETTLED_SECONDS
    sources, total = flagged_sources(live, asked, Held.of(active), SHOWN_SOURCES)
    incidents = _incidents(live, asked)
    watched = watched_of(live, asked)
    now = watched.now(second) if watched else None
    scoring = _scoring(live, asked, second)
    return Anomalies(
        as_of=instant(int(asked.now)),
        frozen=live.context.frozen is not None,
        budget_exhausted=sorted(
            name for name, until in live.exhausted.items() if until > asked.now and asked.sees(name)
        ),
        scoring=scoring,
        verdict=_verdict(incidents, sources, Heard(now, watched.expected if watched else None, second), scoring),
        kpis=kpis_of(now, watched.sparks(second) if watched else [None] * 60, watched.expected if watched else None),
        incidents=[shown_incident(incident) for incident in incidents],
        nodes=nodes,
        why=_why(sources),
        sources=sources,
        sources_total=total,
        services=sorted(name for name in live.services if name != EVERYTHING and asked.sees(name)),
    )


def flagged_sources(
    live: "Now", asked: Asked, held: Held, most: int | None = None
) -> tuple[list[AnomalousSource], int]:
    """Return the flagged sources seen in the asked time, the most anomalous first, and how many there are in all."""
    watched = watched_of(live, asked)
    now = watched.now(int(asked.now) - _SETTLED_SECONDS) if watched else None
    total_rps = (now.requests + now.refused) / now.seconds if now else 0.0
    chosen = [
        source
        for source in live.sources.values()
        if asked.wants(source.service) and asked.from_at <= source.last_seen <= asked.to_at
    ]
    chosen.sort(key=lambda source: (-source.score, -source.last_seen, source.source, source.service))
    return [
        shown_source(source, asked.now, total_rps, held, context=live.context, places=asked.places)
        for source in chosen[:most]
    ], len(chosen)


def watched_of(live: "Now", asked: Asked) -> LiveService | LiveServices | None:
    """Return the traffic of what is asked for: of all services that may be shown where none is named."""
    if asked.service or asked.sees(""):
        return live.services.get(asked.service or EVERYTHING)
    seen = [service for name, service in live.services.items() if name != EVERYTHING and asked.sees(name)]
    return LiveServices(seen) if seen else None


def _incidents(live: "Now", asked: Asked) -> "list[Incident]":
    found = [
        incident
        for incident in live.incidents.values()
        if asked.wants(incident.service)
        and incident.started_at <= asked.to_at
        and (not incident.ended_at or incident.ended_at >= asked.from_at)
    ]
    return sorted(found, key=lambda incident: (-incident.started_at, incident.id))[:_INCIDENTS]


def _scoring(live: "Now", asked: Asked, second: int) -> _Scoring:
    watched = watched_of(live, asked)
    if watched is None or watched.scored_at >= second - _SILENT_SECONDS:
        off = asked.service and live.context.mode(asked.service) == "off"
        return "off" if off else "on"
    return "warming_up"


def _verdict(
    incidents: "list[Incident]",
    sources: list[AnomalousSource],
    heard: Heard,
    scoring: _Scoring,
) -> Verdict:
    """Say the answer first: the worst incident that goes on, unless a person said that it is harmless."""
    going_on = [each for each in incidents if not each.ended_at and each.verdict not in HARMLESS and is_attack(each)]
    worst = max(going_on, key=lambda each: (SEVERITIES.index(each.severity), each.peak_score), default=None)
    involved = [s for s in sources if worst is None or s.service == worst.service]
    return Verdict(
        state=_state(worst, heard.now, scoring),
        incident_id=worst.id if worst else None,
        kind=worst.kind if worst else None,
        severity=worst.severity if worst else None,
        service=worst.service if worst else None,
        started_at=instant(worst.started_at) if worst else None,
        sources=worst.sources if worst else 0,
        traffic_share=min(sum(source.traffic_share for source in involved), 1.0) if worst else 0.0,
        times_expected=times_expected(heard.now, heard.expected),
        ban_candidates=_candidates(involved, heard.second - _CANDIDATE_SECONDS) if worst else [],
    )


def _state(worst: "Incident | None", now: Load | None, scoring: _Scoring) -> _State:
    if worst is not None:
        return "attack"
    if now is None:
        return "no_data"
    return "blind" if scoring != "on" and now.requests else "quiet"


def _candidates(sources: Iterable[AnomalousSource], since: int) -> list[str]:
    """Return the sources that a person could ban now: anomalous, still there, not allowed, not refused already."""
    free = [
        source.source
        for source in sources
        if source.score >= _BAN_SCORE
        and source.last_seen_at.timestamp() >= since
        and not source.allowed
        and not (source.decision and source.decision.type == "ban" and not source.decision.simulated)
    ]
    return list(dict.fromkeys(free))[:_CANDIDATES]


def _why(sources: Iterable[AnomalousSource]) -> list[ReasonOut]:
    """Return what makes the flagged sources anomalous, summed up: shares weighted by score, values at their highest."""
    weight: dict[str, float] = {}
    strongest: dict[str, ReasonOut] = {}
    for source in sources:
        for reason in source.reasons:
            weight[reason.feature] = weight.get(reason.feature, 0.0) + reason.share * source.score
            if reason.one_in >= strongest.get(reason.feature, reason).one_in:
                strongest[reason.feature] = reason
    total = sum(weight.values()) or 1.0
    ranked = sorted(weight, key=lambda feature: (-weight[feature], feature))[:_WHY]
    return [strongest[feature].model_copy(update={"share": weight[feature] / total}) for feature in ranked]
