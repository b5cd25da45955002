"""Detector versions in PostgreSQL, and the stored rows that thresholds are tried on."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from core.server.db.queries import load_queries
from core.server.errors import Conflict, NotFound
from core.server.lab.feature_rows import unpack_rows
from core.server.lab.refused import RefusedLab
from core.server.lab.versions import Checked, checked
from core.server.lab.what_if import KnownIncident
from models.detector_version import shipped

if TYPE_CHECKING:
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("lab.sql"))
_MOST_VERSIONS: Final = 200
MOST_RECORDS: Final = 20_000


class StoredVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version as the registry holds it, without its data. `made_at` is in Unix seconds."""

    id: str
    name: str
    metrics: dict[str, Any]
    notes: str
    bytes: int
    made_at: float
    made_by: str


class Registry:
    """The versions that were uploaded or shipped. None of them is ever changed."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    async def all(self, now: float) -> list[StoredVersion]:
        """Return all versions, newest first; the shipped one is among them.

        Raises:
            DatabaseAway: PostgreSQL cannot be reached.
        """
        await self._note_shipped(now)
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["versions"])
        return [StoredVersion(**{**row, "metrics": msgspec.json.decode(row["metrics"])}) for row in rows]

    async def add(self, version: Checked, *, metrics: dict[str, Any], notes: str, by: str, at: float) -> None:
        """Store a version; one that is there already stays as it is.

        Raises:
            Conflict: the registry is full.
            DatabaseAway: PostgreSQL cannot be reached.
        """
        values = (version.digest, version.version.name, version.data, msgspec.json.encode(metrics).decode(), notes)
        async with self._database.transaction() as connection:
            if await connection.fetchval(_SQL["count_versions"]) >= _MOST_VERSIONS:
                raise Conflict(RefusedLab.many_versions(most=_MOST_VERSIONS))
            await connection.execute(_SQL["add_version"], *values, at, by)

    async def data(self, version_id: str, now: float) -> bytes:
        """Return a version's .npz.

        Raises:
            NotFound: there is none of this id.
            DatabaseAway: PostgreSQL cannot be reached.
        """
        await self._note_shipped(now)
        async with self._database.connection() as connection:
            data = await connection.fetchval(_SQL["version_data"], version_id)
        if data is None:
            raise NotFound(RefusedLab.no_version())
        return bytes(data)

    async def rows(self, since: float, until: float) -> tuple[list[bytes], bool]:
        """Return the rows of a time as they are stored, oldest first, and whether all; if not, the older ones lack.

        Rows of another program are left out. Unpacked all at once they would take hundreds of megabytes.

        Raises:
            DatabaseAway: PostgreSQL cannot be reached.
        """
        async with self._database.connection() as connection:
            stored = await connection.fetch(_SQL["rows_between"], since, until, MOST_RECORDS + 1)
        newest = [bytes(row["data"]) for row in reversed(stored[:MOST_RECORDS])]
        return await asyncio.to_thread(_known, newest), len(stored) <= MOST_RECORDS

    async def incidents(self, since: float, until: float, service: str) -> list[KnownIncident]:
        """Return the incidents that began in a time, at a service or (empty) at all.

        Raises:
            DatabaseAway: PostgreSQL cannot be reached.
        """
        async with self._database.connection() as connection:
            found = await connection.fetch(_SQL["incidents_between"], since, until, service)
        return [KnownIncident(**{**row, "sources": frozenset(row["sources"])}) for row in found]

    async def forget_rows(self, before: float) -> None:
        """Delete rows older than Unix second `before`.

        Raises:
            DatabaseAway: PostgreSQL cannot be reached.
        """
        async with self._database.connection() as connection:
            await connection.execute(_SQL["forget_rows"], before)

    async def _note_shipped(self, now: float) -> None:
        version = checked(shipped())
        notes = msgspec.json.encode(version.version.notes).decode()
        async with self._database.connection() as connection:
            values = (version.digest, version.version.name, version.data, "{}", notes, now, "dozor")
            await connection.execute(_SQL["add_version"], *values)


def _known(stored: list[bytes]) -> list[bytes]:
    return [data for data in stored if unpack_rows(data) is not None]
