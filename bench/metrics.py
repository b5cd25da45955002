"""Metrics in the core: what taking in a fleet's costs, what a stored point takes, and how fast a day is read back.

Prints JSON. Goals: 1,000 nodes x 200 metrics a second stored on 2 cores with a lag below 2 s; 24 h of one metric of
100 nodes below 150 ms at p95, from PostgreSQL.

*Ingest*: reports of metrics alone, as agents send them, go through what the HTTP route calls for one (unpacking,
decoding, checks, log with fsync, stages, reply, sink, roll-up), in one process with a real PostgreSQL beside it; HTTP
itself, TLS and traffic are not in it. Each report is due at its node's own moment of the second; the lag is from that
moment until its values are committed. *Read*: a day's blocks made by the roll-up's own code of a random walk, a share,
counts and constants; the route's work from the query to the encoded answer, for nodes and metrics drawn at random, the
newest minute in rows of seconds. Beside the clock it tells CPU time, which what else the machine does changes less.
"""

import asyncio
import json
import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import asyncpg
import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from agent.contract.metrics import Metrics, SeriesName, pack_names
from agent.contract.wire import Report
from core.server.api.decision_shapes import instant
from core.server.api.metrics_view import columns_out
from core.server.db.embedded import EmbeddedPostgres
from core.server.db.migrate import migrate, read_migrations
from core.server.ingest.decode import decode_report, unpack
from core.server.metrics.block import Block, of_seconds, rolled_up
from core.server.metrics.catalogue import Catalogue, put_names
from core.server.metrics.check import names_digest
from core.server.metrics.ladder import LADDER, block_seconds, over
from core.server.metrics.partitions import BlockPartitions
from core.server.metrics.query import Query
from core.server.metrics.read import read_series
from core.server.metrics.rows import MetricRow
from core.server.metrics.segments import POINTS
from core.server.metrics.writer import MetricWriter
from core.server.pipeline.core import Core
from core.server.series.tiers import Tier

_NODES: Final = 1000
_SERIES: Final = 200
_SECONDS: Final = 110  # what the first minute's roll-up does falls into it
_WARM_SECONDS: Final = 10
_SENDERS: Final = 8
_READ_NODES: Final = 100
_READS: Final = 100
_DAY: Final = 86_400
_TEN_HOURS: Final = 36_000
_T0: Final = 1_800_000_000 - 1_800_000_000 % block_seconds(LADDER[-1])


def names() -> tuple[SeriesName, ...]:
    """Return ten containers' twenty metrics."""
    return tuple(SeriesName("container", f"web-{i // 20}", f"metric_{i % 20}_bytes", "bytes") for i in range(_SERIES))


def walk(draw: np.random.Generator, points: int) -> NDArray[np.float32]:
    """Return (points, series): of five series one is constant, counts, memory by pages, a share, and a noisy rate."""
    steps = draw.normal(size=(points, _SERIES))
    kinds = np.arange(_SERIES) % 5
    values = np.where(kinds == 0, 8e9, draw.poisson(3, (points, _SERIES)).astype(float))
    values = np.where(kinds == 2, 5e8 + np.cumsum(steps, axis=0) * 1e5 // 4096 * 4096, values)
    values = np.where(kinds == 3, np.round(0.3 + steps / 20, 2), values)
    return np.where(kinds == 4, 1e6 * (10 + steps), values).astype("<f4")


async def main() -> None:
    """Print the figures."""
    goal = {"lag_p99_seconds": 2.0, "series_p95_ms": 150}
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder) / "pg")
        await server.start()
        try:
            connection = await asyncpg.connect(server.url())
            await migrate(connection, read_migrations())
            figures = {
                "goal": goal,
                "ingest": await ingest(Path(folder) / "core", server),
                "stored": await stored(connection),
            }
            await connection.execute("TRUNCATE metric_raw, metric_block, metric_due, metric_rollup")
            figures |= {"read": await read(connection, server)}
            await connection.close()
        finally:
            await server.stop()
    print(json.dumps(figures, indent=2))  # noqa: T201


