"""Partitions: made when the first row of their time comes, dropped (never emptied) when their time is over."""

import re
from collections.abc import Iterable
from typing import Any, Final

from core.server.series.tiers import SOURCES, TRAFFIC, Tier

LADDERS: Final[dict[str, tuple[Tier, ...]]] = {"traffic": TRAFFIC, "source_traffic": SOURCES}
_NAME: Final = re.compile(r"(traffic|source_traffic)_(\d+)_(\d+)")
_FIND: Final = r"SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^(source_)?traffic_\d+_\d+$'"


def horizon(tier: Tier, newest: int) -> int:
    """Return the first second that a tier still takes in, when `newest` (Unix seconds) is the newest of the data.

    It is the start of a partition, so no partition that is to be dropped is ever made.
    """
    oldest = newest - tier.keep_seconds
    return oldest - oldest % tier.partition_seconds


class Partitions:
    """Remembers which partitions are there, for one connection."""

    def __init__(self) -> None:
        self._there: set[str] = set()

    async def make(self, connection: Any, table: str, seconds: Iterable[int], newest: int) -> bool:
        """Make what rows of these seconds need; True if anything had to be made."""
        times = list(seconds)
        wanted = {
            (tier, t - t % tier.partition_seconds)
            for tier in LADDERS[table]
            for t in times
            if t >= horizon(tier, newest)
        }
        missing = [(tier, start) for tier, start in wanted if _name(table, tier, start) not in self._there]
        for tier, start in sorted(missing, key=lambda item: (item[0].step_seconds, item[1])):
            await connection.execute(_make(table, tier, start))
            self._there.add(_name(table, tier, start))
        return bool(missing)

    async def drop_old(self, connection: Any, newest: int) -> list[str]:
        """Drop the partitions whose time is over and return their names."""
        names = [row["relname"] for row in await connection.fetch(_FIND)]
        old = [name for name in names if _is_over(name, newest)]
        for name in old:
            await connection.execute(f"DROP TABLE IF EXISTS {name}")
            self._there.discard(name)
        return old


def _name(table: str, tier: Tier, start: int) -> str:
    return f"{table}_{tier.step_seconds}_{start}"


def _make(table: str, tier: Tier, start: int) -> str:
    step, end = tier.step_seconds, start + tier.partition_seconds
    return f"""
        CREATE TABLE IF NOT EXISTS {table}_{step} PARTITION OF {table} FOR VALUES IN ({step}) PARTITION BY RANGE (t);
        CREATE TABLE IF NOT EXISTS {_name(table, tier, start)} PARTITION OF {table}_{step}
            FOR VALUES FROM ({start}) TO ({end}) WITH (fillfactor = 70)"""


def _is_over(name: str, newest: int) -> bool:
    match = _NAME.fullmatch(name)
    if match is None:
        return False
    tiers = {tier.step_seconds: tier for tier in LADDERS[match[1]]}
    tier = tiers.get(int(match[2]))
    return tier is None or int(match[3]) < horizon(tier, newest)
