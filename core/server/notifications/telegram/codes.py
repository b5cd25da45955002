"""Codes that are told to the bot once: to bind a chat to a channel, or a Telegram user to an account."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from core.server.notifications.telegram.buttons import SQL

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

CODE_SECONDS: Final = 600
_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that is taken for another
_LENGTH: Final = 12

Purpose = Literal["chat", "account"]


@dataclass(frozen=True, slots=True)
class Code:
    """What a code was made for, and by which account."""

    account: str
    channel: str
    language: str


class Codes:
    """One code of a purpose per account at a time; it opens once, for ten minutes.

    Twelve of thirty letters: at the five guesses a minute that the bot lets a user have, guessing one is hopeless.
    """

    def __init__(self, database: "Database", clock: "Clock") -> None:
        self._database = database
        self._clock = clock

    async def make(self, purpose: Purpose, account: str, *, channel: str = "", language: str = "en") -> str:
        """Return a new code; the one before is over."""
        code, now = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)), self._clock.now()
        about = (purpose, account, channel, language)
        async with self._database.transaction() as connection:
            await connection.execute(SQL["end_codes_of"], account, purpose)
            await connection.execute(SQL["add_code"], _hash(code), *about, now, now + CODE_SECONDS)
        return code

    async def use(self, purpose: Purpose, code: str, *, channel: str = "") -> Code | None:
        """Return what a code was made for at a channel, and end it; None where there is no such code."""
        async with self._database.connection() as connection:
            row = await connection.fetchrow(SQL["use_code"], _hash(code), purpose, channel, self._clock.now())
        return None if row is None else Code(row["account_id"], row["channel"], row["language"])

    async def forget(self) -> None:
        """Delete those that are over."""
        async with self._database.connection() as connection:
            await connection.execute(SQL["forget_codes"], self._clock.now())


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.strip().upper().encode()).digest()