async def ingest(folder: Path, server: EmbeddedPostgres) -> dict[str, Any]:
    """Send two minutes of a fleet's metrics, and return how far behind they were stored and what that took."""
    core = Core(folder, server.url())
    await core.start()
    sent: list[tuple[float, int]] = []  # (when it was due, position behind it)
    lags: list[float] = []
    began, used = time.monotonic(), (time.process_time(), postgres_seconds(server))
    ended = asyncio.Event()

    async def watch() -> None:
        at = 0
        while not ended.is_set() or at < len(sent):
            stored_to, now = core.health().stored_position, time.monotonic() - began
            while at < len(sent) and sent[at][1] <= stored_to:
                lags.append(now - sent[at][0])
                at += 1
            await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watch())
        bodies = _bodies()
        senders = [tasks.create_task(_send(core, bodies, began, sent)) for _ in range(_SENDERS)]
        await asyncio.wait(senders)
        ended.set()
    took = time.monotonic() - began
    after = time.process_time(), postgres_seconds(server)
    await core.stop()
    steady = sorted(lags[_NODES * _WARM_SECONDS :])
    return {
        "nodes": _NODES,
        "series_of_each": _SERIES,
        "seconds": _SECONDS,
        "values_per_second": round(len(lags) * _SERIES / took),
        "lag_seconds": {
            "median": round(statistics.median(steady), 2),
            "p99": round(steady[len(steady) * 99 // 100], 2),
        },
        "core_share_of_a_core": round((after[0] - used[0]) / took, 2),
        "postgres_share_of_a_core": round((after[1] - used[1]) / took, 2),
        "core_peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _bodies() -> Iterator[tuple[float, str, bytes]]:
    """Yield (when it is due, node, body) of every report, in order."""
    packed, draw = pack_names(names()), np.random.default_rng(1)
    values = walk(draw, 256)
    compress = zstandard.ZstdCompressor(level=3).compress
    for i in range(_SECONDS * _NODES):
        second, node = divmod(i, _NODES)
        metrics = Metrics(at=_T0 + second, names=packed, values=values[(i * 7) % 256].tobytes())
        report = Report(outbox="bench", sequence=second, made_at=_T0 + second, metrics=metrics)
        yield second + node / _NODES, f"node-{node}", compress(msgspec.msgpack.encode(report))


async def _send(
    core: Core, bodies: Iterator[tuple[float, str, bytes]], began: float, sent: list[tuple[float, int]]
) -> None:
    for due, node, body in bodies:
        await asyncio.sleep(max(0.0, began + due - time.monotonic()))
        report = decode_report(unpack(body, "zstd", core.limits.body_bytes), json=False)
        await core.accept(node, report, _T0 + due)
        sent.append((due, core.health().log_position))


async def stored(connection: Any) -> dict[str, float]:
    """Return the bytes on disk of a point: of rows of seconds, and of the finest tier's blocks."""
    figures = {}
    for name, count in (("raw", "SELECT count(*) FROM metric_raw"), ("1", "SELECT 60 * count(*) FROM metric_block")):
        points = _SERIES * await connection.fetchval(count)
        figures[f"bytes_per_point_{name}"] = round(
            await _size(connection, f"metric_{'raw' if name == 'raw' else 'block'}") / points, 2
        )
    return figures


async def _size(connection: Any, table: str) -> int:
    return int(
        await connection.fetchval(
            "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree($1::regclass)", table
        )
    )


def postgres_seconds(server: EmbeddedPostgres) -> float:
    """Return what a server's processes have used of a processor, those that ended included."""
    parent = int((server.folder / "postmaster.pid").read_text().split("\n", 1)[0])
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            fields = path.read_text().rpartition(")")[2].split()
            own = int(path.parent.name) == parent
            if own or int(fields[1]) == parent:
                ticks += sum(map(int, fields[11 : 15 if own else 13]))  # user, system; of the first its children's too
    return ticks / os.sysconf("SC_CLK_TCK")


async def read(connection: Any, server: EmbeddedPostgres) -> dict[str, Any]:
    """Store a day of a hundred nodes, and return how long reading one metric of all of them takes."""
    end = _T0 + 3 * _DAY // 2 + 3333
    sizes = await _fill(connection, end)
    await connection.execute("VACUUM ANALYZE")
    catalogue, draw, took = Catalogue(), random.Random(1), []  # noqa: S311 - which metric is read
    nodes = tuple(f"node-{i}" for i in range(_READ_NODES))
    used = time.process_time(), postgres_seconds(server)
    for _ in range(_READS):
        series = draw.choice(names())
        began = time.perf_counter()
        asked = Query(
            nodes=nodes,
            metrics=frozenset({(series.kind, series.metric)}),
            entities=frozenset({series.entity}),
            from_at=end - _DAY,
            to_at=end,
            now=end,
        )
        columns = await read_series(connection, catalogue, asked)
        body = msgspec.json.encode(columns_out(columns, instant(end)))
        zstandard.compress(body, 1)
        took.append(1000 * (time.perf_counter() - began))
    after = time.process_time(), postgres_seconds(server)
    told = sum(int(np.count_nonzero(~np.isnan(each))) for each in columns.stats.values())
    steady = sorted(took[1:])
    return {
        "nodes": _READ_NODES,
        "step_seconds": columns.step_seconds,
        "points": told,
        "body_kb": round(len(body) / 1000),
        "first_ms": round(took[0]),
        "median_ms": round(statistics.median(steady)),
        "p95_ms": round(steady[len(steady) * 95 // 100]),
        "core_cpu_ms": round(1000 * (after[0] - used[0]) / _READS),
        "postgres_cpu_ms": round(1000 * (after[1] - used[1]) / _READS),
    } | sizes


async def _fill(connection: Any, end: int) -> dict[str, float]:
    """Store what there would be of a day: blocks of every tier, and the seconds that are in none yet.

    Nodes share the blocks of one node's ten hours, made as the roll-up makes them.
    """
    number = await put_names(connection, names_digest(pack_names(names())), pack_names(names()), end)
    made, partitions, begin = _ten_hours(), BlockPartitions(), end - _DAY
    for tier, finer in ((LADDER[2], None), (LADDER[1], LADDER[2]), (LADDER[0], LADDER[1])):
        span, first = block_seconds(tier), begin if finer is None else over(finer, end)
        starts = range(first - first % span, over(tier, end), span)
        await partitions.make(connection, tier, starts)
        packed = [block.pack() for block in made[tier]]
        rows = [
            (tier.step_seconds, f"node-{node}", start, number, *packed[(node + i) % len(packed)])
            for node in range(_READ_NODES)
            for i, start in enumerate(starts)
        ]
        await connection.executemany("INSERT INTO metric_block VALUES ($1, $2, $3, $4, $5, $6)", rows)
        await connection.execute("INSERT INTO metric_rollup VALUES ($1, $2)", tier.step_seconds, over(tier, end))
    await _fill_rows(connection, np.random.default_rng(2), end)
    return {f"bytes_per_point_{tier.step_seconds}": _bytes_per_point(blocks) for tier, blocks in made.items()}


def _bytes_per_point(blocks: Sequence[Block]) -> float:
    points = sum(int(np.count_nonzero(~np.isnan(block.numbers[:, 0]))) for block in blocks)
    return round(sum(len(data) + 4 * len(ends) for ends, data in (block.pack() for block in blocks)) / points, 2)


def _ten_hours() -> dict[Tier, list[Block]]:
    """Return a node's blocks of the finest four tiers."""
    draw, series = np.random.default_rng(2), names()
    values = walk(draw, _TEN_HOURS)
    blocks = [
        of_seconds((i, series, values[start + i].tobytes()) for i in range(POINTS))
        for start in range(0, _TEN_HOURS, POINTS)
    ]
    made = {LADDER[0]: blocks}
    for finer, tier in pairwise(LADDER[:4]):
        ratio = tier.step_seconds // finer.step_seconds
        groups = [made[finer][i : i + ratio] for i in range(0, len(made[finer]), ratio)]
        made[tier] = [rolled_up([(i * POINTS // ratio, each) for i, each in enumerate(part)], ratio) for part in groups]
    return made


async def _fill_rows(connection: Any, draw: np.random.Generator, end: int) -> None:
    packed = pack_names(names())
    writer, digest = MetricWriter(), names_digest(packed)
    for t in range(over(LADDER[0], end) - POINTS, end):
        values = walk(draw, _READ_NODES)
        rows: Sequence[tuple[int, MetricRow]] = [
            (t, MetricRow(f"node-{i}", t, digest, packed, values[i].tobytes())) for i in range(_READ_NODES)
        ]
        await writer.prepare(connection, rows, end)
        async with connection.transaction():
            written = await writer.add(connection, rows)
        writer.committed(written)


if __name__ == "__main__":
    asyncio.run(main())
