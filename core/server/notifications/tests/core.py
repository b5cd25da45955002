"""Notifications over a real database, with a channel whose far end is the test, and time that passes when told to."""

import asyncio
from collections.abc import Iterable

from core.server.conftest import SetClock
from core.server.db.database import Database
from core.server.notifications.book import Said
from core.server.notifications.channels.channel import Chat
from core.server.notifications.channels.specs import TelegramSpec
from core.server.notifications.event import Event
from core.server.notifications.notifications import Notifications
from core.server.notifications.tests.loopback import Loopback
from core.server.seal import Seal

SAID = Said(1_900_000_000.0, "maria")


class Told:
    """A source that tells what a test puts into it."""

    name = "told"

    def __init__(self) -> None:
        self.heard = 0.0
        self.waiting: list[Event] = []

    def begin(self, heard: float, open_events: Iterable[Event]) -> None:
        """Go on from there."""
        self.heard = heard

    async def look(self, now: float) -> list[Event]:
        """Hand it over."""
        told, self.waiting = self.waiting, []
        self.heard = now
        return told


class Core:
    """Notifications that can be ended and begun anew; time passes only where a test says so."""

    chat = ""

    def __init__(self, database: Database, clock: SetClock) -> None:
        self.database, self.clock = database, clock
        self.channel = Loopback(clock)
        self.source = Told()

    async def start(self) -> None:
        """Begin, or begin anew: nothing is left but what was kept."""
        self.source = Told()
        makers = {"telegram": lambda _name, _spec: self.channel}
        self.notifications = Notifications(self.database, self.clock, Seal(b"k" * 32), makers=makers)
        self.notifications.sources.append(self.source)
        await self.notifications.load()

    async def bind(self, address: str = "room") -> str:
        """Make a chat, and return its id."""
        await self.notifications.book.put_channel("bot", TelegramSpec(token="1:a"), SAID)
        chat = await self.notifications.book.put_chat(Chat(id="", channel="bot", address=address), SAID)
        return chat.id

    async def go(self, seconds: float = 0.0, step: float = 0.2) -> None:
        """Let time pass, with looks on the way; each look's messages are handed over before the next."""
        until = self.clock.at + seconds
        while True:
            async with asyncio.TaskGroup() as tasks:
                await self.notifications.tick(tasks)
            if self.clock.at >= until:
                return
            self.clock.at = min(until, self.clock.at + step)

    def tell(self, *events: Event) -> None:
        """Have something happen."""
        self.source.waiting += events

    @property
    def handed(self) -> list[tuple[str, str]]:
        """What was sent and edited: how, and the title."""
        return [(what, message.title) for _, what, _, message in self.channel.handed]
