"""Traffic in PostgreSQL: added to every tier at once, sources rolled up when a span is over."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import msgspec

from core.server.db.queries import load_queries
from core.server.series.partitions import horizon
from core.server.series.rows import SourceRow, TrafficRow
from core.server.series.tiers import SOURCES, TOP_SOURCES, TRAFFIC

_SQL: Final = load_queries(Path(__file__).with_name("series.sql"))


def merge_traffic(rows: Iterable[TrafficRow]) -> list[TrafficRow]:
    """Return one row per (t, service), counts added up."""
    merged: dict[tuple[int, str], TrafficRow] = {}
    for row in rows:
        held = merged.get((row.t, row.service))
        merged[row.t, row.service] = row if held is None else _added(held, row)
    return [merged[key] for key in sorted(merged)]


def _added(one: TrafficRow, other: TrafficRow) -> TrafficRow:
    scores = [score for score in (one.score, other.score) if score is not None]
    return TrafficRow(
        t=one.t,
        service=one.service,
        requests=one.requests + other.requests,
        refused=one.refused + other.refused,
        bytes=one.bytes + other.bytes,
        status_2xx=one.status_2xx + other.status_2xx,
        status_3xx=one.status_3xx + other.status_3xx,
        status_4xx=one.status_4xx + other.status_4xx,
        status_5xx=one.status_5xx + other.status_5xx,
        request_seconds=one.request_seconds + other.request_seconds,
        request_seconds_max=max(one.request_seconds_max, other.request_seconds_max),
        latency_counts=_added_counts(one.latency_counts, other.latency_counts),
        score=max(scores, default=None),
        expected_low=one.expected_low if other.expected_low is None else other.expected_low,
        expected_high=one.expected_high if other.expected_high is None else other.expected_high,
    )


def _added_counts(one: list[int], other: list[int]) -> list[int]:
    if not one or not other:
        return one or other
    return [a + b for a, b in zip(one, other, strict=True)]


async def add_traffic(connection: Any, rows: Sequence[TrafficRow], newest: int) -> None:
    """Add rows, one per (t, service), to every tier that reaches back to them from `newest`."""
    if not rows:
        return
    columns = [list(column) for column in zip(*(msgspec.structs.astuple(row) for row in rows), strict=True)]
    columns[11] = [f"{{{','.join(map(str, counts))}}}" for counts in columns[11]]  # unnest would flatten lists of lists
    steps = [tier.step_seconds for tier in TRAFFIC]
    await connection.execute(_SQL["add_traffic"], *columns, steps, [horizon(tier, newest) for tier in TRAFFIC])


async def add_sources(connection: Any, rows: Sequence[SourceRow], newest: int) -> None:
    """Add rows of sources to the finest tier; the coarser ones become due."""
    if not rows:
        return
    finest, second = SOURCES[0], SOURCES[1]
    columns = [list(column) for column in zip(*(msgspec.structs.astuple(row) for row in rows), strict=True)]
    await connection.execute(_SQL["add_sources"], *columns, finest.step_seconds, horizon(finest, newest))
    kept = [row.t for row in rows if row.t >= horizon(finest, newest)]
    await connection.execute(_SQL["mark_due"], second.step_seconds, kept)


async def roll_up_sources(connection: Any, newest: int) -> None:
    """Make the coarser tiers of the sources anew for the spans that are due and over at `newest`."""
    for fine, coarse in pairwise(SOURCES):
        async with connection.transaction():
            await _roll_up_tier(connection, fine.step_seconds, coarse.step_seconds, newest)


async def _roll_up_tier(connection: Any, fine: int, coarse: int, newest: int) -> None:
    due = [row["t"] for row in await connection.fetch(_SQL["take_due"], coarse, newest)]
    if not due:
        return
    await connection.execute(_SQL["clear_sources"], coarse, due)
    await connection.execute(_SQL["roll_up_sources"], coarse, fine, due, TOP_SOURCES)
    for tier in SOURCES:
        if tier.step_seconds > coarse:
            await connection.execute(_SQL["mark_due"], tier.step_seconds, due)
