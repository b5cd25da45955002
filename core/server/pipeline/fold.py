"""Folds the rows of a report into what is stored: one row per second and service, and the sources that stand out."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.address import address_text
from core.server.decisions.decision import ANOMALOUS_SCORE
from core.server.ingest.merge import Merged, merge_sources
from core.server.pipeline.live_load import LoadRow
from core.server.series.latency import BUCKETS, EDGES
from core.server.series.rows import SourceRow, TrafficRow
from core.server.series.tiers import TOP_SOURCES
from models.batch import Array, Batch
from models.scores import Scores

EVERYTHING: Final = "*"  # the service that stands for all of them
_PRESENT_SECONDS: Final = 2  # a report vouches for the seconds before it: no traffic there is zero, not a gap
_SUMS: Final = (
    "requests",
    "refused",
    "bytes",
    "status_2xx",
    "status_3xx",
    "status_4xx",
    "status_5xx",
    "request_time_sum",
)
_FIELD: Final = {"request_time_sum": "request_seconds"}
_MOST_LOOKED_UP: Final = 200
_MOST: Final = 2.0**62  # what PostgreSQL's bigint holds, whatever a log says
ExpectedRange = Callable[[str], tuple[float, float] | None]


def fold_traffic(batch: Batch, scores: Scores, as_of: float, expected: ExpectedRange) -> list[TrafficRow]:
    """Return a row per (second, service) of a report, and rows of EVERYTHING, also where there was no traffic."""
    rows = [_empty(int(as_of) - back, EVERYTHING) for back in range(1, _PRESENT_SECONDS + 1)]
    if not batch.rows:
        return rows
    services = batch.row["service"].astype(np.int64)
    everything = np.full(batch.rows, len(batch.services))
    for group, names in ((services, batch.services), (everything, [*batch.services, EVERYTHING])):
        rows += _fold(batch, scores, batch.second << 16 | group, names, expected)
    return rows


def _fold(
    batch: Batch, scores: Scores, keys: NDArray[np.int64], names: list[str], expected: ExpectedRange
) -> list[TrafficRow]:
    """Return a row for every key: the second, and in its low 16 bits an index into `names`."""
    cells, cell = np.unique(keys, return_inverse=True)
    sums = {name: np.bincount(cell, batch.row[name].astype(np.float64), len(cells)).clip(0, _MOST) for name in _SUMS}
    longest = np.zeros(len(cells))
    np.maximum.at(longest, cell, batch.row["request_time_max"])
    latencies = _latencies(batch, cell, sums["request_time_sum"])
    highest = _highest_scores(scores, cell, len(cells))
    ranges = {name: expected(name) for name in names}
    rows = []
    for i, key in enumerate(cells.tolist()):
        row = _empty(key >> 16, names[key & 0xFFFF])
        for name, values in sums.items():
            setattr(row, _FIELD.get(name, name), float(values[i]) if name in _FIELD else int(values[i]))
        row.request_seconds_max, row.latency_counts, row.score = float(longest[i]), latencies[i], highest[i]
        row.expected_low, row.expected_high = ranges[row.service] or (None, None)
        rows.append(row)
    return rows


def _empty(t: int, service: str) -> TrafficRow:
    return TrafficRow(t, service, 0, 0, 0, 0, 0, 0, 0, 0.0, 0.0, [], None, None, None)


def fold_loads(batch: Batch, scores: Scores, is_spared: Callable[[bytes], bool]) -> list[LoadRow]:
    """Return what reached upstreams, by second and service: requests, seconds there, and how many are anomalous.

    Sources about which nothing may be decided, `is_spared` by their packed address, are never anomalous.
    """
    if not batch.rows:
        return []
    cells, cell = np.unique(batch.second << 16 | batch.row["service"].astype(np.int64), return_inverse=True)
    requests = batch.row["requests"].astype(np.float64)
    is_anomalous = np.append(_attackers(scores, is_spared), [False])[scores.entry]  # -1, untracked, is the last
    sums = [
        np.bincount(cell, np.nan_to_num(values, posinf=0.0).clip(0, _MOST), len(cells)).tolist()
        for values in (requests, batch.row["upstream_time_sum"], requests * is_anomalous)
    ]
    keys = ((key >> 16, batch.services[key & 0xFFFF]) for key in cells.tolist())
    return [LoadRow(*key, *values) for key, *values in zip(keys, *sums, strict=True)]


def _attackers(scores: Scores, is_spared: Callable[[bytes], bool]) -> NDArray[np.bool_]:
    """Return (n,) which entries are anomalous. Only the busiest of them are looked up: others weigh nothing."""
    found: NDArray[np.bool_] = scores.score >= ANOMALOUS_SCORE
    entries = np.flatnonzero(found)
    for i in entries[np.argsort(-scores.requests[entries], kind="stable")[:_MOST_LOOKED_UP]].tolist():
        found[i] = not is_spared(scores.address[i].tobytes())
    return found


def fold_sources(batch: Batch, scores: Scores) -> list[SourceRow]:
    """Return the TOP_SOURCES of each service that are the most suspicious or, after them, the busiest."""
    if not batch.rows:
        return []
    merged = merge_sources(batch)
    score = _scores_by_group(scores, merged)
    load = merged.sums["requests"] + merged.sums["refused"]
    order = np.lexsort((-load, -np.nan_to_num(score, nan=0.0).round(1), merged.service))
    ranked = merged.service[order]
    rank = np.arange(len(order)) - np.searchsorted(ranked, ranked)
    return _source_rows(batch, merged, score, order[rank < TOP_SOURCES])


def _source_rows(batch: Batch, merged: Merged, score: NDArray[np.float64], chosen: NDArray[np.intp]) -> list[SourceRow]:
    sums = {name: np.minimum(values[chosen], _MOST).astype(np.int64) for name, values in merged.sums.items()}
    columns = (
        merged.second[chosen].tolist(),
        [batch.services[service] for service in merged.service[chosen].tolist()],
        [address_text(address.tobytes()) for address in merged.address[chosen]],
        sums["requests"].tolist(),
        sums["refused"].tolist(),
        sums["bytes"].tolist(),
        (sums["status_4xx"] + sums["status_5xx"]).tolist(),
        [None if value != value else value for value in score[chosen].tolist()],  # noqa: PLR0124 - NaN is not itself
    )
    return [SourceRow(*values) for values in zip(*columns, strict=True)]


def _scores_by_group(scores: Scores, merged: Merged) -> NDArray[np.float64]:
    by_row = np.append(scores.score.astype(np.float64), np.nan)[scores.entry]  # -1, untracked, is the last: NaN
    by_group = np.full(len(merged.service), np.nan)
    by_group[merged.row_group] = by_row
    return by_group


def _highest_scores(scores: Scores, cell: NDArray[np.intp], cells: int) -> list[float | None]:
    highest = np.full(cells, -1.0)
    by_row = np.append(np.nan_to_num(scores.score.astype(np.float64), nan=-1.0), -1.0)[scores.entry]
    np.maximum.at(highest, cell, by_row)
    return [value if value >= 0 else None for value in highest.tolist()]


def _latencies(batch: Batch, cell: NDArray[np.intp], seconds: Array) -> list[list[int]]:
    """Count durations: of each row its longest request, and the others at their mean."""
    requests = batch.row["requests"].astype(np.float64)
    longest = batch.row["request_time_max"].astype(np.float64)
    others = np.maximum(requests - 1, 0)
    mean = np.maximum(batch.row["request_time_sum"] - longest, 0) / np.maximum(others, 1)
    counts = np.zeros(len(seconds) * BUCKETS)
    for value, weight in ((longest, np.minimum(requests, 1)), (mean, others)):
        bucket = np.searchsorted(EDGES, value, side="right")
        counts += np.bincount(cell * BUCKETS + bucket, weight, len(counts))
    table = counts.reshape(-1, BUCKETS).astype(np.int64).tolist()
    return [row if total > 0 else [] for row, total in zip(table, seconds.tolist(), strict=True)]
