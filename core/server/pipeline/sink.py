"""Carries outputs from their journal to PostgreSQL, whenever it is there."""

import asyncio
import logging
import threading
import time
from typing import Any, Final

import asyncpg

from core.server.ingest.journal import Journal
from core.server.ingest.reader import Reader
from core.server.pipeline.output import Output, decode_output
from core.server.pipeline.store import FencedError, Store

_LOG: Final = logging.getLogger(__name__)
_BATCH: Final = 500
_CONNECT_SECONDS: Final = 5.0
_STOP_SECONDS: Final = 10.0
_IDLE_SECONDS: Final = 60.0
_STATEMENT_SECONDS: Final = 60.0
_AWAY: Final = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
_UNFIT: Final = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)  # the data's fault: never will fit


class Sink:
    """One thread with one connection. While PostgreSQL is away outputs wait on disk; memory holds one batch.

    `pause_seconds` is how long a batch is gathered; `retry_seconds` how long to wait for PostgreSQL at most.
    """

    def __init__(
        self, journal: Journal, dsn: str, log_id: str, *, pause_seconds: float = 0.5, retry_seconds: float = 5.0
    ) -> None:
        self._journal = journal
        self._dsn = dsn
        self._store = Store(log_id)
        self._pause_seconds = pause_seconds
        self._retry_seconds = retry_seconds
        self._thread = threading.Thread(target=self._run, name="sink")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: asyncio.Event | None = None
        self._stopping = False
        self._stop_by = float("inf")
        self._complaint = ""
        self.stored_position = journal.first_position
        self.connected = False
        self.fenced = False
        self.unfit = 0  # outputs that PostgreSQL refuses for what they hold
        self._dropped = 0

    @property
    def metrics_newest(self) -> int:
        """The newest instant of metrics that are stored (Unix seconds), 0 before there are any."""
        return self._store.metrics_newest

    @property
    def metrics_unnamed(self) -> int:
        """How many rows of metrics were left out, as their names were lost with dropped outputs."""
        return self._store.metrics_unnamed

    @property
    def dropped(self) -> int:
        """How many outputs will never be stored, as the journal had no room for them until PostgreSQL was back."""
        return self._dropped + max(0, self._journal.first_position - self.stored_position)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Store what is there, if PostgreSQL is, for at most ten seconds, and end the thread."""
        self._stop_by = time.monotonic() + _STOP_SECONDS
        self._stopping = True
        self.notify()
        self._thread.join()

    def notify(self) -> None:
        """Say that there are new outputs. Any thread may call."""
        loop, news = self._loop, self._news
        if loop is not None and news is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(news.set)
            except RuntimeError:  # it closed just now
                return

    def _run(self) -> None:
        asyncio.run(self._keep_storing())

    async def _keep_storing(self) -> None:
        self._loop, self._news = asyncio.get_running_loop(), asyncio.Event()
        retry = 0.05
        while not self.fenced:
            try:
                await self._connect_and_store()
            except FencedError:
                self.fenced = True
                _LOG.error("Another core writes to this database: this one stores nothing from now on")
            except Exception as error:  # noqa: BLE001 - outputs wait on disk, whatever keeps them from being stored
                self._complain(error)
                retry = min(retry * 2, self._retry_seconds) if not self.connected else 0.05
            self.connected = False
            if self._stopping:
                return
            await self._wait(retry)

    async def _connect_and_store(self) -> None:
        connection = await asyncpg.connect(
            self._dsn, timeout=_CONNECT_SECONDS, command_timeout=_STATEMENT_SECONDS, statement_cache_size=50
        )
        try:
            position = await self._store.open(connection, self.stored_position)
            reader = Reader(self._journal, position)
            try:
                await self._follow(connection, reader, position)
            finally:
                reader.close()
        finally:
            connection.terminate()

    async def _follow(self, connection: Any, reader: Reader, position: int) -> None:
        self.stored_position = position
        while time.monotonic() < self._stop_by:
            frames = reader.read(_BATCH)
            if frames:
                outputs = [decode_output(frame.payload) for frame in frames if frame.payload is not None]
                await self._write(connection, outputs, position, reader.position)
                await self._store.roll_up(connection)
                self._dropped += reader.position - position - len(frames)
                position = reader.position
            self._stored(position)
            if not frames and self._stopping:
                return
            if len(frames) < _BATCH and not self._stopping:
                await self._wait(_IDLE_SECONDS if not frames else self._pause_seconds, until_news=not frames)

    async def _write(self, connection: Any, outputs: list[Output], position: int, after: int) -> None:
        try:
            await self._store.write(connection, outputs, position, after)
        except _UNFIT as error:
            if len(outputs) > 1:
                await self._write_one_by_one(connection, outputs, position, after)
                return
            self.unfit += 1
            _LOG.error("PostgreSQL does not take the output at %d: %s", position, error)
            await self._store.write(connection, [], position, after)

    async def _write_one_by_one(self, connection: Any, outputs: list[Output], position: int, after: int) -> None:
        for output in outputs:
            await self._write(connection, [output], position, output.position + 1)
            position = output.position + 1
        if position != after:
            await self._store.write(connection, [], position, after)

    def _stored(self, position: int) -> None:
        if self._complaint:
            _LOG.warning("PostgreSQL is back: stored up to %d", position)
        self.connected, self._complaint = True, ""
        self.stored_position = position
        self._journal.trim(position)

    def _complain(self, error: BaseException) -> None:
        complaint = f"{type(error).__name__}: {error}"
        if complaint != self._complaint:
            unforeseen = None if isinstance(error, _AWAY) else error
            _LOG.warning("Nothing is stored now, outputs wait on disk: %s", complaint, exc_info=unforeseen)
        self._complaint = complaint

    async def _wait(self, seconds: float, *, until_news: bool = False) -> None:
        assert self._news is not None
        self._news.clear()
        if self._stopping or (until_news and self._journal.readable_position > self.stored_position):
            return
        try:
            async with asyncio.timeout(seconds):
                while not self._stopping:
                    await self._news.wait()
                    self._news.clear()
                    if until_news:
                        return
        except TimeoutError:
            return
