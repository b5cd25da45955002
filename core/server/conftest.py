"""A real PostgreSQL for the tests: one server for the session, a database for each test that asks."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from pwdlib.hashers.argon2 import Argon2Hasher

from core.server.accounts.passwords import Passwords
from core.server.db.database import Database
from core.server.db.embedded import EmbeddedPostgres
from core.server.db.migrate import migrate, read_migrations

_numbers = count(1)
_CARELESS = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "64MB"}  # its data need not outlive the session
_MEMORY = Path("/dev/shm")
_MEMORY_BYTES = 2**30


@pytest.fixture(scope="session")
def postgres_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory, where there is room: a database is 480 files, made and dropped ten times as fast there."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _MEMORY_BYTES:
        with tempfile.TemporaryDirectory(prefix="dozor-tests-", dir=_MEMORY) as folder:
            yield Path(folder)
    else:
        yield tmp_path_factory.mktemp("pg")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres(postgres_folder: Path) -> AsyncIterator[EmbeddedPostgres]:
    """A running server whose database `dozor` has the newest schema and is the template of the others."""
    server = EmbeddedPostgres(postgres_folder / "data", _CARELESS)
    await server.start()
    connection = await asyncpg.connect(server.url())
    await migrate(connection, read_migrations())
    await connection.close()
    yield server
    await server.stop()


async def _execute(server: EmbeddedPostgres, sql: str) -> None:
    connection = await asyncpg.connect(server.url("postgres"))
    await connection.execute(sql)
    await connection.close()


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with the newest schema and nothing in it."""
    name = f"test_{next(_numbers)}"
    await _execute(postgres, f"CREATE DATABASE {name} TEMPLATE dozor STRATEGY FILE_COPY")
    yield postgres.url(name)
    await _execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest_asyncio.fixture
async def empty_database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database without any schema."""
    name = f"empty_{next(_numbers)}"
    await _execute(postgres, f"CREATE DATABASE {name}")
    yield postgres.url(name)
    await _execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A started `Database` over a database of its own."""
    made = Database(database_url)
    await made.start()
    made.ready.set()
    yield made
    await made.stop()


def quick_passwords() -> Passwords:
    """Return what hashes with the least work that argon2 knows: each of the core's own checks takes 50 ms."""
    return Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))


class SetClock:
    """A clock that stands where a test puts it."""

    def __init__(self) -> None:
        self.at = 1_900_000_000.0

    def now(self) -> float:
        """Return Unix seconds."""
        return self.at


@pytest.fixture
def clock() -> SetClock:
    """A clock that the test moves."""
    return SetClock()
