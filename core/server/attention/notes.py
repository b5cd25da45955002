"""What people said of items: that somebody sees to one, or that it may wait."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from core.server.attention.item import Item, rank
from core.server.attention.refused import RefusedNotes
from core.server.db.queries import load_queries
from core.server.errors import Conflict

if TYPE_CHECKING:
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("notes.sql"))
_DAY: Final = 86_400.0
MOST_NOTES: Final = 2000


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of an item, and by whom. Instants are Unix seconds.

    It waits until `snoozed_until` (0: it does not), unless it becomes worse than `severity`, which it was then.
    `assignee` is the login of who sees to it, "" for nobody.
    """

    snoozed_until: float = 0.0
    severity: str = ""
    assignee: str = ""
    by: str = ""
    at: float = 0.0

    def snoozes(self, item: Item, now: float) -> bool:
        """Say whether an item may wait."""
        return self.snoozed_until > now and rank(item.severity) <= rank(self.severity)

    @property
    def says_nothing(self) -> bool:
        """Whether it need not be kept."""
        return not self.snoozed_until and not self.assignee


NOTHING: Final = Note()


class Notes:
    """All notes, by the keys of items; in memory and in the database alike."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._by_key: dict[str, Note] = {}

    async def load(self) -> None:
        """Read them from the database."""
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["all"])
        self._by_key = {
            row["key"]: Note(
                snoozed_until=row["snoozed_until"] or 0.0,
                severity=row["severity"],
                assignee=row["assignee"],
                by=row["by_whom"],
                at=row["at"],
            )
            for row in rows
        }

    def of(self, key: str) -> Note:
        """Return what was said of an item."""
        return self._by_key.get(key, NOTHING)

    def all(self) -> Mapping[str, Note]:
        """Return all that was said."""
        return self._by_key

    async def put(self, key: str, note: Note) -> None:
        """Say something of an item.

        Raises:
            Conflict: there is too much already.
            DatabaseAway: it cannot be kept, and was not said.
        """
        if key not in self._by_key and len(self._by_key) >= MOST_NOTES:
            raise Conflict(RefusedNotes.attention_full())
        until = note.snoozed_until or None
        async with self._database.connection() as connection:
            if note.says_nothing:
                await connection.execute(_SQL["drop"], key)
            else:
                await connection.execute(_SQL["put"], key, until, note.severity, note.assignee, note.by, note.at)
        self._by_key.pop(key, None)
        if not note.says_nothing:
            self._by_key[key] = note

    async def forget(self, now: float, days: int) -> None:
        """Forget what was said of things that are long over."""
        async with self._database.connection() as connection:
            await connection.execute(_SQL["forget"], now - days * _DAY, now)
        await self.load()
