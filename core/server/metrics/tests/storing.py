"""Metrics brought into a real PostgreSQL as the sink and the roll-up bring them, and read back whole."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np

from agent.contract.metrics import SeriesName, pack_names, pack_values
from core.server.metrics.block import STATS, Block, unpack
from core.server.metrics.catalogue import Catalogue
from core.server.metrics.check import names_digest
from core.server.metrics.rollup import RollUp
from core.server.metrics.rows import MetricRow
from core.server.metrics.writer import MetricWriter
from core.server.series.tiers import TRAFFIC

T0 = 1_800_000_000 - 1_800_000_000 % 216_000
"""The beginning of a block of every tier."""


def name(entity: str, metric: str = "value") -> SeriesName:
    return SeriesName("container", entity, metric, "count")


@cache
def packed_names(*entities: str) -> bytes:
    return pack_names(map(name, entities))


def row(t: int, values: Mapping[str, float], node: str = "n1") -> MetricRow:
    """Return a row of entities' values, with its names."""
    names = packed_names(*values)
    return MetricRow(node, t, names_digest(names), names, pack_values(values.values()))


class Storing:
    """The writer and the roll-up of one connection."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.catalogue = Catalogue()
        self.writer = MetricWriter()
        self.rollup = RollUp(self.catalogue)
        self.position = 0

    async def write(self, rows: Iterable[MetricRow], newest: int | None = None) -> None:
        """Store rows in one transaction, as of their newest second."""
        placed = list(enumerate(rows, self.position))
        self.position += len(placed)
        seen = max((each.t for _, each in placed), default=0) if newest is None else newest
        await self.writer.prepare(self.connection, placed, seen)
        async with self.connection.transaction():
            written = await self.writer.add(self.connection, placed)
        self.writer.committed(written)

    async def roll_up(self, newest: int | None = None) -> None:
        """Make what is due."""
        await self.rollup.run(self.connection, newest or self.writer.newest)

    def restart(self) -> None:
        """Forget what is in memory."""
        self.writer, self.catalogue = MetricWriter(), Catalogue()
        self.rollup = RollUp(self.catalogue)

    async def blocks(self, step: int) -> dict[tuple[str, int], Block]:
        """Return the stored blocks of a tier by (node, start)."""
        rows = await self.connection.fetch("SELECT * FROM metric_block WHERE step_seconds = $1", step)
        names = await self.catalogue.read(self.connection, [each["names"] for each in rows])
        columns = 1 if step == 1 else len(STATS)
        return {(r["node"], r["t"]): unpack(names[r["names"]].names, r["ends"], r["data"], columns) for r in rows}

    async def points(self, step: int) -> dict[tuple[str, str, int], tuple[float, ...]]:
        """Return the points of a tier that are no gaps, by (node, entity, t)."""
        found = {}
        for (node, start), block in (await self.blocks(step)).items():
            for series, numbers in zip(block.names, block.numbers, strict=True):
                for point in np.flatnonzero(~np.isnan(numbers[0])).tolist():
                    found[node, series.entity, start + point * step] = tuple(numbers[:, point].tolist())
        return found


def expected(rows: Iterable[MetricRow], step: int) -> dict[tuple[str, str, int], tuple[float, ...]]:
    """Return what `Storing.points` should be, from the rows in the order in which they came."""
    seconds: dict[tuple[str, str, int], float] = {}
    for each in rows:
        for line, value in zip(each.names.decode().split("\n"), np.frombuffer(each.values, "<f4"), strict=True):
            if not np.isnan(value):
                seconds[each.node, line.split("\t")[1], each.t] = float(value)
    if step == 1:
        return {key: (value,) for key, value in seconds.items()}
    cells: dict[tuple[str, str, int], list[float]] = {}
    for (node, entity, t), value in sorted(seconds.items()):
        cells.setdefault((node, entity, t - t % step), []).append(value)
    return {
        key: (len(values), min(values), max(values), float(np.float32(np.mean(values))), values[-1])
        for key, values in cells.items()
    }


STEPS = [tier.step_seconds for tier in TRAFFIC]
