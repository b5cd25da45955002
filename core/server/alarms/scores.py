"""Surprises of metrics, read back beside their values."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.server.alarms.store import SQL
from core.server.metrics.read import Columns

_MOST_ROWS: Final = 200_000


async def read_scores(connection: Any, columns: Columns) -> NDArray[np.float64]:
    """Return the greatest surprise of each series and step, in the shape of the columns; NaN where none stood out."""
    told = np.full((len(columns.series), len(columns.t)), np.nan)
    if not told.size:
        return told
    rows = {(each.node, each.name.kind, each.name.entity, each.name.metric): i for i, each in enumerate(columns.series)}
    nodes, kinds, _, metrics = (sorted({key[part] for key in rows}) for part in range(4))
    span = (columns.t.start, columns.t.stop)
    for t, *key, score in await connection.fetch(SQL["scores"], nodes, kinds, metrics, *span, _MOST_ROWS):
        row = rows.get(tuple(key))
        if row is not None:
            place = (row, (t - columns.t.start) // columns.step_seconds)
            told[place] = np.fmax(told[place], score)
    return told
