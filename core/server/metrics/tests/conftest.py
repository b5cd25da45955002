"""A connection to a database of its own, with what stores metrics in it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio

from core.server.db.embedded import EmbeddedPostgres
from core.server.metrics.tests.storing import Storing


@pytest_asyncio.fixture
async def storing(database_url: str) -> AsyncIterator[Storing]:
    connection = await asyncpg.connect(database_url)
    yield Storing(connection)
    await connection.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def filled_database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with the newest schema for what a module's tests only read."""
    connection = await asyncpg.connect(postgres.url("postgres"))
    await connection.execute("CREATE DATABASE metrics_filled TEMPLATE dozor")
    yield postgres.url("metrics_filled")
    await connection.execute("DROP DATABASE metrics_filled WITH (FORCE)")
    await connection.close()
