"""Hands over what waits, chat by chat, as fast as each bears it. What is not taken is tried again.

A message is handed over at least once: it is written down as handed over only after the channel took it. A core that
is killed between the two hands it over again, with the same idempotency key.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from core.server.errors import Conflict
from core.server.notifications.allowance import Allowance, Throughput
from core.server.notifications.channels.channel import (
    Away,
    Channel,
    Chat,
    Gone,
    Message,
    Moved,
    Refused,
    Sent,
    Throttled,
    Unchanged,
    Undelivered,
)
from core.server.notifications.choosing import Many, choose
from core.server.notifications.digests import digest_of
from core.server.notifications.links import link_of
from core.server.notifications.pressing import buttons_of
from core.server.notifications.rendering import Edited, shown

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.notifications.event import Event
    from core.server.notifications.routing import Routing
    from core.server.notifications.thread import Thread

_log: Final = logging.getLogger(__name__)
_PATIENCE_SECONDS: Final = 60.0
_MOST_ERROR: Final = 300
_MOST_BROKEN: Final = 8


@dataclass(slots=True)
class Place:
    """A chat as delivery sees it. `failing_since` is 0 while messages get through, `error` the last trouble.

    `broken` counts by thread how often its message could not even be made.
    """

    allowance: Allowance = field(default_factory=Allowance)
    busy: bool = False
    failing_since: float = 0.0
    error: str = ""
    broken: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What delivery needs of others.

    `reach` gives the chat and channel of a chat's id as they are now, None where it cannot be told anything. `keep`
    writes down what changed. `draw` makes an event's picture, b"" for none. `move` notes a chat's new address.
    """

    reach: Callable[[str], tuple[Chat, Channel] | None]
    keep: Callable[[], Awaitable[None]]
    draw: Callable[["Event", Chat], Awaitable[bytes]]
    move: Callable[[Chat, str], Awaitable[None]]
    edited: Callable[[], Edited]
    public_url: str


