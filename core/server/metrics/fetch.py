"""Fetches the points of chosen series: slices of blocks, or whole blocks where most of one is wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg
import numpy as np
from numpy.typing import NDArray

from core.server.db.queries import load_queries
from core.server.metrics.block import STATS
from core.server.metrics.ladder import LADDER, block_seconds
from core.server.metrics.query import Piece
from core.server.metrics.segments import POINTS, Numbers, unpack_segments
from core.server.series.tiers import Tier

_SQL: Final = load_queries(Path(__file__).with_name("fetch.sql"))
_WHOLE: Final = 8  # series of one list of names from which on the whole block is fetched
_VALUE: Final = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Series of a node that stand in one list of names: the series' numbers in the answer, and their places there."""

    node: str
    names: int
    series: tuple[int, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """Points that are no gaps, of each series in the order of time; `numbers` by column of STATS, those asked for."""

    series: NDArray[np.int64]
    t: NDArray[np.int64]
    numbers: dict[str, Numbers]


@dataclass(frozen=True, slots=True)
class Found:
    """What PostgreSQL holds of a piece of time, as it is stored: of some series cut out, of `many` whole rows."""

    piece: Piece
    cut: Sequence[asyncpg.Record]
    whole: Sequence[asyncpg.Record]
    many: Sequence[Wanted]


async def fetch(connection: Any, piece: Piece, wanted: Sequence[Wanted]) -> Found:
    """Return what there is of a piece of time."""
    few = [each for each in wanted if len(each.places) < _WHOLE]
    many = [each for each in wanted if len(each.places) >= _WHOLE]
    if piece.tier is None:
        cutting, fetching = _SQL["values"], _SQL["rows"]
        bounds: tuple[int, ...] = (piece.from_at, piece.to_at)
    else:
        cutting, fetching = _SQL["slices"], _SQL["blocks"]
        bounds = (piece.tier.step_seconds, piece.from_at - block_seconds(piece.tier), piece.to_at)
    cut = await connection.fetch(cutting, *_lists(few), *bounds) if few else []
    whole = await connection.fetch(fetching, *_numbered(many), *bounds) if many else []
    return Found(piece, cut, whole, many)


def points_of(found: Found, stats: Iterable[str]) -> Points:
    """Return the points of what was found, with these columns of STATS, `count` among them.

    Raises:
        ValueError: a segment is damaged.
    """
    if found.piece.tier is None:
        return _of_rows(found, stats)
    return _of_segments(found.piece.tier, found, stats)


def _of_segments(tier: Tier, found: Found, stats: Iterable[str]) -> Points:
    series = [row["series"] for row in found.cut]
    starts = [row["t"] for row in found.cut]
    segments = [row["data"] for row in found.cut]
    for row in found.whole:
        wanted, ends, data = found.many[row["which"] - 1], row["ends"], row["data"]
        series += wanted.series
        starts += [row["t"]] * len(wanted.series)
        segments += [data[ends[place - 1] if place else 0 : ends[place]] for place in wanted.places]
    order = np.lexsort((starts, series)) if series else np.zeros(0, np.int64)
    numbers = unpack_segments([segments[i] for i in order.tolist()], 1 if tier is LADDER[0] else len(STATS))
    t = np.array(starts, np.int64)[order, None] + np.arange(POINTS) * tier.step_seconds
    return _points(np.repeat(np.array(series, np.int64)[order], POINTS), t.ravel(), _taken(numbers, stats))


def _of_rows(found: Found, stats: Iterable[str]) -> Points:
    series = [np.full(len(row["t"]), row["series"], np.int64) for row in found.cut]
    t = [np.array(row["t"], np.int64) for row in found.cut]
    values = [np.frombuffer(row["data"], _VALUE) for row in found.cut]
    for row in found.whole:
        wanted = found.many[row["which"] - 1]
        series.append(np.array(wanted.series, np.int64))
        t.append(np.full(len(wanted.series), row["t"], np.int64))
        values.append(np.frombuffer(row["data"], _VALUE)[list(wanted.places)])
    if not series:
        nothing = np.zeros(0, np.int64)
        return Points(nothing, nothing, dict.fromkeys(stats, np.zeros(0, np.float32)))
    numbers = _taken(np.concatenate(values)[:, None, None], stats)
    points = _points(np.concatenate(series), np.concatenate(t), numbers)
    order = np.lexsort((points.t, points.series))  # stable: of one second the later row stays the last
    again = (np.diff(points.series[order]) == 0) & (np.diff(points.t[order]) == 0)
    return _chosen(points, order[np.append(~again, True)] if len(order) else order)


def _taken(numbers: Numbers, stats: Iterable[str]) -> dict[str, Numbers]:
    """Return columns of (series, columns, POINTS), each as one row; those of the finest tier are made of its value."""
    if numbers.shape[1] == len(STATS):
        return {stat: numbers[:, STATS.index(stat)].ravel() for stat in stats}
    value = numbers.ravel()
    return dict.fromkeys(stats, value) | {"count": (~np.isnan(value)).astype(np.float32)}


def _points(series: NDArray[np.int64], t: NDArray[np.int64], numbers: dict[str, Numbers]) -> Points:
    """Return points without the gaps."""
    points, there = Points(series, t, numbers), numbers["count"] > 0
    return points if there.all() else _chosen(points, np.flatnonzero(there))


def _chosen(points: Points, kept: NDArray[np.intp]) -> Points:
    numbers = {stat: each[kept] for stat, each in points.numbers.items()}
    return Points(points.series[kept], points.t[kept], numbers)


def _lists(wanted: Sequence[Wanted]) -> tuple[list[str], list[int], list[int], list[int]]:
    """Return node, names, place and series of each single series; PostgreSQL counts places from one."""
    each = [
        (one.node, one.names, place + 1, series)
        for one in wanted
        for series, place in zip(one.series, one.places, strict=True)
    ]
    nodes, names, places, series = zip(*each, strict=True)
    return list(nodes), list(names), list(places), list(series)


def _numbered(wanted: Sequence[Wanted]) -> tuple[list[str], list[int]]:
    return [each.node for each in wanted], [each.names for each in wanted]
