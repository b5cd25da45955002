"""Reloads, in PostgreSQL."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from core.server.db.queries import load_queries
from core.server.errors import NotFound
from core.server.proxy.reloads.refused import RefusedReload
from core.server.proxy.reloads.reload import Reload

if TYPE_CHECKING:
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("store.sql"))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A reload with who asked for it."""

    reload: Reload
    by: str


class ReloadStore:
    """What is kept of reloads."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    async def save(self, recorded: Recorded) -> None:
        """Keep how far a reload is.

        Raises:
            DatabaseAway: it is not known whether it was kept.
        """
        each = recorded.reload
        state = msgspec.json.encode(each).decode()
        async with self._database.connection() as connection:
            await connection.execute(_SQL["save"], each.id, each.started_at, recorded.by, each.ended_at or None, state)

    async def running(self) -> Recorded | None:
        """Return the reload that was going on when the core ended, if any."""
        async with self._database.connection() as connection:
            row = await connection.fetchrow(_SQL["running"])
        return _recorded(row) if row else None

    async def newest(self, limit: int) -> list[Recorded]:
        """Return reloads, the newest first."""
        async with self._database.connection() as connection:
            return [_recorded(row) for row in await connection.fetch(_SQL["newest"], limit)]

    async def one(self, reload_id: str) -> Recorded:
        """Return one.

        Raises:
            NotFound: there is none.
        """
        async with self._database.connection() as connection:
            row = await connection.fetchrow(_SQL["one"], reload_id)
        if row is None:
            raise NotFound(RefusedReload.no_reload())
        return _recorded(row)

    async def forget(self, *, before: float) -> None:
        """Forget reloads that ended before an instant."""
        async with self._database.connection() as connection:
            await connection.execute(_SQL["forget"], before)


def _recorded(row: Any) -> Recorded:
    return Recorded(msgspec.json.decode(row["state"], type=Reload), row["started_by"])
