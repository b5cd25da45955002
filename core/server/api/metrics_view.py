"""Metrics as they are answered: numbers as short as they are exact, encoded without a model for each of them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

import msgspec
import numpy as np
import zstandard
from fastapi import Request, Response
from numpy.typing import NDArray

from agent.contract.metrics import SeriesName
from core.server.metrics.changes import Change
from core.server.metrics.read import Columns
from core.server.metrics.recent import Newest

_DIGITS: Final = 7  # what a float32 holds
_STATS: Final = ("avg", "min", "max", "last", "anomaly")
_LEVEL: Final = 1


def answer(request: Request, content: object) -> Response:
    """Return an answer of JSON, compressed by zstd for who takes that: a tenth of the time that gzip needs."""
    body, headers = msgspec.json.encode(content), {"Vary": "Accept-Encoding"}
    accepted = {part.partition(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    if "zstd" in accepted:
        body, headers = zstandard.compress(body, _LEVEL), headers | {"Content-Encoding": "zstd"}
    return Response(body, media_type="application/json", headers=headers)


def shortened(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers with as many digits as a float32 has: what they were made of had no more."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        place = np.floor(np.log10(np.abs(values)))
        shift = np.power(10.0, np.abs(_DIGITS - 1 - place))
        short = np.where(place < _DIGITS, np.round(values * shift) / shift, np.round(values / shift) * shift)
    return np.where(np.isfinite(short), short, values)


def columns_out(columns: Columns, as_of: datetime) -> dict[str, Any]:
    """Return what a MetricColumns says. NaN is encoded as null."""
    stats = {name: shortened(values).tolist() for name, values in columns.stats.items()}
    return {
        "as_of": as_of,
        "step_seconds": columns.step_seconds,
        "t": list(columns.t),
        "series": [
            {"node_id": each.node}
            | each.name._asdict()
            | {name: stats[name][i] if name in stats else None for name in _STATS}
            for i, each in enumerate(columns.series)
        ],
    }


def names_out(nodes: Iterable[Newest], as_of: datetime) -> dict[str, Any]:
    """Return what a MetricList says."""
    return {"as_of": as_of, "nodes": [_node_out(newest) for newest in nodes]}


def _node_out(newest: Newest) -> dict[str, Any]:
    entities: dict[tuple[str, str, str], list[str]] = {}
    for name in newest.names:
        entities.setdefault((name.kind, name.metric, name.unit), []).append(name.entity)
    metrics = [
        {"kind": kind, "metric": metric, "unit": unit, "entities": each}
        for (kind, metric, unit), each in sorted(entities.items())
    ]
    return {"node_id": newest.node, "at": newest.t, "metrics": metrics}


def values_out(nodes: Iterable[Newest], wanted: Callable[[SeriesName], bool]) -> list[dict[str, Any]]:
    """Return the MetricValues of the series that are wanted."""
    return [
        {"node_id": newest.node} | name._asdict() | {"at": newest.t, "value": value}
        for newest in nodes
        for name, value in zip(newest.names, shortened(newest.values.astype(np.float64)).tolist(), strict=True)
        if wanted(name)
    ]


def changes_out(changes: Iterable[Change], compared: int, as_of: datetime) -> dict[str, Any]:
    """Return what a MetricChanges says."""
    return {
        "as_of": as_of,
        "compared": compared,
        "changes": [
            {"node_id": each.series.node}
            | each.series.name._asdict()
            | {"change": each.change, "score": each.score}
            | dict(zip(("before", "after"), shortened(np.array([each.before, each.after])).tolist(), strict=True))
            for each in changes
        ],
    }
