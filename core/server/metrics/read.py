"""Reads stored metrics back in columns: each stretch of time from the coarsest tier that is made and fine enough."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from agent.contract.metrics import SeriesName
from core.server.db.queries import load_queries
from core.server.errors import Invalid
from core.server.metrics.catalogue import Catalogue, Listed
from core.server.metrics.fetch import Wanted, fetch
from core.server.metrics.fold import folded
from core.server.metrics.ladder import LADDER, block_seconds
from core.server.metrics.query import Piece, Query, pieces
from core.server.metrics.recent import Newest

_SQL: Final = load_queries(Path(__file__).with_name("fetch.sql"))
MOST_SERIES_READ: Final = 1000


class Series(NamedTuple):
    """Whose numbers."""

    node: str
    name: SeriesName


@dataclass(frozen=True, slots=True)
class Columns:
    """`series` in order; `stats` are (series, t) each, by name; NaN is a gap. The last point may not be over."""

    step_seconds: int
    t: range
    series: list[Series]
    stats: dict[str, NDArray[np.float64]]


_Found = Mapping[Series, list[tuple[int, int, int]]]  # (piece, names, place)


async def read_series(
    connection: Any,
    catalogue: Catalogue,
    query: Query,
    stats: Sequence[str] = ("avg",),
    *,
    most: int = MOST_SERIES_READ,
) -> Columns:
    """Return the series that a query asks for, where they have a value within its time or close to it.

    Raises:
        Invalid: there are more than `most` series.
    """
    done_to = {row["step_seconds"]: row["done_to"] for row in await connection.fetch(_SQL["done_to"])}
    choice, narrowed = query.choice(query.guess * len(stats)), False
    while True:
        step = choice.step_seconds
        parts = pieces(choice.tier, query.from_at - query.from_at % step, query.to_at, done_to)
        found = await _find(connection, catalogue, query, parts)
        if len(found) > most:
            raise Invalid(f"{len(found)} series: at most {most} in one answer; name nodes, entities or metrics")
        choice = query.choice(max(len(found), 1) * len(stats))  # other tiers may know of other series
        if choice.step_seconds == step or (choice.step_seconds < step and narrowed):
            break
        narrowed = narrowed or choice.step_seconds < step
    series, first = sorted(found), query.first(step)
    stored = [
        await fetch(connection, replace(part, from_at=max(part.from_at, first)), wanted)
        for i, part in enumerate(parts)
        if part.to_at > first and (wanted := _wanted(series, found, i))
    ]
    t = range(first, max(query.to_at, first), step)
    columns = await asyncio.to_thread(folded, stored, len(series), t, stats)
    return Columns(step, t, series, columns)


async def read_newest_names(connection: Any, catalogue: Catalogue, nodes: Iterable[str]) -> list[Newest]:
    """Return what nodes told of in the newest block that there is of them, without the values."""
    rows = await connection.fetch(_SQL["newest_names"], sorted(nodes), [tier.step_seconds for tier in LADDER])
    listed = await catalogue.read(connection, {row["names"] for row in rows})
    known = [row for row in rows if row["names"] in listed]
    nothing = np.zeros(0, np.float32)
    return [Newest(row["node"], row["t"], listed[row["names"]].names, nothing) for row in known]


async def _find(connection: Any, catalogue: Catalogue, query: Query, parts: Sequence[Piece]) -> _Found:
    """Return every series with where it stands, by piece."""
    rows = [await _names_in_use(connection, query, part) for part in parts]
    listed = await catalogue.read(connection, {number for found in rows for _, number in found})
    series: dict[Series, list[tuple[int, int, int]]] = {}
    for i, found in enumerate(rows):
        for node, number in found:
            for place in _places(listed.get(number), query):
                series.setdefault(Series(node, listed[number].names[place]), []).append((i, number, place))
    return series


async def _names_in_use(connection: Any, query: Query, part: Piece) -> list[tuple[str, int]]:
    nodes = list(query.nodes)
    if part.tier is None:
        rows = await connection.fetch(_SQL["names_of_rows"], nodes, part.from_at, part.to_at)
    else:
        before = part.from_at - block_seconds(part.tier)
        rows = await connection.fetch(_SQL["names_of_blocks"], part.tier.step_seconds, nodes, before, part.to_at)
    return [(row["node"], row["names"]) for row in rows]


def _places(listed: Listed | None, query: Query) -> Iterable[int]:
    """Return where the series that are asked for stand in a list of names."""
    if listed is None:
        return
    groups = listed.by_metric.values() if query.metrics is None else map(listed.by_metric.get, query.metrics)
    for group in groups:
        for place in group or ():
            if query.entities is None or listed.names[place].entity in query.entities:
                yield place


def _wanted(series: Sequence[Series], found: _Found, piece: int) -> list[Wanted]:
    lists: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for number, each in enumerate(series):
        for part, names, place in found[each]:
            if part == piece:
                lists.setdefault((each.node, names), []).append((number, place))
    return [
        Wanted(node, names, tuple(number for number, _ in each), tuple(place for _, place in each))
        for (node, names), each in lists.items()
    ]
