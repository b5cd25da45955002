"""Reads traffic back, in columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from core.server.db.queries import load_queries
from core.server.series.latency import quantile
from core.server.series.tiers import Choice, first_point

_SQL: Final = load_queries(Path(__file__).with_name("read.sql"))
_Column = list[float | None]


@dataclass(slots=True)
class Columns:
    """Columns of equal length, `step_seconds` apart; None is a gap, or nothing to tell. Rates are per second."""

    step_seconds: int
    t: list[int] = field(default_factory=list)
    rps: _Column = field(default_factory=list)
    rps_max: _Column = field(default_factory=list)
    expected_low: _Column = field(default_factory=list)
    expected_high: _Column = field(default_factory=list)
    score: _Column = field(default_factory=list)
    refused_rps: _Column = field(default_factory=list)
    status_2xx: _Column = field(default_factory=list)
    status_3xx: _Column = field(default_factory=list)
    status_4xx: _Column = field(default_factory=list)
    status_5xx: _Column = field(default_factory=list)
    latency_mean_ms: _Column = field(default_factory=list)
    latency_p95_ms: _Column = field(default_factory=list)


async def read_traffic(connection: Any, choice: Choice, services: Sequence[str], from_at: int, to_at: int) -> Columns:
    """Return the traffic of services ('*' for all) together in [from_at, to_at), Unix seconds.

    Of several, `rps_max` is what they had at most if their peaks came at once, and nothing is known to be expected.

    Times are multiples of the step; the first may lie before `from_at`. The last span may not be over.
    """
    step = choice.step_seconds
    first = first_point(from_at, to_at, step)
    rows = await connection.fetch(_SQL["traffic"], choice.tier.step_seconds, first, to_at, list(services), step)
    by_time = {row["t"]: row for row in rows}
    columns = Columns(step)
    for t in range(first, to_at, step):
        _append(columns, t, by_time.get(t), min(step, to_at - t))
    return columns


def _append(columns: Columns, t: int, row: Any, seconds: int) -> None:
    values = _gap() if row is None else _point(row, seconds)
    columns.t.append(t)
    for name, value in values.items():
        getattr(columns, name).append(value)


def _gap() -> dict[str, float | None]:
    return dict.fromkeys(name for name in Columns.__dataclass_fields__ if name not in {"step_seconds", "t"})


def _point(row: Any, seconds: int) -> dict[str, float | None]:
    requests, p95 = row["requests"], quantile(row["latency_counts"] or (), 0.95)
    return {
        "rps": requests / seconds,
        "rps_max": row["requests_max"],
        "expected_low": row["expected_low"],
        "expected_high": row["expected_high"],
        "score": row["score"],
        "refused_rps": row["refused"] / seconds,
        "status_2xx": row["status_2xx"] / seconds,
        "status_3xx": row["status_3xx"] / seconds,
        "status_4xx": row["status_4xx"] / seconds,
        "status_5xx": row["status_5xx"] / seconds,
        "latency_mean_ms": None if p95 is None else row["request_seconds"] / requests * 1000,
        "latency_p95_ms": None if p95 is None else p95 * 1000,
    }
