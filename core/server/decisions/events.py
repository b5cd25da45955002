"""Decisions of one service that belong together, as people speak of them: an anomaly event.

An event opens with the first limit or ban at a service and goes on while its sources stay anomalous or are refused.
It ends where it was last seen, once that is QUIET_SECONDS ago.
"""

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, Literal

import msgspec
import numpy as np
from msgspec.structs import replace

from agent.contract.address import pack_address
from core.server.decisions.decision import Decision, Kind
from core.server.ingest.commands import MarkExpected
from models.scores import Scores

Severity = Literal["low", "medium", "high", "critical"]
QUIET_SECONDS: Final = 60.0
_ANOMALOUS_SCORE: Final = 0.5
_MOST_MEMBERS: Final = 10_000
_MOST_RECENT: Final = 200


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An anomaly event. Instants are Unix seconds; `ended_at` is 0 while it goes on."""

    id: str
    kind: Kind
    severity: Severity
    service: str
    started_at: float
    ended_at: float
    sources: int
    peak_score: float
    verdict: Literal["open", "expected", "attack"]


class _Open(msgspec.Struct):
    event: Event
    last_at: float
    members: set[bytes]
    kinds: dict[Kind, int]
    bans: int


class _Saved(msgspec.Struct):
    running: dict[str, _Open]
    recent: list[Event]


class EventState:
    """Events that go on, by service, and the last ones that ended (the newest last)."""

    def __init__(self) -> None:
        self.running: dict[str, _Open] = {}
        self.recent: list[Event] = []

    @property
    def open(self) -> dict[str, Event]:
        """The events that go on, by service."""
        return {service: running.event for service, running in self.running.items()}

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        return msgspec.msgpack.encode(_Saved(self.running, self.recent))

    @classmethod
    def from_bytes(cls, data: bytes) -> "EventState":
        """Return what `to_bytes` wrote.

        Raises:
            msgspec.MsgspecError: the bytes are damaged.
        """
        saved = msgspec.msgpack.decode(data, type=_Saved)
        state = cls()
        state.running, state.recent = saved.running, saved.recent
        return state


def advance(decisions: Sequence[Decision], scores: Scores, state: EventState) -> list[Event]:
    """Return the events that a record opened, changed or ended."""
    before = state.open
    ended = _end_quiet(scores.as_of, state)
    for decision in decisions:
        if decision.type != "observe" and decision.origin == "detector":
            _join(decision, state)
    for place, service in enumerate(scores.services):
        if service in state.running:
            _follow(state.running[service], scores, scores.service == place)
    for running in state.running.values():
        running.event = _described(running)
    return ended + [event for service, event in state.open.items() if event != before.get(service)]


def mark(command: MarkExpected, state: EventState) -> list[Event]:
    """Return the event whose verdict a person gave, or nothing where it is unknown or long over."""
    for running in state.running.values():
        if running.event.id == command.event_id:
            running.event = replace(running.event, verdict=command.verdict)
            return [running.event]
    for i, event in enumerate(state.recent):
        if event.id == command.event_id:
            state.recent[i] = replace(event, verdict=command.verdict)
            return [state.recent[i]]
    return []


def _end_quiet(at: float, state: EventState) -> list[Event]:
    over = [service for service, running in state.running.items() if at > running.last_at + QUIET_SECONDS]
    ended = [replace(state.running[service].event, ended_at=state.running.pop(service).last_at) for service in over]
    state.recent = (state.recent + ended)[-_MOST_RECENT:]
    return ended


def _join(decision: Decision, state: EventState) -> None:
    running = state.running.get(decision.service)
    if running is None:
        running = state.running[decision.service] = _opened(decision)
    if len(running.members) < _MOST_MEMBERS:
        running.members.add(pack_address(decision.value))
    running.kinds[decision.kind] = running.kinds.get(decision.kind, 0) + 1
    running.bans += decision.type == "ban"
    running.last_at = max(running.last_at, decision.decided_at)
    running.event = replace(running.event, peak_score=max(running.event.peak_score, decision.score))


def _opened(decision: Decision) -> _Open:
    event = Event(
        id=blake2b(f"event|{decision.id}".encode(), digest_size=12).hexdigest(),
        kind=decision.kind,
        severity="low",
        service=decision.service,
        started_at=decision.decided_at,
        ended_at=0.0,
        sources=0,
        peak_score=decision.score,
        verdict="open",
    )
    return _Open(event=event, last_at=decision.decided_at, members=set(), kinds={}, bans=0)


def _follow(running: _Open, scores: Scores, here: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
    """Go on while a member is still anomalous or refused."""
    active = here & ~scores.late & ((scores.score >= _ANOMALOUS_SCORE) | (scores.refused > 0))
    for i in np.flatnonzero(active).tolist():
        if scores.address[i].tobytes() in running.members:
            running.last_at = max(running.last_at, scores.as_of)
            peak = max(running.event.peak_score, float(np.nan_to_num(scores.score[i])))
            running.event = replace(running.event, peak_score=peak)


def _described(running: _Open) -> Event:
    kind = Counter(running.kinds).most_common(1)[0][0]
    return replace(
        running.event,
        kind=kind,
        sources=len(running.members),
        severity=_severity(kind, running.bans, len(running.members)),
    )


def _severity(kind: Kind, bans: int, members: int) -> Severity:
    """Rank by harm: a flood, even of one source, takes the service from everybody."""
    if not bans:
        return "low"
    if members >= 50:
        return "critical"
    return "high" if members >= 5 or kind == "flood" else "medium"
