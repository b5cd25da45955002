"""Groups decisions, group events and service anomalies into incidents, one at a time for each service.

An incident opens with the first limit, challenge or ban at a service, with a group event, or with an anomaly of the
service as a whole. It goes on while its sources stay anomalous or are refused, or its event or anomaly lasts, and ends
where it was last seen once that is QUIET_SECONDS ago.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
from msgspec.structs import replace

from agent.contract.address import address_text
from core.server.decisions.decision import ANOMALOUS_SCORE, RANK, Decision, Kind
from core.server.decisions.incident import MOST_ENTRIES, SEVERITIES, Incident, Severity, TimelineEntry, What
from core.server.decisions.incident_state import MOST_RECENT, Closed, IncidentState, Member, Running
from core.server.decisions.trust import loudest_head
from models.features import NAMES
from models.groups.event import GroupEvent
from models.scores import Scores
from models.service_anomalies import ServiceAnomaly

QUIET_SECONDS: Final = 60.0
_MOST_SOURCES: Final = 10_000
_MOST_MEMBERS: Final = 64
_FIGURES: Final = ("refused", "peak_rps", "peak_score")
_TELL_SECONDS: Final = 5.0  # between two outputs in which only figures moved
_GREW_AT: Final = (5, 50, 500, 5000)
_KIND_OF_EVENT: Final[dict[str, Kind]] = {
    "distributed": "distributed",
    "stuffing": "stuffing",
    "flash_crowd": "flash_crowd",
}


def advance(
    decisions: Sequence[Decision], anomalies: Sequence[ServiceAnomaly], scores: Scores, state: IncidentState
) -> tuple[list[Decision], list[Incident]]:
    """Return a record's decisions, each with the incident it belongs to, and the incidents that it changed."""
    ended = _end_quiet(scores.as_of, state)
    for event in scores.event:
        _take_event(event, scores.as_of, state)
    for anomaly in anomalies:
        _take_anomaly(anomaly, scores.as_of, state)
    joined = [_joined(decision, scores, state) for decision in decisions]
    for place, service in enumerate(scores.services):
        if service in state.running:
            _follow(state.running[service], scores, scores.service == place)
    news = [_news(running, scores.as_of) for running in state.running.values()]
    return joined, [*ended, *(incident for incident in news if incident is not None)]


def note(running: Running, at: float, what: What, subject: str = "", value: float = 0.0) -> None:
    """Write a line into an incident's timeline, unless it is full; the end always has room."""
    timeline = running.incident.timeline
    if len(timeline) < MOST_ENTRIES or what in {"ended", "verdict"}:
        entry = TimelineEntry(at=at, what=what, subject=subject, value=value)
        running.incident = replace(running.incident, timeline=(*timeline, entry))


def open_incident(service: str, kind: Kind, started_at: float, at: float, state: IncidentState) -> Running:
    """Return the incident that runs at a service, a new one where there is none."""
    running = state.running.get(service)
    if running is not None:
        return running
    key = f"incident|{service}|{started_at!r}|{at!r}"
    incident = Incident(
        id=blake2b(key.encode(), digest_size=12).hexdigest(),
        kind=kind,
        severity="low",
        service=service,
        started_at=started_at,
        detected_at=at,
    )
    running = Running(incident=incident, last_at=at, sources=set(), members={}, kinds={})
    note(running, started_at, "started")
    note(running, at, "detected", kind)
    state.running[service] = running
    return running


def _end_quiet(at: float, state: IncidentState) -> list[Incident]:
    for running in state.running.values():
        if running.anomalies:
            running.last_at = max(running.last_at, at)
    over = [service for service, running in state.running.items() if at > running.last_at + QUIET_SECONDS]
    ended = []
    for service in over:
        running = state.running.pop(service)
        _describe(running)
        if running.incident.peak_rps:
            note(running, running.peak_at, "peak", value=running.incident.peak_rps)
        note(running, running.last_at, "ended")
        timeline = tuple(sorted(running.incident.timeline, key=lambda entry: entry.at))
        running.incident = replace(running.incident, ended_at=running.last_at, timeline=timeline)
        state.recent.append(Closed(running.incident, running.members, running.taught))
        ended.append(running.incident)
    del state.recent[:-MOST_RECENT]
    return ended


def _take_event(event: GroupEvent, at: float, state: IncidentState) -> None:
    kind = _KIND_OF_EVENT[event.kind]
    running = open_incident(event.service, kind, event.started_at, at, state)
    if running.event_kind != event.kind:
        running.event_kind = event.kind
        note(running, at, "event", f"{event.kind}: {event.signature}"[:200], float(event.sources))
    running.event_sources = max(running.event_sources, event.sources)
    running.last_at = max(running.last_at, at)


