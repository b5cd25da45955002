"""Events and threads in PostgreSQL: the outbox. What is there after a crash is what has to be told still."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from core.server.db.queries import load_queries
from core.server.notifications.event import Event
from core.server.notifications.thread import Thread

if TYPE_CHECKING:
    from core.server.db.database import Database

SQL: Final = load_queries(Path(__file__).with_name("store.sql"))
_log: Final = logging.getLogger(__name__)
_OPEN_FOR_SECONDS: Final = 90 * 86_400.0
_CLOSED_SECONDS: Final = 86_400.0
_event: Final = msgspec.json.Decoder(Event)
_thread: Final = msgspec.json.Decoder(Thread)
_Kept = TypeVar("_Kept", Event, Thread)


@dataclass(frozen=True, slots=True)
class Kept:
    """What there was when the core ended. `heard` is up to when sources were heard, None before the first time."""

    threads: list[Thread]
    open: list[Event]
    known: list[str]
    heard: float | None


async def load(database: "Database", now: float) -> Kept:
    """Read what was kept.

    Raises:
        DatabaseAway: it cannot be read.
    """
    async with database.connection() as connection:
        threads = [row["thread"] for row in await connection.fetch(SQL["going_on"], now - _CLOSED_SECONDS)]
        events = [row["event"] for row in await connection.fetch(SQL["open_events"], now - _OPEN_FOR_SECONDS)]
        known = [row["id"] for row in await connection.fetch(SQL["known_events"])]
        heard = await connection.fetchval(SQL["heard"])
    return Kept([*_readable(_thread, threads)], [*_readable(_event, events)], known[::-1], heard)


async def write(database: "Database", events: Collection[Event], threads: Iterable[Thread], heard: float) -> None:
    """Write what happened, what chats are to be told of it, and up to when all was heard, in one transaction."""
    async with database.transaction() as connection:
        if events:
            await connection.executemany(SQL["add_event"], [_event_row(each) for each in events])
        rows = [thread_row(each) for each in threads]
        if rows:
            await connection.executemany(SQL["put_thread"], rows)
        await connection.execute(SQL["put_heard"], heard)


async def forget(database: "Database", before: float) -> None:
    """Delete what is older, but for what waits to be told."""
    async with database.transaction() as connection:
        await connection.execute(SQL["forget_events"], before)
        await connection.execute(SQL["forget_threads"], before)


def event_of(text: str) -> Event:
    """Return the event of a row; raises `msgspec.DecodeError`."""
    return _event.decode(text)


def thread_of(text: str) -> Thread:
    """Return the thread of a row; raises `msgspec.DecodeError`."""
    return _thread.decode(text)


def _event_row(event: Event) -> tuple[Any, ...]:
    about = event.kind, event.severity, _text(event.thread), event.state, _text(event.service), _text(event.node)
    return (_text(event.id), event.at, *about, _json(event))


def thread_row(thread: Thread) -> tuple[Any, ...]:
    """Return what is kept of a thread."""
    about = thread.opened_at, thread.changed_at, thread.severity, thread.state, thread.status
    return (thread.id, thread.chat, _text(thread.key), *about, _json(thread))


def _json(value: Event | Thread) -> str:
    return msgspec.json.encode(value).decode()


def _text(value: str) -> str:
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}")  # PostgreSQL holds no such text


def _readable(decoder: msgspec.json.Decoder[_Kept], texts: Iterable[str]) -> Iterable[_Kept]:
    for text in texts:
        try:
            yield decoder.decode(text)
        except msgspec.DecodeError as error:
            _log.warning("a notification of another release is left out: %s", error)
