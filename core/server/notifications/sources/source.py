"""What a source of events is asked, and what sources of conditions share."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from math import isfinite
from typing import Any, Final, Protocol

import msgspec

from core.server.notifications.event import Event

OVERLAP_SECONDS: Final = 900.0
"""What is written to the database late is older than what was written before: sources look so far back again."""

MOST_TEXT: Final = 300
_encoder: Final = msgspec.json.Encoder(order="sorted")


class Source(Protocol):
    """Tells what happened, at least once: an event that is told again has the same id.

    `heard` is up to when (Unix seconds) it has told everything.
    """

    name: str
    heard: float

    def begin(self, heard: float, open_events: Iterable[Event]) -> None:
        """Go on from there: all was told up to `heard`, and what is open of all sources' events."""

    async def look(self, now: float) -> list[Event]:
        """Return what is new, or what changed, since the last time."""


def event_id(event: Event) -> str:
    """Return an event's id: the same for the same content, whenever it is found."""
    about = (event.thread, event.state, event.severity, event.service, event.node, event.labels, event.facts)
    return f"{event.thread[:200]}:{blake2b(_encoder.encode(about), digest_size=8).hexdigest()}"


def identified(event: Event) -> Event:
    """Return an event with an id made of its content."""
    return msgspec.structs.replace(event, id=event_id(event))


def bounded(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts whose texts are as long as a message bears, and whose numbers are some."""
    return {name: _bounded(value) for name, value in facts.items()}


def _bounded(value: Any) -> Any:
    match value:
        case str():
            return value[:MOST_TEXT]
        case float() if not isfinite(value):
            return 0.0
        case _:
            return value


class Conditions:
    """What is the case or not, by name: told when it begins, when something about it changes, and when it is over.

    A condition that comes back is another thread: its thread is `prefix:name:when it began`.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._open: dict[str, Event] = {}

    def begin(self, open_events: Iterable[Event]) -> None:
        """Go on with those that were the case when the core ended."""
        ours = (each for each in open_events if each.thread.startswith(f"{self._prefix}:"))
        self._open = {each.thread.removeprefix(f"{self._prefix}:").rpartition(":")[0]: each for each in ours}

    def step(self, current: Mapping[str, Event], now: float) -> list[Event]:
        """Return what there is to tell. `current` is by name; ids, threads, states and instants are set here."""
        told = [self._told(name, event, now) for name, event in current.items()]
        for name in self._open.keys() - current.keys():
            over = self._open.pop(name)
            told.append(identified(msgspec.structs.replace(over, state="closed", at=now)))
        return [each for each in told if each is not None]

    def _told(self, name: str, event: Event, now: float) -> Event | None:
        before = self._open.get(name)
        thread = before.thread if before else f"{self._prefix}:{name}:{int(now)}"
        state = before.state if before else "opened"
        after = identified(msgspec.structs.replace(event, thread=thread, state=state, at=now))
        if before is not None and after.id == before.id:
            return None
        if before is not None:
            after = identified(msgspec.structs.replace(after, state="changed"))
        self._open[name] = after
        return None if before is not None and after.id == before.id else after
