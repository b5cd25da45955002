"""All that Telegram needs in PostgreSQL and in memory, whichever bots there are."""

from typing import TYPE_CHECKING

from core.server.notifications.telegram.buttons import Buttons
from core.server.notifications.telegram.codes import Codes
from core.server.notifications.telegram.inbox import Inbox
from core.server.notifications.telegram.links import Links

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

_BUTTON_DAYS = 30


class Held:
    """`inbox` is where updates come in that Telegram calls us with; `key` makes ids that nobody else can make."""

    def __init__(self, database: "Database", clock: "Clock", key: bytes) -> None:
        self.buttons = Buttons(database, clock, key)
        self.codes = Codes(database, clock)
        self.links = Links(database, clock)
        self.inbox = Inbox(key)

    async def forget(self) -> None:
        """Delete what is over."""
        await self.buttons.forget(_BUTTON_DAYS)
        await self.codes.forget()
