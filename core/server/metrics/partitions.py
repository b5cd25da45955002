"""Partitions of metrics: made when needed, dropped when their time is over and nothing is to be made of them.

What comes late makes old partitions anew, which stay until the coarser tiers hold it.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from core.server.metrics.ladder import (
    LADDER,
    RAW_KEEP_SECONDS,
    RAW_WINDOW_SECONDS,
    block_seconds,
)
from core.server.series.partitions import horizon
from core.server.series.tiers import Tier

_RAW: Final = re.compile(r"metric_raw_(\d+)")
_BLOCK: Final = re.compile(r"metric_block_(\d+)_(\d+)")
_FIND: Final = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ $1"
_FIRST_DUE: Final = "SELECT min(t) FROM metric_due WHERE step_seconds = $1 AND t > $2 AND t < $3"
_ROW_INLINE: Final = 8160  # a row of up to 2,000 series stays in its page, where reading it costs least


class RawPartitions:
    """Those of single seconds, for the connection that writes them."""

    def __init__(self) -> None:
        self._there: set[int] = set()

    async def make(self, connection: Any, seconds: Iterable[int], newest: int) -> None:
        """Make what rows of these seconds need; before, drop those whose time is over at `newest`.

        Only who writes may drop: it must not miss one that it is about to write to.
        """
        wanted = {t - t % RAW_WINDOW_SECONDS for t in seconds}
        if wanted <= self._there:
            return
        await self._drop_old(connection, newest)
        for start in sorted(wanted - self._there):
            await connection.execute(
                f"CREATE TABLE IF NOT EXISTS metric_raw_{start} PARTITION OF metric_raw"
                f" FOR VALUES FROM ({start}) TO ({start + RAW_WINDOW_SECONDS})"
                f" WITH (toast_tuple_target = {_ROW_INLINE})"
            )
            self._there.add(start)

    async def _drop_old(self, connection: Any, newest: int) -> None:
        first = newest - RAW_KEEP_SECONDS - RAW_WINDOW_SECONDS
        for row in await connection.fetch(_FIND, f"^{_RAW.pattern}$"):
            start = int(row["relname"].rpartition("_")[2])
            if start <= first and not await _is_due(connection, LADDER[0], start, RAW_WINDOW_SECONDS):
                await connection.execute(f"DROP TABLE IF EXISTS metric_raw_{start}")
                self._there.discard(start)


class BlockPartitions:
    """Those of the tiers, for the connection that writes them."""

    def __init__(self) -> None:
        self._there: set[tuple[Tier, int]] = set()

    async def make(self, connection: Any, tier: Tier, starts: Iterable[int]) -> None:
        """Make what blocks of a tier need that start then."""
        step, span = tier.step_seconds, tier.partition_seconds
        for start in sorted({t - t % span for t in starts}):
            if (tier, start) not in self._there:
                await connection.execute(
                    f"CREATE TABLE IF NOT EXISTS metric_block_{step} PARTITION OF metric_block"
                    f" FOR VALUES IN ({step}) PARTITION BY RANGE (t);"
                    f"CREATE TABLE IF NOT EXISTS metric_block_{step}_{start} PARTITION OF metric_block_{step}"
                    f" FOR VALUES FROM ({start}) TO ({start + span})"
                )
                self._there.add((tier, start))

    async def drop_old(self, connection: Any, newest: int) -> None:
        """Drop those whose time is over at `newest`."""
        tiers = {tier.step_seconds: i for i, tier in enumerate(LADDER)}
        for row in await connection.fetch(_FIND, f"^{_BLOCK.pattern}$"):
            step, start = map(int, row["relname"].split("_")[2:])
            place = tiers[step]
            tier, coarser = LADDER[place], LADDER[place + 1 : place + 2]
            if start >= horizon(tier, newest):
                continue
            if coarser and await _is_due(connection, coarser[0], start, tier.partition_seconds):
                continue
            await connection.execute(f"DROP TABLE IF EXISTS {row['relname']}")
            self._there.discard((tier, start))


async def _is_due(connection: Any, tier: Tier, start: int, seconds: int) -> bool:
    """Say whether a block of `tier` is to be made that reaches into a span."""
    first = await connection.fetchval(_FIRST_DUE, tier.step_seconds, start - block_seconds(tier), start + seconds)
    return first is not None
