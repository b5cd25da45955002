"""Who changed what, when and from where. Written soon after, so that a change never waits for the database."""

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from core.server.db.queries import load_queries

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.clock import Clock
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("audit.sql"))
_WAITING_MAX: Final = 10_000


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, from where, and under which request id."""

    person: "Person"
    address: str
    request_id: str


class Audit:
    """The audit log. Entries wait in memory until `store` writes them; the database may be away meanwhile."""

    def __init__(self, database: "Database", clock: "Clock") -> None:
        self._database = database
        self._clock = clock
        self._waiting: deque[tuple[Any, ...]] = deque(maxlen=_WAITING_MAX)

    def note(self, caller: Caller, action: str, subject: str, *, before: Any = None, after: Any = None) -> None:
        """Remember a change. `before` and `after` are what JSON can hold, None where there was nothing."""
        who = (caller.person.login, caller.address, caller.request_id)
        self._waiting.append((self._clock.now(), *who, action, subject, _json(before), _json(after)))

    async def store(self) -> None:
        """Write what waits.

        Raises:
            DatabaseAway: it goes on waiting.
        """
        entries = list(self._waiting)
        if not entries:
            return
        async with self._database.transaction() as connection:
            await connection.executemany(_SQL["add"], entries)
        for _ in entries:
            self._waiting.popleft()

    async def forget(self, older_than_days: int) -> None:
        """Delete old entries."""
        async with self._database.connection() as connection:
            await connection.execute(_SQL["forget"], self._clock.now() - older_than_days * 86_400)


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
