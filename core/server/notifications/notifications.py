"""Notifications as they run: events in, messages out, kept over restarts and while the database is away."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import asyncpg
import msgspec

from core.server.db.database import DatabaseAway
from core.server.errors import NotFound
from core.server.notifications import store
from core.server.notifications.book import Book, Said
from core.server.notifications.channels.open import Maker, OpenChannels
from core.server.notifications.delivery import Delivery, Means
from core.server.notifications.event import Event
from core.server.notifications.refused import RefusedNotification
from core.server.notifications.routing import Routing
from core.server.notifications.thread import Deed, started

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database
    from core.server.notifications.channels.channel import Chat
    from core.server.notifications.sources.source import Source
    from core.server.notifications.thread import Thread
    from core.server.seal import Seal

_log: Final = logging.getLogger(__name__)
_TICK_SECONDS: Final = 0.2
_LOOK_SECONDS: Final = 5.0
_KEEP_SECONDS: Final = 30.0
_MOST_UNWRITTEN: Final = 50_000
_OUTBOX: Final = "outbox"
_AWAY: Final = (DatabaseAway, TimeoutError, asyncpg.PostgresError)

Draw = Callable[["Event", "Chat"], Awaitable[bytes]]
Acknowledge = Callable[["Event", str], Awaitable[None]]


async def _no_picture(_event: "Event", _chat: "Chat") -> bytes:
    return b""


class Notifications:
    """Asks the sources, routes what they tell, keeps it, has it delivered.

    What is kept is written before it is delivered, as long as the database is there; while it is away things are told
    all the same, and what is not written then may be told again after a crash. `makers` make channels by their kind,
    `draw` pictures. `sources` may be added to before `load`. `acknowledged` is called with an event that somebody
    sees to, for parts that have acknowledgements of their own.
    """

    def __init__(
        self, database: "Database", clock: "Clock", seal: "Seal", *, makers: Mapping[str, Maker], public_url: str = ""
    ) -> None:
        self.book = Book(database, seal)
        self.routing = Routing()
        self.channels = OpenChannels(self.book, makers)
        self.sources: list[Source] = []
        self.draw: Draw = _no_picture
        self.acknowledged: Acknowledge | None = None
        self.broken: dict[str, str] = {}
        means = Means(
            reach=self.channels.reach,
            keep=self._keep_if_there,
            draw=self._drawn,
            move=self._move,
            edited=lambda: self.book.templates,
            public_url=public_url,
        )
        self.public_url = public_url
        self.delivery = Delivery(self.routing, clock, means)
        self._database = database
        self._clock = clock
        self._events: deque[Event] = deque(maxlen=_MOST_UNWRITTEN)
        self._writing = asyncio.Lock()
        self._is_loaded = False
        self._looked_at = self._kept_at = 0.0
        self._revision = -1
        self._now = 0.0
        self._addresses: dict[str, tuple[str, str]] = {}

    async def load(self) -> None:
        """Go on from what was kept. Before it nobody is told anything.

        Raises:
            DatabaseAway: it cannot be read.
        """
        await self.book.load()
        now = self._clock.now()
        kept = await store.load(self._database, now)
        self.routing.restore(kept.threads, kept.open, kept.known)
        self.delivery.recall(kept.threads)
        for source in self.sources:
            source.begin(now if kept.heard is None else kept.heard, kept.open)
        self._is_loaded = True

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look and tell until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                while True:
                    await sleep(_TICK_SECONDS)
                    try:
                        await self.tick(tasks)
                    except Exception:  # noqa: BLE001 - one broken look must not end the core; logged here, at the edge
                        _log.exception("notifications broke and go on")
        finally:
            await self._keep_if_there()
            await self.channels.close()

    async def tick(self, tasks: asyncio.TaskGroup) -> None:
        """Take in what happened since the last time, write it down, and have chats told what is due."""
        if not self._is_loaded:
            return
        now = self._clock.now()
        if now < self._now:  # the clock was set back: nothing waits for it to come there again
            self._looked_at = self._kept_at = 0.0
        self._now = now
        for source in self.sources:
            self._take(await self._asked(source, now), now)
        self._sync()
        if now - self._looked_at >= _LOOK_SECONDS:
            self._look(now)
            await self.channels.sweep()
        if self._events or self.routing.changed or now - self._kept_at >= _KEEP_SECONDS:
            await self._keep_if_there()
        self.delivery.begin(tasks)

    def test(self, chat: str, by: str, said: str = "") -> "Thread":
        """Have a chat told of a test, or shown a text for one, whatever rules and silences say."""
        now = self._clock.now()
        event = Event(
            id=f"test:{chat}:{now:.3f}",
            kind="health",
            severity="low",
            at=now,
            thread=f"test:{now:.3f}",
            state="closed",
            once=True,
            facts={"what": "test", "detail": by},
        )
        thread = started(chat, (event.thread, "test"), "", event, now)
        thread.said = said
        self.routing.keep(thread)
        return thread

    async def acknowledge(self, thread_id: str, by: str) -> "Thread":
        """Note that somebody sees to what a thread tells of, in all chats.

        Raises:
            NotFound: there is no such thread, or it is over for long.
        """
        thread = self.routing.threads.get(thread_id)
        if thread is None or thread.form == "digest":
            raise NotFound(RefusedNotification.no_message())
        now = self._clock.now()
        for key, event in list(thread.members.items()):
            self.routing.acknowledge(key, by, now)
            if self.acknowledged is not None and event.state != "closed":
                await self.acknowledged(event, by)
        await self._keep_if_there()
        return thread

    async def note(self, thread_id: str, by: str, what: str, times: int) -> bool:
        """Have a thread's message say, in all chats, what somebody did; False where there is no such thread."""
        thread = self.routing.threads.get(thread_id)
        if thread is None or thread.form == "digest":
            return False
        now = self._clock.now()
        deed = Deed(at=now, by=by, what=what, times=times)
        for key in list(thread.members):
            self.routing.note(key, deed, now)
        await self._keep_if_there()
        return True

    async def forget(self, days: int) -> None:
        """Delete what is old."""
        now = self._clock.now()
        await store.forget(self._database, now - days * 86_400.0)
        await self.book.forget_silences(now)

    async def keep(self) -> None:
        """Write down what happened and what chats were told.

        Raises:
            DatabaseAway: it goes on waiting.
        """
        async with self._writing:
            now, heard = self._clock.now(), min((each.heard for each in self.sources), default=self._clock.now())
            events, threads = list(self._events), self.routing.changed
            self.routing.changed = {}
            try:
                await store.write(self._database, events, threads.values(), heard)
            except BaseException:
                self.routing.changed = threads | self.routing.changed
                raise
            self._kept_at = now
            for _ in events:
                self._events.popleft()

    async def _keep_if_there(self) -> None:
        if self._is_loaded:
            try:
                await self.keep()
            except DatabaseAway:
                pass  # its being away is told by itself
            except _AWAY as error:
                if _OUTBOX not in self.broken:
                    _log.exception("what happened and was told cannot be written")
                self.broken[_OUTBOX] = f"{type(error).__name__}: {error}"[:300]
            else:
                self.broken.pop(_OUTBOX, None)

    async def _asked(self, source: "Source", now: float) -> "Sequence[Event]":
        try:
            told = await source.look(now)
        except _AWAY:
            return ()
        except Exception as error:  # noqa: BLE001 - one broken source must not silence the others; logged here
            if source.name not in self.broken:
                _log.exception("the source of events %s broke and is asked again", source.name)
            self.broken[source.name] = f"{type(error).__name__}: {error}"[:300]
            return ()
        self.broken.pop(source.name, None)
        return told

    def _take(self, events: "Sequence[Event]", now: float) -> None:
        self._sync()
        self._events.extend(self.routing.take(events, now))

    def _look(self, now: float) -> None:
        self.routing.look(now)
        self._looked_at = now

    def _sync(self) -> None:
        self.routing.rules, self.routing.silences = self.book.rules, self.book.silences
        self.routing.chats = frozenset(self.book.chats)
        if self._revision != self.book.revision:
            self._revision, self._looked_at = self.book.revision, 0.0  # what is open is compared with it at once
            before = self._addresses
            self._addresses = {each.id: (each.address, each.topic) for each in self.book.chats.values()}
            for chat in [name for name, at in self._addresses.items() if before.get(name, at) != at]:
                self.routing.unplace(chat)

    async def _drawn(self, event: "Event", chat: "Chat") -> bytes:
        return await self.draw(event, chat)

    async def _move(self, chat: "Chat", address: str) -> None:
        _log.info("chat %s has the address %s from now on", chat.title or chat.id, address)
        moved = msgspec.structs.replace(chat, address=address)
        await self.book.put_chat(moved, Said(self._clock.now(), "dozor"))
