"""Puts rows of seconds into PostgreSQL, in the sink's transaction, and marks which blocks they belong to."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from core.server.db.queries import load_queries
from core.server.metrics.catalogue import find_numbers, put_names
from core.server.metrics.ladder import LADDER, block_start, over
from core.server.metrics.partitions import RawPartitions
from core.server.metrics.rows import MetricRow

_LOG: Final = logging.getLogger(__name__)
_SQL: Final = load_queries(Path(__file__).with_name("writer.sql"))
_COLUMNS: Final = ("t", "node", "position", "names", "data")
_MOST_NUMBERS: Final = 100_000
_Key = tuple[str, int]


class MetricWriter:
    """One connection's. `newest` is the newest instant of what it was given, and never falls (Unix seconds).

    A block whose time is not over needs a mark only once, as nobody makes it before; what comes later marks it each
    time, so that who makes it meanwhile sees that there is more.
    """

    def __init__(self, newest: int = 0, unknown: int = 0) -> None:
        self.newest = newest
        self.unknown = unknown  # rows whose names were lost with outputs that PostgreSQL was away too long for
        self._partitions = RawPartitions()
        self._numbers: dict[bytes, int] = {}
        self._open: set[_Key] = set()

    async def prepare(self, connection: Any, rows: Sequence[tuple[int, MetricRow]], newest: int) -> None:
        """Make the partitions that rows of (position, row) need, outside of a transaction."""
        self.newest = max(self.newest, newest)
        await self._partitions.make(connection, {row.t for _, row in rows}, self.newest)

    async def add(self, connection: Any, rows: Sequence[tuple[int, MetricRow]]) -> "Written":
        """Store rows and mark their blocks. Hand the answer to `committed` once the transaction is."""
        written = await self._numbered(connection, rows)
        known = [(position, row) for position, row in rows if row.digest in written.numbers]
        if len(known) < len(rows):
            self.unknown += len(rows) - len(known)
            _LOG.warning("Of %d rows of metrics the names are unknown: they are left out", len(rows) - len(known))
        if known:
            records = [(row.t, row.node, position, written.numbers[row.digest], row.values) for position, row in known]
            await connection.copy_records_to_table("metric_raw", records=records, columns=_COLUMNS)
            await self._mark(connection, {(row.node, block_start(LADDER[0], row.t)) for _, row in known}, written)
        return written

    def committed(self, written: "Written") -> None:
        """Remember what is stored now."""
        if len(self._numbers) > _MOST_NUMBERS:
            self._numbers.clear()
        self._numbers |= written.numbers
        closed = over(LADDER[0], self.newest)
        self._open = {key for key in self._open | written.marked if key[1] >= closed}

    async def _numbered(self, connection: Any, rows: Sequence[tuple[int, MetricRow]]) -> "Written":
        digests = {row.digest for _, row in rows}
        numbers = {digest: self._numbers[digest] for digest in digests if digest in self._numbers}
        told = {row.digest: row.names for _, row in rows if row.names}
        for digest, names in sorted(told.items()):
            numbers[digest] = await put_names(connection, digest, names, self.newest)
        missing = digests - numbers.keys()
        if missing:
            numbers |= await find_numbers(connection, missing)
        return Written(numbers)

    async def _mark(self, connection: Any, keys: set[_Key], written: "Written") -> None:
        closed = over(LADDER[0], self.newest)
        due = sorted(key for key in keys if key[1] < closed or key not in self._open)
        if due:
            nodes, starts = [node for node, _ in due], [t for _, t in due]
            await connection.execute(_SQL["mark_due"], LADDER[0].step_seconds, nodes, starts)
        written.marked = {key for key in keys if key[1] >= closed}


class Written:
    """What a transaction holds: numbers of digests, and blocks that are marked and not over."""

    def __init__(self, numbers: dict[bytes, int]) -> None:
        self.numbers = numbers
        self.marked: set[_Key] = set()
