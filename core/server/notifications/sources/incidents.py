"""Incidents, and budgets of bans that are spent, as the live view shows them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec.structs import replace

from core.server.notifications.event import Event, State
from core.server.notifications.sources.source import OVERLAP_SECONDS, Conditions, bounded, identified

if TYPE_CHECKING:
    from core.server.actions.book import ActionBook
    from core.server.decisions.decision import Decision
    from core.server.decisions.incident import Incident
    from core.server.pipeline.live import LiveView, Now

_WORST: Final = 5
_LEAST_PAUSE: Final = 10.0
_MOST_PAUSE: Final = 300.0
_OLD_SECONDS: Final = 86_400.0
_CATCHING_UP_SECONDS: Final = 120.0


class _Seen(NamedTuple):
    incident: "Incident"
    told_at: float


class _Around(NamedTuple):
    """What a message tells beside the incident itself."""

    mode: str
    worst: list[str]


class Incidents:
    """Told at once when they begin, get worse, end or are judged; mere figures less often the longer it lasts."""

    name = "incidents"

    def __init__(self, live: "LiveView", decisions: "ActionBook") -> None:
        self._live = live
        self._decisions = decisions
        self._seen: dict[str, _Seen] = {}
        self._since = 0.0
        self._left_open: dict[str, Event] = {}
        self._began_at = 0.0
        self.heard = 0.0

    def begin(self, heard: float, open_events: Iterable[Event]) -> None:
        """Go on from there."""
        self.heard, self._since = heard, heard - OVERLAP_SECONDS
        self._left_open = {str(each.facts.get("id")): each for each in open_events if each.kind == "incident"}

    async def look(self, now: float) -> list[Event]:
        """Return those that changed."""
        incidents = self._live.read(lambda live: list(live.incidents.values()))
        told = [event for each in incidents if (event := self._news(each, now)) is not None]
        if len(self._seen) > 2 * len(incidents):
            there = {each.id for each in incidents}
            self._seen = {each: seen for each, seen in self._seen.items() if each in there}
        self.heard = now
        return told + self._lost(incidents, now)

    def _lost(self, incidents: "list[Incident]", now: float) -> list[Event]:
        """Return the ends of those that were open at the start and are unknown to the pipeline, once it caught up."""
        self._began_at = self._began_at or now
        if not self._left_open or now - self._began_at < _CATCHING_UP_SECONDS:
            return []
        gone = self._left_open.keys() - {each.id for each in incidents}
        over = [self._left_open[each] for each in gone]
        self._left_open = {}
        return [
            identified(replace(each, state="closed", at=now, facts=each.facts | {"ended_at": each.at})) for each in over
        ]

    def _news(self, incident: "Incident", now: float) -> Event | None:
        seen = self._seen.get(incident.id)
        if seen is not None and (seen.incident is incident or not _is_due(seen, incident, now)):
            return None
        if seen is None and 0 < incident.ended_at < self._since:
            return None
        if incident.verdict_at and incident.ended_at and now - incident.ended_at > _OLD_SECONDS:
            return None
        self._seen[incident.id] = _Seen(incident, now)
        held = [each for each in self._decisions.active(now) if each.incident == incident.id]
        around = self._live.read(lambda live: _around(live, incident.service, held))
        return event_of(incident, around, "opened" if seen is None else "changed", now)


class Budgets:
    """Services whose budget of bans is spent: automation has stopped and a person has to look."""

    name = "budgets"

    def __init__(self, live: "LiveView") -> None:
        self._live = live
        self._conditions = Conditions("budget")
        self.heard = 0.0

    def begin(self, heard: float, open_events: Iterable[Event]) -> None:
        """Go on from there."""
        self.heard = heard
        self._conditions.begin(open_events)

    async def look(self, now: float) -> list[Event]:
        """Return which began and which are over."""
        spent = self._live.read(lambda live: {name: until for name, until in live.exhausted.items() if until > now})
        current = {
            service: Event(
                id="",
                kind="budget",
                severity="high",
                at=now,
                thread="",
                state="opened",
                service=service,
                facts={"until": until},
            )
            for service, until in spent.items()
        }
        self.heard = now
        return self._conditions.step(current, now)


def event_of(incident: "Incident", around: _Around, state: State, now: float) -> Event:
    """Return what there is to tell of an incident."""
    facts: dict[str, Any] = {
        "id": incident.id,
        "kind": incident.kind,
        "started_at": incident.started_at,
        "detected_at": incident.detected_at,
        "ended_at": incident.ended_at,
        "sources": incident.sources,
        "decisions": incident.decisions,
        "refused": incident.refused,
        "peak_rps": incident.peak_rps,
        "peak_score": round(incident.peak_score, 3),
        "verdict": incident.verdict,
        "verdict_by": incident.verdict_by,
        "mode": around.mode,
        "worst": around.worst,
    }
    return identified(
        Event(
            id="",
            kind="incident",
            severity=incident.severity,
            at=incident.detected_at if state == "opened" else now,
            thread=f"incident:{incident.id}",
            state="closed" if incident.ended_at else state,
            service=incident.service,
            labels={"kind": incident.kind},
            facts=bounded(facts),
        )
    )


def _is_due(seen: _Seen, incident: "Incident", now: float) -> bool:
    pause = min(max((now - incident.detected_at) / 10, _LEAST_PAUSE), _MOST_PAUSE)
    return _standing(seen.incident) != _standing(incident) or now - seen.told_at >= pause


def _standing(incident: "Incident") -> tuple[object, ...]:
    return (incident.kind, incident.severity, incident.ended_at, incident.verdict, incident.refused > 0)


def _around(live: "Now", service: str, held: "list[Decision]") -> _Around:
    """Return what holds at a service, and the worst of those against whom something is held in an incident."""

    def badness(source: str) -> tuple[float, int, str]:
        seen = live.sources.get((service, source))
        return (0.0, 0, source) if seen is None else (-seen.score, -seen.requests, source)

    return _Around(live.context.mode(service), sorted({each.value for each in held}, key=badness)[:_WORST])
