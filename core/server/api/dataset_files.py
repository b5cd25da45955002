"""Rows of data sets as lines of JSON or as CSV, batch by batch, and files that are made already."""

import asyncio
import csv
import io
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import IO, Any, Final

import msgspec

from core.server.api.harmless import harmless
from core.server.lab.datasets import Dataset

_encoder = msgspec.json.Encoder()
PARQUET: Final = "application/vnd.apache.parquet"
_CHUNK_BYTES: Final = 1 << 18
Cell = str | int | float | bool | None


def plain(cell: object) -> Cell:
    """Return a cell as JSON and people read it."""
    if isinstance(cell, datetime):
        return cell.isoformat()
    if isinstance(cell, float):
        return cell if cell == cell else None  # noqa: PLR0124 - NaN
    return cell if cell is None or isinstance(cell, str | int) else str(cell)


async def lines_of(
    dataset: Dataset, batches: AsyncGenerator[list[Sequence[Any]]], running: asyncio.Semaphore
) -> AsyncGenerator[bytes]:
    """Yield rows as lines of JSON by the names of the columns; what is an object stays one."""
    names = [column.name for column in dataset.columns]
    objects = [place for place, column in enumerate(dataset.columns) if column.kind == "object"]
    async with running, aclosing(batches):
        async for batch in batches:
            yield await asyncio.to_thread(_lines, names, objects, batch)


async def csv_of(
    dataset: Dataset, batches: AsyncGenerator[list[Sequence[Any]]], running: asyncio.Semaphore
) -> AsyncGenerator[bytes]:
    """Yield rows as CSV whose texts no spreadsheet takes for formulas, under a line of names."""
    yield _csv([[column.name for column in dataset.columns]])
    async with running, aclosing(batches):
        async for batch in batches:
            yield await asyncio.to_thread(_csv, batch)


async def chunks_of(file: IO[bytes]) -> AsyncGenerator[bytes]:
    """Yield what an open file holds from its beginning on, and close it."""
    with file:
        file.seek(0)
        while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
            yield chunk


async def in_a_place(running: asyncio.Semaphore, chunks: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """Yield what a file holds that exists for this answer alone: only so many stand on the disk at once."""
    async with running, aclosing(chunks):
        async for chunk in chunks:
            yield chunk


def _lines(names: list[str], objects: list[int], batch: list[Sequence[Any]]) -> bytes:
    lines = []
    for row in batch:
        cells = list(row)
        for place in objects:
            cells[place] = msgspec.Raw(cells[place].encode()) if cells[place] is not None else None
        lines.append(_encoder.encode(dict(zip(names, cells, strict=True))))
    return b"".join(line + b"\n" for line in lines)


def _csv(rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    told = ([plain(cell) for cell in row] for row in rows)
    csv.writer(text).writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in told)
    return text.getvalue().encode()
