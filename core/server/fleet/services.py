"""Which services there are, and since when."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.server.db.queries import load_queries

if TYPE_CHECKING:
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("services.sql"))
_SERVICES_MAX: Final = 10_000  # names come from requests where NGINX has a catch-all server


class Services:
    """The services that were heard of. In memory; the database keeps them over restarts."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._first_seen_at: dict[str, float] = {}
        self._new: set[str] = set()

    async def load(self) -> None:
        """Read the services from the database."""
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["all_services"])
        for row in rows:
            first = row["first_seen_at"].timestamp()
            self._first_seen_at[row["name"]] = min(first, self._first_seen_at.get(row["name"], first))

    def note(self, names: Iterable[str], now: float) -> None:
        """Remember the services that are new among `names`."""
        for name in names:
            if name not in self._first_seen_at and len(self._first_seen_at) < _SERVICES_MAX:
                self._first_seen_at[name] = now
                self._new.add(name)

    def all(self) -> dict[str, float]:
        """Return when each service was first heard of (Unix seconds), by name."""
        return dict(sorted(self._first_seen_at.items()))

    async def store(self) -> None:
        """Write down the new ones.

        Raises:
            DatabaseAway: they go on waiting.
        """
        new = sorted(self._new)
        if not new:
            return
        async with self._database.connection() as connection:
            await connection.execute(_SQL["add_services"], new, [self._first_seen_at[name] for name in new])
        self._new.difference_update(new)
