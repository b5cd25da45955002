"""Sources of the past, from PostgreSQL: of each report those of a service that stood out or asked for most."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from core.server.api.source_schemas import SourceSeries
from core.server.db.database import DatabaseAway
from core.server.db.queries import load_queries
from core.server.pipeline.source_columns import SourceColumns, packed_column
from core.server.series.tiers import SOURCES, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("source_list.sql"))
_MOST_ROWS: Final = 50_000
_MOST_POINTS: Final = 720
_REACHES_BACK_SECONDS: Final = 92 * 86_400


class Ever(NamedTuple):
    """What is stored of sources: Unix seconds and counts."""

    first: int
    last: int
    requests: int
    refused: int


async def past_sources(
    database: "Database", span: tuple[int, int], now: int, services: list[str] | None
) -> SourceColumns:
    """Return the sources of a span of Unix seconds, at most _MOST_ROWS."""
    tier = _tier(span, now)
    async with database.connection() as connection:
        rows = await connection.fetch(_SQL["sources"], tier.step_seconds, *span, services, _MOST_ROWS)
    names = sorted({row["service"] for row in rows})
    number = {name: i for i, name in enumerate(names)}
    seconds = max(min(span[1], now) - span[0], 1)
    counts = {name: np.array([row[name] for row in rows], np.int64) for name in ("requests", "refused", "errors")}
    rps = ((counts["requests"] + counts["refused"]) / seconds).astype(np.float32)
    return SourceColumns(
        services=names,
        agents={},
        service=np.array([number[row["service"]] for row in rows], np.int64),
        address=packed_column([row["source"] for row in rows]),
        first=np.array([row["first_t"] for row in rows], np.int64),
        last=np.array([row["last_t"] for row in rows], np.int64),
        rps=rps,
        load=rps,
        score=np.array([np.nan if row["score"] is None else row["score"] for row in rows], np.float32),
        agent=np.zeros(len(rows), np.uint32),
        **counts,
    )


async def past_series(
    database: "Database", sources: "Sequence[str]", span: tuple[int, int], now: int, services: list[str] | None
) -> SourceSeries:
    """Return what sources did together in a span of Unix seconds. Where nothing is stored they asked for nothing."""
    tier = _tier(span, now)
    step = tier.step_seconds * max(1, -(-(span[1] - span[0]) // (tier.step_seconds * _MOST_POINTS)))
    async with database.connection() as connection:
        rows = await connection.fetch(_SQL["series"], tier.step_seconds, *span, list(sources), step, services)
    by_time = {row["t"]: row for row in rows}
    t = list(range(span[0] - span[0] % step, span[1], step))
    found = [by_time.get(each) for each in t]
    rates = {name: [row[name] / step if row else 0.0 for row in found] for name in ("requests", "refused", "errors")}
    return SourceSeries(
        step_seconds=step,
        t=t,
        rps=rates["requests"],
        refused_rps=rates["refused"],
        errors_rps=rates["errors"],
        score=[row["score"] if row else None for row in found],
    )


async def ever(database: "Database", sources: "Sequence[str]", now: int, services: list[str] | None) -> Ever | None:
    """Return what is stored of sources together; None where nothing is, or the database is away."""
    try:
        async with database.connection() as connection:
            row = await connection.fetchrow(_SQL["ever"], list(sources), now - _REACHES_BACK_SECONDS, services)
    except DatabaseAway:
        return None
    return None if row is None else Ever(row["first_t"], row["last_t"], row["requests"], row["refused"])


def _tier(span: tuple[int, int], now: int) -> Tier:
    """Return the finest tier that reaches back to a span's begin."""
    return next((tier for tier in SOURCES if span[0] >= now - tier.keep_seconds), SOURCES[-1])
