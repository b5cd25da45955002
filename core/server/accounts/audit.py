"""Who changed what, when and from where: noted by requests, on disk before they are answered."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import asyncpg
from msgspec.structs import astuple

from core.server.accounts.audit_entry import Caller, Entry
from core.server.accounts.audit_journal import AuditJournal
from core.server.db.database import DatabaseAway
from core.server.db.queries import load_queries

__all__ = ["Audit", "Caller", "Entry"]

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

SQL: Final = load_queries(Path(__file__).with_name("audit.sql"))
_AT_ONCE: Final = 1_000
_WITHIN_SECONDS: Final = 2.0
_AWAY: Final = (DatabaseAway, asyncpg.PostgresError, TimeoutError)
_log = logging.getLogger(__name__)


class Audit:
    """The audit log. What was noted waits in memory until the request that noted it is about to be answered.

    Then it goes to the database or, while that is away, to a file in the data folder, from which it is taken once the
    database is back. So what was answered is in the log, however the core ends.
    """

    def __init__(self, database: "Database", clock: "Clock", journal: Path) -> None:
        self._database = database
        self._clock = clock
        self._journal = AuditJournal(journal)
        self._waiting: deque[Entry] = deque()
        self._writing = asyncio.Lock()

    def note(self, caller: Caller, action: str, subject: str, *, before: Any = None, after: Any = None) -> None:
        """Remember a change. `before` and `after` are what JSON can hold, None where there was nothing."""
        self._waiting.append(Entry.of(caller, action, subject, self._clock.now(), before=before, after=after))

    def note_system(self, action: str, subject: str, *, after: Any = None) -> None:
        """Remember something that the core did by itself."""
        self._waiting.append(Entry.of_system(action, subject, self._clock.now(), after=after))

    async def settle(self) -> None:
        """Have all that was noted survive a crash: in the database or, while that is away, in the journal."""
        try:
            async with asyncio.timeout(_WITHIN_SECONDS):
                await self.store()
        except _AWAY:
            await self._keep()

    async def store(self) -> None:
        """Write what waits, in the journal first. Requests that come meanwhile share the next transaction.

        Raises:
            DatabaseAway: it goes on waiting.
        """
        async with self._writing:
            if self._journal.holds_any:
                kept = await asyncio.to_thread(self._journal.read)
                for first in range(0, len(kept), _AT_ONCE):
                    await self._add(kept[first : first + _AT_ONCE])
                await asyncio.to_thread(self._journal.clear)
            while entries := list(islice(self._waiting, _AT_ONCE)):
                await self._add(entries)
                for _ in entries:
                    self._waiting.popleft()

    async def forget(self, older_than_days: int) -> None:
        """Delete old entries, which the log itself says."""
        async with self._database.connection() as connection:
            await connection.execute(SQL["forget"], self._clock.now() - older_than_days * 86_400, self._clock.now())

    async def _keep(self) -> None:
        async with self._writing:
            if not (entries := list(self._waiting)):
                return
            try:
                await asyncio.to_thread(self._journal.append, entries)
            except OSError:
                _log.exception("the audit journal cannot be written: %d entries are in memory alone", len(entries))
                return
            for _ in entries:
                self._waiting.popleft()

    async def _add(self, entries: Sequence[Entry]) -> None:
        try:
            await self._write(entries)
        except asyncpg.DataError:
            await self._write_one_by_one(entries)

    async def _write(self, entries: Sequence[Entry]) -> None:
        async with self._database.transaction() as connection:
            await connection.executemany(SQL["add"], [astuple(entry) for entry in entries])

    async def _write_one_by_one(self, entries: Sequence[Entry]) -> None:
        """Write what the database takes: one entry that it cannot hold must not keep the others waiting for good."""
        async with self._database.transaction() as connection:
            for entry in entries:
                try:
                    async with connection.transaction():
                        await connection.execute(SQL["add"], *astuple(entry))
                except asyncpg.DataError as error:
                    _log.error("the audit log cannot hold an entry: %s: %r", error, entry)
