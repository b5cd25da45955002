"""The pool of connections to PostgreSQL, which may be away for a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg

from core.server.errors import Unavailable

_CONNECT_SECONDS: Final = 5.0
_COMMAND_SECONDS: Final = 30.0
_AWAY: Final = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
)


class DatabaseAway(Unavailable):
    """PostgreSQL is away."""


class Database:
    """Connections to one database. None is made until one is needed, so the core starts without PostgreSQL.

    `ready` is set once the schema is in place.
    """

    def __init__(self, url: str, *, connections: int = 10) -> None:
        self.url = url
        self.ready = asyncio.Event()
        self._connections = connections
        self._pool: asyncpg.Pool | None = None

    async def start(self) -> None:
        """Make the (still empty) pool."""
        self._pool = await asyncpg.create_pool(
            self.url,
            min_size=0,
            max_size=self._connections,
            timeout=_CONNECT_SECONDS,
            command_timeout=_COMMAND_SECONDS,
            server_settings={"application_name": "dozor", "timezone": "UTC"},
        )

    async def stop(self) -> None:
        """Close all connections."""
        if self._pool is not None:
            self._pool.terminate()
            self._pool = None

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """Give an `asyncpg` connection for the length of a `with`.

        Raises:
            DatabaseAway: PostgreSQL cannot be reached, now or at some point within.
        """
        if self._pool is None:
            raise DatabaseAway
        try:
            async with self._pool.acquire(timeout=_CONNECT_SECONDS) as connection:
                yield connection
        except _AWAY as error:
            raise DatabaseAway from error

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        """Give a connection inside a transaction, which commits at the end of the `with`."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Any]:
        """Give a connection to read with: all its answers are of one moment, whatever is written between them."""
        async with (
            self.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield connection

    async def answers(self) -> bool:
        """Say whether PostgreSQL is there and has the schema."""
        if not self.ready.is_set():
            return False
        try:
            async with self.connection() as connection:
                await connection.execute("SELECT 1", timeout=1)
        except (DatabaseAway, asyncpg.PostgresError, TimeoutError):
            return False
        return True
