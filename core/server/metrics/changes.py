"""What changed: the series of nodes, ranked by how unlike a window is to the one before it."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np

from core.server.metrics.catalogue import Catalogue
from core.server.metrics.query import Query
from core.server.metrics.read import Columns, Series, read_series
from models.metric_changes import compare

MOST_COMPARED: Final = 10_000
_POINTS: Final = 60  # of each window, at most


@dataclass(frozen=True, slots=True)
class Change:
    """A series that was otherwise before: `score` in [0, 1], and the medians of both windows (NaN without values)."""

    series: Series
    change: Literal["changed", "appeared", "vanished"]
    score: float
    before: float
    after: float


async def read_changes(connection: Any, catalogue: Catalogue, query: Query, most: int) -> tuple[list[Change], int]:
    """Return the `most` that changed in the time of a query, and how many series were compared.

    Raises:
        Invalid: there are more than MOST_COMPARED series.
    """
    seconds = query.to_at - query.from_at
    step = -(-seconds // _POINTS)
    both = replace(query, from_at=query.from_at - seconds, step_seconds=step, bounded=False)
    columns = await read_series(connection, catalogue, both, most=MOST_COMPARED)
    return await asyncio.to_thread(_ranked, columns, query.from_at, most), len(columns.series)


def _ranked(columns: Columns, from_at: int, most: int) -> list[Change]:
    values = columns.stats["avg"]
    if not values.size:
        return []
    middle = -(-(from_at - columns.t.start) // columns.step_seconds)
    found = compare(values[:, :middle], values[:, middle:])
    best = np.argsort(-found.score, kind="stable")[:most].tolist()
    return [
        Change(columns.series[i], *_change(found.before[i], found.after[i], found.score[i]))
        for i in best
        if found.score[i] > 0
    ]


def _change(
    before: float, after: float, score: float
) -> tuple[Literal["changed", "appeared", "vanished"], float, float, float]:
    one_sided: Literal["changed", "appeared", "vanished"] = "vanished" if np.isnan(after) else "changed"
    kind = "appeared" if np.isnan(before) else one_sided
    return kind, float(score), float(before), float(after)
