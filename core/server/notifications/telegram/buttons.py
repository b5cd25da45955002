"""Buttons under messages: each id works once, whoever presses it, and tells nothing of what it does."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from core.server.db.queries import load_queries
from core.server.notifications.channels.channel import Button

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

SQL: Final = load_queries(Path(__file__).with_name("telegram.sql"))
_ID_BYTES: Final = 24
_encoder: Final = msgspec.json.Encoder(order="sorted")


class Issued(msgspec.Struct, frozen=True):
    """A button as it was given out. `used_by` is who pressed it, "" while nobody did."""

    chat: str
    thread: str
    action: str
    args: dict[str, str]
    used_by: str


class Buttons:
    """Gives out ids and takes them back.

    An id is a keyed hash of what the button does and how often that was done here before: a message that is edited, or
    sent again after a time-out, has the same ids as before, and who does not have `key` can make none.
    """

    def __init__(self, database: "Database", clock: "Clock", key: bytes) -> None:
        self._database = database
        self._clock = clock
        self._key = hashlib.sha256(b"telegram buttons" + key).digest()

    async def issue(self, chat: str, thread: str, buttons: Sequence[Button]) -> list[str]:
        """Return the ids of buttons under a thread's message in a chat, each at most 64 bytes."""
        now = self._clock.now()
        async with self._database.transaction() as connection:
            rows = await connection.fetch(SQL["spent"], chat, thread)
            spent = {(row["action"], row["args"]): row["times"] for row in rows}
            about = [(each.action, _encoder.encode(each.args).decode()) for each in buttons]
            ids = [self._id(chat, thread, *each, spent.get(each, 0)) for each in about]
            issued = [(_hash(made), chat, thread, *each, now) for made, each in zip(ids, about, strict=True)]
            await connection.executemany(SQL["issue"], issued)
        return ids

    async def find(self, button_id: str) -> Issued | None:
        """Return what a button is for; None where it was never given out, or too long ago."""
        async with self._database.connection() as connection:
            row = await connection.fetchrow(SQL["issued"], _hash(button_id))
        if row is None:
            return None
        args = msgspec.json.decode(row["args"], type=dict[str, str])
        return Issued(row["chat"], row["thread"], row["action"], args, row["used_by"])

    async def use(self, button_id: str, by: str) -> bool:
        """Take a button for oneself; False where somebody was first."""
        async with self._database.connection() as connection:
            return bool(await connection.fetchval(SQL["use"], _hash(button_id), self._clock.now(), by))

    async def forget(self, days: int) -> None:
        """Delete those that were given out so long ago."""
        async with self._database.connection() as connection:
            await connection.execute(SQL["forget_buttons"], self._clock.now() - days * 86_400)

    def _id(self, chat: str, thread: str, action: str, args: str, times: int) -> str:
        said = "\0".join((chat, thread, action, args, str(times)))
        made = hmac.digest(self._key, said.encode(), "sha256")[:_ID_BYTES]
        return base64.urlsafe_b64encode(made).decode()


def _hash(button_id: str) -> bytes:
    return hashlib.sha256(button_id.encode()).digest()