class Delivery:
    """One work for each chat at a time; chats do not wait for each other."""

    def __init__(self, routing: "Routing", clock: "Clock", means: Means) -> None:
        self._routing = routing
        self._clock = clock
        self._means = means
        self.places: dict[str, Place] = {}
        self._throughput: dict[str, Throughput] = {}

    def recall(self, threads: Iterable["Thread"]) -> None:
        """Count what was handed over before a restart: chats bear no more for it."""
        for thread in sorted(threads, key=lambda each: each.delivered_at):
            if thread.delivered_at:
                self.places.setdefault(thread.chat, Place()).allowance.spend(thread.delivered_at)

    def begin(self, tasks: asyncio.TaskGroup) -> None:
        """Have every chat told what is due for it."""
        now, waiting = self._clock.now(), dict[str, list["Thread"]]()
        for thread in self._routing.threads.values():
            if thread.is_waiting and thread.chat in self._routing.chats and self._routing.may_tell(thread, now):
                waiting.setdefault(thread.chat, []).append(thread)
        for chat, threads in sorted(waiting.items(), key=lambda each: self._place(each[0]).allowance.last_at):
            place, reached = self._place(chat), self._means.reach(chat)
            if reached is None:
                place.failing_since, place.error = place.failing_since or now, "Its channel cannot be used."
                continue
            if place.busy or not place.allowance.is_free(reached[1].limits, now):
                continue
            work = choose(threads, place.allowance, reached[1].limits, now)
            if work is None or not self._free(reached[0].channel, reached[1], now):
                continue
            place.busy = True
            place.allowance.spend(now)
            tasks.create_task(self._tell(place, reached, work.threads if isinstance(work, Many) else work.thread))

    def forget(self, chat: str) -> None:
        """Forget a chat that there is no more."""
        self.places.pop(chat, None)

    def _place(self, chat: str) -> Place:
        return self.places.setdefault(chat, Place())

    def _free(self, name: str, channel: Channel, now: float) -> bool:
        return self._throughput.setdefault(name, Throughput()).take(channel.limits, now)

    async def _tell(self, place: Place, reached: tuple[Chat, Channel], work: "Thread | tuple[Thread, ...]") -> None:
        try:
            if isinstance(work, tuple):
                place.allowance.digest_at = self._clock.now()
                await self._tell_many(place, reached, work)
            else:
                await self._tell_one(place, reached, work)
            await self._means.keep()
        except Exception as error:  # noqa: BLE001 - it must not end the others; logged here, at the edge
            _log.exception("a notification broke")
            place.allowance.failed(self._clock.now())
            self._broke(
                place, work if isinstance(work, tuple) else (work,), f"It broke: {type(error).__name__}: {error}"
            )
        finally:
            place.busy = False

    def _broke(self, place: Place, threads: "tuple[Thread, ...]", why: str) -> None:
        """Note that a message could not be made; one that never can does not hold the others up for ever."""
        place.failing_since, place.error = place.failing_since or self._clock.now(), why[:_MOST_ERROR]
        for thread in threads:
            thread.attempts += 1
            thread.error = place.error
            self._note(thread)
        if len(threads) > 1:
            return
        place.broken[threads[0].id] += 1
        if place.broken[threads[0].id] >= _MOST_BROKEN:
            del place.broken[threads[0].id]
            self._refused(threads[0], why)

    async def _tell_one(self, place: Place, reached: tuple[Chat, Channel], thread: "Thread") -> None:
        chat, channel = reached
        version, severity = thread.version, thread.severity
        sent = await self._hand_over(place, reached, thread, await self._message(thread, chat, channel))
        if sent is not None:
            place.broken.pop(thread.id, None)
            thread.has_picture = sent.has_picture
            thread.handed_over(version, severity, sent.external_id, self._clock.now())
            self._note(thread)

    async def _tell_many(self, place: Place, reached: tuple[Chat, Channel], threads: "tuple[Thread, ...]") -> None:
        chat, channel = reached
        told = [(thread, thread.version, thread.severity) for thread in threads]
        digest = digest_of(chat.id, threads, self._clock.now())
        sent = await self._hand_over(place, reached, digest, await self._message(digest, chat, channel))
        if sent is None:
            for thread in threads if digest.status == "refused" else ():
                self._refused(thread, digest.error)
            return
        now = self._clock.now()
        digest.handed_over(digest.version, digest.severity, sent.external_id, now)
        self._routing.keep(digest)
        for thread, version, severity in told:
            thread.digested(version, severity, now)
            self._note(thread)

    async def _message(self, thread: "Thread", chat: Chat, channel: Channel) -> Message:
        event = None if thread.digest is not None else thread.newest
        url = link_of(event, self._means.public_url) if event else ""
        limits = channel.limits
        rendered = await asyncio.to_thread(
            shown, thread, chat, self._means.edited(), url="" if limits.buttons else url, most=limits.text_max
        )
        picture = await self._drawn(event, chat) if event and limits.pictures and thread.form == "single" else b""
        return Message(
            text=rendered.text,
            title=rendered.title,
            idempotency_key=f"{thread.id}.{thread.version}",
            thread=thread.id,
            picture=picture,
            buttons=buttons_of(thread, chat, url) if limits.buttons else (),
            reply_to=thread.answers if not thread.external_id else "",
            event=event,
        )

    async def _drawn(self, event: "Event", chat: Chat) -> bytes:
        try:
            return await self._means.draw(event, chat)
        except Exception:  # noqa: BLE001 - the text is what counts; logged here, at the edge
            _log.exception("the picture of %s could not be drawn", event.thread)
            return b""

    async def _hand_over(
        self, place: Place, reached: tuple[Chat, Channel], thread: "Thread", message: Message
    ) -> Sent | None:
        """Return what the channel took; None where it did not, with the thread and the place saying why."""
        chat, channel = reached
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                if thread.external_id:
                    sent = await channel.edit(chat, thread.external_id, message)
                else:
                    sent = await channel.send(chat, message)
        except Unchanged:
            sent = Sent(thread.external_id, thread.has_picture)
        except TimeoutError:
            await self._missed(place, chat, thread, Away("no answer in time"))
            return None
        except Undelivered as error:
            await self._missed(place, chat, thread, error)
            return None
        place.allowance.worked()
        place.failing_since, place.error = 0.0, ""
        return sent

    async def _missed(self, place: Place, chat: Chat, thread: "Thread", error: Undelivered) -> None:
        now = self._clock.now()
        match error:
            case Throttled():
                place.allowance.throttled(now, error.retry_after)
                return
            case Moved():
                try:
                    await self._means.move(chat, error.address)
                except Conflict:  # somebody bound it anew where it is now: that chat is told
                    self._refused(thread, "The chat is bound anew where it is now: delete this one.")
                return
            case Gone():
                thread.external_id = ""
            case Refused():
                self._refused(thread, str(error))
            case _:
                place.allowance.failed(now)
        thread.attempts += 1
        thread.error = place.error = str(error)[:_MOST_ERROR]
        if not isinstance(error, Gone):
            place.failing_since = place.failing_since or now
        self._note(thread)

    def _refused(self, thread: "Thread", why: str) -> None:
        thread.status = "refused"
        thread.error = why[:_MOST_ERROR]
        self._note(thread)

    def _note(self, thread: "Thread") -> None:
        """Have a thread kept; not a digest that was not taken, which is made anew of what there is then."""
        if self._routing.threads.get(thread.id) is thread:
            self._routing.changed[thread.id] = thread
