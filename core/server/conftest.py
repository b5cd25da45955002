"""A real PostgreSQL for the tests: one server for the session, a database for each test that asks."""

from collections.abc import AsyncIterator
from itertools import count

import asyncpg
import pytest
import pytest_asyncio

from core.server.db.database import Database
from core.server.db.embedded import EmbeddedPostgres
from core.server.db.migrate import migrate, read_migrations

_numbers = count(1)
_CARELESS = {"fsync": "off", "full_page_writes": "off"}  # its data need not outlive the session


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedPostgres]:
    """A running server whose database `dozor` has the newest schema and is the template of the others."""
    folder = tmp_path_factory.mktemp("pg")
    server = EmbeddedPostgres(folder / "data", _CARELESS)
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
    await _execute(postgres, f"CREATE DATABASE {name} TEMPLATE dozor")
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