def _take_anomaly(anomaly: ServiceAnomaly, at: float, state: IncidentState) -> None:
    """Take in that a metric of the service left what is expected, went further, or came back."""
    if anomaly.ended_at:
        if anomaly.service in state.running:
            state.running[anomaly.service].anomalies.pop(anomaly.id, None)
        return
    running = open_incident(anomaly.service, "unknown", anomaly.started_at, at, state)
    if anomaly.id not in running.anomalies:
        note(running, at, "anomaly", f"{anomaly.metric}_{anomaly.direction}", anomaly.value)
    running.anomalies[anomaly.id] = anomaly.severity
    running.worst_anomaly = max(running.worst_anomaly, anomaly.severity, key=SEVERITIES.index)
    running.last_at = max(running.last_at, at)


def _joined(decision: Decision, scores: Scores, state: IncidentState) -> Decision:
    if decision.origin != "detector" or decision.lifted_at or decision.type == "observe":
        return decision
    at = decision.decided_at
    running = open_incident(decision.service, decision.kind, at, at, state)
    running.last_at = max(running.last_at, at)
    running.kinds[decision.kind] = running.kinds.get(decision.kind, 0) + 1
    running.bans += decision.type == "ban"
    if decision.scope == "ip":  # of a range the members were counted before
        _remember_member(running, decision, scores)
    incident = running.incident
    running.incident = replace(
        incident, decisions=incident.decisions + 1, peak_score=max(incident.peak_score, decision.score)
    )
    if RANK[decision.type] > running.strongest:
        running.strongest = RANK[decision.type]
        note(running, at, "escalated", decision.type, float(len(running.sources)))
    return replace(decision, incident=incident.id)


def _remember_member(running: Running, decision: Decision, scores: Scores) -> None:
    if decision.value not in running.sources and len(running.sources) < _MOST_SOURCES:
        running.sources.add(decision.value)
        if len(running.sources) in _GREW_AT:
            note(running, decision.decided_at, "grew", value=float(len(running.sources)))
    if decision.value in running.members or len(running.members) < _MOST_MEMBERS:
        features = np.array([decision.evidence.features.get(name, 0.0) for name in NAMES], np.float32)
        head = loudest_head(decision.evidence.heads, scores) if decision.type == "ban" else ""
        running.members[decision.value] = Member(features.tobytes(), head)


def _follow(running: Running, scores: Scores, here: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
    """Go on while a member is still anomalous or refused, and measure what the members send."""
    incident, refused, requests = running.incident, 0, 0
    active = here & ~scores.late & ((scores.score >= ANOMALOUS_SCORE) | (scores.refused > 0))
    for i in np.flatnonzero(active).tolist():
        if address_text(scores.address[i].tobytes()) not in running.sources:
            continue
        running.last_at = max(running.last_at, scores.as_of)
        refused += int(scores.refused[i])
        requests += int(scores.requests[i]) + int(scores.refused[i])
        incident = replace(incident, peak_score=max(incident.peak_score, float(np.nan_to_num(scores.score[i]))))
    if refused and not incident.refused:
        running.incident = incident
        note(running, scores.as_of, "refused", value=float(refused))
        incident = running.incident
    running.incident = replace(incident, refused=incident.refused + refused)
    _measure(running, int(scores.as_of), requests)


def _measure(running: Running, second: int, requests: int) -> None:
    """Add the requests of a report; those of one second belong together, whichever node reports them."""
    if second > running.second:
        running.second, running.second_requests = second, 0
    running.second_requests += requests
    if running.second_requests > running.incident.peak_rps:
        running.peak_at = float(second)
        running.incident = replace(running.incident, peak_rps=float(running.second_requests))


def _news(running: Running, at: float) -> Incident | None:
    """Return the incident where it has changed since it was last put out; mere figures wait a little."""
    _describe(running)
    told, incident = running.told, running.incident
    if told is not None:
        if incident == told:
            return None
        figures = {name: getattr(incident, name) for name in _FIGURES}
        if replace(told, **figures) == incident and at < running.told_at + _TELL_SECONDS:
            return None
    running.told, running.told_at = incident, at
    return incident


def _describe(running: Running) -> None:
    kind = _kind(running)
    sources = max(len(running.sources), running.event_sources)
    severity = max(_severity(kind, running.bans, sources), running.worst_anomaly, key=SEVERITIES.index)
    running.incident = replace(running.incident, kind=kind, sources=sources, severity=severity)


def _kind(running: Running) -> Kind:
    """Return what the event says, unless it speaks of a crowd and there were bans; else what most sources do."""
    if running.event_kind and not (running.event_kind == "flash_crowd" and running.bans):
        return _KIND_OF_EVENT[running.event_kind]
    if not running.kinds:
        return running.incident.kind
    return max(running.kinds, key=lambda kind: (running.kinds[kind], kind))


def _severity(kind: Kind, bans: int, sources: int) -> Severity:
    """Rank by harm: a flood, even of one source, takes the service from everybody."""
    if kind == "flash_crowd" or not (bans or kind == "distributed"):
        return "low"
    if sources >= 50:
        return "critical"
    return "high" if sources >= 5 or kind == "flood" else "medium"
