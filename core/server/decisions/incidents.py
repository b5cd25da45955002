"""Groups decisions, group events and service anomalies into incidents, one at a time for each service.

An incident opens with the first limit, challenge or ban at a service, with a group event, or with an anomaly of the
service as a whole. It began when its first source was first watched, or its event or anomaly began. It goes on while
its sources stay anomalous or are refused, its event lasts, or the service is as far out as it was when the anomaly
opened, and ends where it was last seen once that is QUIET_SECONDS ago, or after LONGEST_SECONDS: what goes on then is
the next incident, whose timeline begins with the id of the one before, so that a verdict is about hours and not days.
"""

from collections.abc import Mapping, Sequence
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
LONGEST_SECONDS: Final = 6 * 3600.0
_MOST_SOURCES: Final = 10_000
MOST_MEMBERS: Final = 64
_MOST_SUBJECT: Final = 300
_FIGURES: Final = ("refused", "peak_rps", "peak_score")
_TELL_SECONDS: Final = 5.0  # between two outputs in which only figures moved
_GREW_AT: Final = (5, 50, 500, 5000)
_KIND_OF_EVENT: Final[dict[str, Kind]] = {
    "distributed": "distributed",
    "stuffing": "stuffing",
    "flash_crowd": "flash_crowd",
}


def advance(
    decisions: Sequence[Decision],
    anomalies: Sequence[ServiceAnomaly],
    scores: Scores,
    state: IncidentState,
    lasting: Sequence[ServiceAnomaly] = (),
) -> tuple[list[Decision], list[Incident]]:
    """Return a record's decisions, each with the incident it belongs to, and the incidents that it changed.

    Args:
        decisions: what the record's scores made, and what that ended.
        anomalies: of services, that opened, got worse or ended with the record.
        scores: of the record.
        state: brought forward.
        lasting: anomalies that are open and still as far out as when they opened.
    """
    for anomaly in lasting:
        if anomaly.service in state.running:
            _see(state.running[anomaly.service], scores.as_of)
    ended = _end_quiet(scores.as_of, state)
    for event in scores.event:
        _take_event(event, scores.as_of, state)
    for anomaly in (*anomalies, *lasting):
        _take_anomaly(anomaly, scores.as_of, state)
    watched = _watched_since(decisions)
    joined = [_joined(decision, watched, scores, state) for decision in decisions]
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
    before = _before(service, at, state)
    started_at = at if before else started_at
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
    note(running, started_at, "started", before)
    note(running, at, "detected", kind)
    state.running[service] = running
    return running


def _before(service: str, at: float, state: IncidentState) -> str:
    """Return the id of the incident that a new one goes on from, as that had lasted too long; empty for none."""
    last = next((each.incident for each in reversed(state.recent) if each.incident.service == service), None)
    goes_on = last is not None and at - last.ended_at <= QUIET_SECONDS
    return last.id if last is not None and goes_on else ""


def _see(running: Running, at: float) -> None:
    running.last_at = max(running.last_at, at)


def _is_over(running: Running, at: float) -> bool:
    return at > running.last_at + QUIET_SECONDS or at >= running.incident.detected_at + LONGEST_SECONDS


def _end_quiet(at: float, state: IncidentState) -> list[Incident]:
    over = [service for service, running in state.running.items() if _is_over(running, at)]
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
    subject = f"{event.kind}: {event.signature}"[:_MOST_SUBJECT]
    if running.event_kind != event.kind:
        running.event_kind = event.kind
        note(running, at, "event", subject, float(event.sources))
    elif event.signature != running.event_signature:
        _correct(running, event.kind, subject)
    running.event_signature = event.signature
    running.event_sources = max(running.event_sources, event.sources)
    _see(running, at)


def _correct(running: Running, kind: str, subject: str) -> None:
    """Write down anew what an event's requests have in common, in the newest line that tells of one of its kind."""
    timeline = running.incident.timeline
    lines = [i for i, line in enumerate(timeline) if line.what == "event" and line.subject.startswith(f"{kind}: ")]
    if lines and timeline[lines[-1]].subject != subject:
        line, at = replace(timeline[lines[-1]], subject=subject), lines[-1]
        running.incident = replace(running.incident, timeline=(*timeline[:at], line, *timeline[at + 1 :]))


def _take_anomaly(anomaly: ServiceAnomaly, at: float, state: IncidentState) -> None:
    """Take in that a metric of the service left what is expected, went further, is as far out still, or came back."""
    if anomaly.ended_at:
        return
    running = open_incident(anomaly.service, "unknown", _begun(anomaly, at, state), at, state)
    if anomaly.id not in running.anomalies:
        running.anomalies.append(anomaly.id)
        note(running, at, "anomaly", f"{anomaly.metric}_{anomaly.direction}", anomaly.value)
    running.worst_anomaly = max(running.worst_anomaly, anomaly.severity, key=SEVERITIES.index)
    _see(running, at)


def _begun(anomaly: ServiceAnomaly, at: float, state: IncidentState) -> float:
    """Return when an anomaly began: now, where it comes back and an incident that has ended told of its beginning."""
    told = (closed.incident for closed in state.recent if closed.incident.service == anomaly.service)
    return at if any(incident.ended_at > anomaly.started_at for incident in told) else anomaly.started_at


def _watched_since(decisions: Sequence[Decision]) -> dict[tuple[str, str], float]:
    """Return by source and service since when those were watched about whom something stronger is decided now."""
    watched = [d for d in decisions if d.lifted_at and d.type == "observe" and d.origin == "detector"]
    return {(decision.value, decision.service): decision.decided_at for decision in watched}


def _joined(
    decision: Decision, watched: Mapping[tuple[str, str], float], scores: Scores, state: IncidentState
) -> Decision:
    if decision.origin != "detector" or decision.lifted_at or decision.type == "observe":
        return decision
    at = decision.decided_at
    first_sign = watched.get((decision.value, decision.service), at)
    running = open_incident(decision.service, decision.kind, first_sign, at, state)
    _see(running, at)
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
    if decision.value in running.members or len(running.members) < MOST_MEMBERS:
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
        _see(running, scores.as_of)
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
