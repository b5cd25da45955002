"""The rows of a data set in a time, batch by batch, of what somebody may see."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from core.server.db.queries import load_queries
from core.server.errors import Invalid
from core.server.lab.datasets import MOST_RECORDS, MOST_ROWS, Dataset
from core.server.lab.feature_rows import unpack_rows
from core.server.lab.kept import Kept
from core.server.lab.refused import RefusedLab
from core.server.metrics.query import Query
from core.server.metrics.read import read_series
from models.kept_rows import KeptRows

if TYPE_CHECKING:
    from core.server.db.database import Database
    from core.server.metrics.catalogue import Catalogue

_SQL: Final = load_queries(Path(__file__).with_name("datasets.sql"))
_AT_ONCE: Final = 1000
_RECORDS_AT_ONCE: Final = 200
_MOST_SERIES: Final = 20_000
_CHUNK_POINTS: Final = 60
_LOOKED_BACK_SECONDS: Final = (120.0, 3600.0)
Row = Sequence[Any]


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted of a data set: a time (Unix seconds), services (None: all), a tier (0: there are none), nodes."""

    from_at: float
    to_at: float
    services: list[str] | None
    step: int
    nodes: tuple[str, ...] = ()


class DatasetRows:
    """Reads one data set. What is read in one answer is of one moment, whatever is written meanwhile."""

    def __init__(self, database: "Database", catalogue: "Catalogue", dataset: Dataset) -> None:
        self._database = database
        self._catalogue = catalogue
        self.dataset: Final = dataset

    async def count(self, cut: Slice) -> int:
        """Return how many rows there are.

        Raises:
            Invalid: there are more than one download may have.
        """
        total = 0
        match self.dataset.name:
            case "features":
                async for kept in self._kept(cut):
                    total += len(_chosen(kept, cut.services))
                    _check(total)
            case "metrics":
                async for batch in self.batches(cut):
                    total += len(batch)
                    _check(total)
            case _:
                total = sum(rows for _, rows in await self.days(cut))
                _check(total)
        return total

    async def days(self, cut: Slice) -> list[tuple[int, int]]:
        """Return how much there is of each day (Unix seconds): rows, or of features records, of metrics blocks."""
        async with self._database.connection() as connection:
            found = await connection.fetch(_SQL[f"{self.dataset.name}_days"], *_arguments(cut))
        return [(row["day"], row["rows"]) for row in found]

    async def size(self) -> int:
        """Return how much disk it takes, with what makes it quick to read."""
        async with self._database.connection() as connection:
            size: int = await connection.fetchval(_SQL["size"], self.dataset.table)
        return size

    async def batches(self, cut: Slice) -> AsyncGenerator[list[Row]]:
        """Yield the rows, the oldest first, in the order of the data set's columns."""
        if self.dataset.name == "features":
            async for kept in self._kept(cut):
                yield await asyncio.to_thread(_rows_of, kept, cut.services)
        elif self.dataset.name == "metrics":
            async for batch in self._metrics(cut):
                yield batch
        else:
            async with self._database.snapshot() as connection:
                cursor = await connection.cursor(_SQL[f"{self.dataset.name}_rows"], *_arguments(cut))
                while rows := await cursor.fetch(_AT_ONCE):
                    yield [tuple(row) for row in rows]

    async def newest(self, cut: Slice, most: int) -> list[Row]:
        """Return the newest rows of a time, without reading more of it than it takes."""
        found: list[Row] = []
        for seconds in (*_LOOKED_BACK_SECONDS, cut.to_at - cut.from_at):
            found = []
            async for batch in self.batches(replace(cut, from_at=max(cut.from_at, cut.to_at - seconds))):
                found = [*found, *batch][-most:]
            if len(found) == most:
                break
        return found[::-1]

    async def file(self, cut: Slice) -> bytes:
        """Return kept rows as a file of numbers (see models.kept_rows).

        Raises:
            Invalid: there are none.
        """
        taken = [rows async for kept in self._kept(cut) if (rows := _numbers_of(kept, cut.services)) is not None]
        if not taken:
            raise Invalid(RefusedLab.dataset_empty())
        return await asyncio.to_thread(lambda: _joined(taken).to_npz())

    async def _kept(self, cut: Slice) -> AsyncIterator[Kept]:
        async with self._database.snapshot() as connection:
            cursor = await connection.cursor(_SQL["records"], cut.from_at, cut.to_at)
            total = 0
            while stored := await cursor.fetch(_RECORDS_AT_ONCE):
                total += len(stored)
                if total > MOST_RECORDS:
                    raise Invalid(RefusedLab.dataset_many_reports(most=MOST_RECORDS))
                kept = await asyncio.to_thread(_unpacked, stored)
                if kept is not None:
                    yield kept

    async def _metrics(self, cut: Slice) -> AsyncIterator[list[Row]]:
        chunk = cut.step * _CHUNK_POINTS
        for node in cut.nodes:
            for begin in range(int(cut.from_at) // chunk * chunk, int(cut.to_at), chunk):
                async with self._database.connection() as connection:
                    yield await self._points(connection, node, begin, min(begin + chunk, int(cut.to_at)), cut)

    async def _points(self, connection: Any, node: str, begin: int, end: int, cut: Slice) -> list[Row]:
        asked = Query(
            nodes=(node,),
            metrics=None,
            entities=None,
            from_at=max(begin, int(cut.from_at)),
            to_at=end,
            now=int(cut.to_at),
            step_seconds=cut.step,
            bounded=False,
        )
        found = await read_series(connection, self._catalogue, asked, ("avg", "min", "max"), most=_MOST_SERIES)
        avg, low, high = (found.stats[name] for name in ("avg", "min", "max"))
        rows: list[Row] = []
        for place, t in enumerate(found.t):
            at = datetime.fromtimestamp(t, UTC)
            for i in np.flatnonzero(~np.isnan(avg[:, place])).tolist():
                name = found.series[i].name
                values = (float(avg[i, place]), float(low[i, place]), float(high[i, place]))
                rows.append((at, node, name.kind, name.entity, name.metric, name.unit, found.step_seconds, *values))
        return rows


def _unpacked(stored: Sequence[Any]) -> Kept | None:
    records = (unpack_rows(bytes(row["data"])) for row in stored)
    return Kept.of(record for record in records if record is not None)


def _check(total: int) -> None:
    if total > MOST_ROWS:
        raise Invalid(RefusedLab.dataset_many_rows(most=MOST_ROWS))


def _arguments(cut: Slice) -> tuple[object, ...]:
    return cut.from_at, cut.to_at, cut.services, cut.step


def _chosen(kept: Kept, services: list[str] | None) -> NDArray[np.int64]:
    if services is None:
        return np.arange(len(kept))
    wanted = np.array([name in services for name in kept.services], np.bool_)
    return np.flatnonzero(wanted[kept.service])


def _rows_of(kept: Kept, services: list[str] | None) -> list[Row]:
    chosen = _chosen(kept, services)
    told = zip(
        chosen.tolist(),
        *(getattr(kept, name)[chosen].tolist() for name in ("at", "requests", "refused", "rps", "score", "p_value")),
        kept.sampled[chosen].tolist(),
        kept.features[chosen].tolist(),
        kept.heads[chosen].tolist(),
        strict=True,
    )
    return [
        (datetime.fromtimestamp(at, UTC), kept.service_of(row), kept.source(row), *told, *features, *heads)
        for row, at, *told, features, heads in told
    ]


def _numbers_of(kept: Kept, services: list[str] | None) -> KeptRows | None:
    chosen = _chosen(kept, services)
    if not len(chosen):
        return None
    columns = ("at", "requests", "refused", "rps", "score", "p_value", "sampled", "features", "heads")
    return KeptRows(
        service=np.array([kept.service_of(row) for row in chosen.tolist()]),
        source=np.array([kept.source(row) for row in chosen.tolist()]),
        **{name: getattr(kept, name)[chosen] for name in columns},
    )


def _joined(taken: Sequence[KeptRows]) -> KeptRows:
    return KeptRows(**{name: np.concatenate([getattr(each, name) for each in taken]) for name in KeptRows.__slots__})
