"""Keeps the tiers made, in a thread of its own, so that neither decisions nor the sink wait for it."""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final

import asyncpg

from core.server.metrics.catalogue import Catalogue
from core.server.metrics.rollup import RollUp

_LOG: Final = logging.getLogger(__name__)
_CONNECT_SECONDS: Final = 5.0
_STATEMENT_SECONDS: Final = 60.0
_EVERY_SECONDS: Final = 5  # of the data
_RETRY_SECONDS: Final = 5.0


class Rolling:
    """One thread with one connection. `newest` tells the newest instant of what is stored, 0 before there is any.

    While PostgreSQL is away, and after whatever else goes wrong, it tries again: what is due is written down there.
    """

    def __init__(self, dsn: str, newest: Callable[[], int], *, look_seconds: float = 1.0) -> None:
        self._dsn = dsn
        self._newest = newest
        self._look_seconds = look_seconds
        self._thread = threading.Thread(target=self._run, name="metrics-rollup")
        self._stopping = threading.Event()
        self._wake: Callable[[], object] = lambda: None
        self._catalogue = Catalogue()
        self._complaint = ""
        self.rolled_to = 0
        self._since = 0  # the newest there was when there first was something

    @property
    def behind_seconds(self) -> int:
        """How much older the newest is for which tiers were made than what is stored; a few, where all is well."""
        newest = self._newest()
        return max(0, newest - (self.rolled_to or self._since or newest))

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what it is at is broken off, and done again at the next start."""
        self._stopping.set()
        with suppress(RuntimeError):  # its loop closed by itself just now
            self._wake()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                asyncio.run(self._follow())
            except Exception as error:  # noqa: BLE001 - whatever it is: rows wait in PostgreSQL, and it is done again
                self._complain(error)
                self._look()
                self._stopping.wait(_RETRY_SECONDS)

    async def _follow(self) -> None:
        following = asyncio.ensure_future(self._connect_and_roll_up())
        self._wake = partial(asyncio.get_running_loop().call_soon_threadsafe, following.cancel)
        if self._stopping.is_set():
            following.cancel()
        with suppress(asyncio.CancelledError):
            await following

    async def _connect_and_roll_up(self) -> None:
        connection = await asyncpg.connect(
            self._dsn, timeout=_CONNECT_SECONDS, command_timeout=_STATEMENT_SECONDS, statement_cache_size=50
        )
        try:
            await self._roll_up(connection, RollUp(self._catalogue))
        finally:
            connection.terminate()

    async def _roll_up(self, connection: Any, rollup: RollUp) -> None:
        while True:
            newest = self._look()
            if newest >= self.rolled_to + _EVERY_SECONDS or newest < self.rolled_to:
                await rollup.run(connection, newest)
                self.rolled_to = newest
                self._complaint = ""
            await asyncio.sleep(self._look_seconds)

    def _look(self) -> int:
        newest = self._newest()
        self._since = self._since or newest
        return newest

    def _complain(self, error: Exception) -> None:
        complaint = f"{type(error).__name__}: {error}"
        if complaint != self._complaint:
            _LOG.warning("Tiers of metrics are not made now, and will be later: %s", complaint)
        self._complaint = complaint
