"""Brings a database to the newest schema. An applied migration is never edited: its checksum tells."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.server.errors import DozorError

FOLDER: Final = Path(__file__).parent / "migrations"
_FILE: Final = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_LOCK: Final = 0x646F7A6F72  # "dozor": one runner at a time, whoever else uses the server
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)"""


class MigrationError(DozorError):
    """The database's schema cannot be brought up to date."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of its text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(folder: Path = FOLDER) -> list[Migration]:
    """Return the migrations in order.

    Raises:
        MigrationError: a name is not `NNNN_name.sql`, or the numbers are not 1, 2, 3 ...
    """
    found: list[Migration] = []
    for path in sorted(folder.glob("*.sql")):
        match = _FILE.fullmatch(path.name)
        if match is None or int(match[1]) != len(found) + 1:
            raise MigrationError(f"{path.name} does not follow: migrations are 0001_name.sql, 0002_name.sql, ...")
        found.append(Migration(int(match[1]), path.stem, path.read_text(encoding="utf-8")))
    return found


async def migrate(connection: Any, migrations: list[Migration]) -> list[str]:
    """Apply what is missing, each migration in its own transaction, and return the names of what was applied.

    Raises:
        MigrationError: an applied migration was edited, or the database is newer than this program.
    """
    await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
    try:
        await connection.execute(_TABLE)
        applied = {row["number"]: row for row in await connection.fetch("SELECT number, name, checksum FROM migration")}
        _check(applied, migrations)
        missing = [migration for migration in migrations if migration.number not in applied]
        for migration in missing:
            await _apply(connection, migration)
        return [migration.name for migration in missing]
    finally:
        await connection.execute("SELECT pg_advisory_unlock($1)", _LOCK)


def _check(applied: dict[int, Any], migrations: list[Migration]) -> None:
    if len(applied) > len(migrations):
        raise MigrationError(f"The database has {len(applied)} migrations, this program knows {len(migrations)}.")
    for migration in migrations[: len(applied)]:
        if applied[migration.number]["checksum"] != migration.checksum:
            raise MigrationError(f"{migration.name} was edited after it was applied: write a new migration instead.")


async def _apply(connection: Any, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'")
        await connection.execute(migration.sql)
        await connection.execute(
            "INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3)",
            migration.number,
            migration.name,
            migration.checksum,
        )
