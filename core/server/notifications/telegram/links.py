"""Which account a Telegram user speaks for."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.server.errors import NotFound
from core.server.notifications.refused import RefusedNotification
from core.server.notifications.telegram.buttons import SQL

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database


@dataclass(frozen=True, slots=True)
class Link:
    """A Telegram user of an account, by the name that Telegram told."""

    user_id: int
    name: str
    linked_at: datetime


class Links:
    """A Telegram user speaks for one account; an account may have several of them."""

    def __init__(self, database: "Database", clock: "Clock") -> None:
        self._database = database
        self._clock = clock

    async def link(self, user_id: int, account: str, name: str) -> None:
        """Let a Telegram user speak for an account, and for none that they spoke for before."""
        async with self._database.connection() as connection:
            await connection.execute(SQL["link"], user_id, account, name, self._clock.now())

    async def account_of(self, user_id: int) -> str | None:
        """Return the account that a Telegram user speaks for."""
        async with self._database.connection() as connection:
            found: str | None = await connection.fetchval(SQL["account_of"], user_id)
        return found

    async def of(self, account: str) -> list[Link]:
        """Return who speaks for an account."""
        async with self._database.connection() as connection:
            rows = await connection.fetch(SQL["links_of"], account)
        return [Link(row["user_id"], row["name"], row["linked_at"]) for row in rows]

    async def unlink(self, user_id: int, account: str) -> str:
        """End it, and return the name that Telegram told.

        Raises:
            NotFound: this user does not speak for the account.
        """
        async with self._database.connection() as connection:
            name: str | None = await connection.fetchval(SQL["unlink"], user_id, account)
        if name is None:
            raise NotFound(RefusedNotification.telegram_unlinked())
        return name
