"""Rows of a data set as a Parquet file, whose typed columns data frames read without guessing."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import IO, TYPE_CHECKING, Any, Final

from core.server.lab.datasets import Dataset

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

_ROWS_AT_ONCE: Final = 10_000


async def write_parquet(
    file: IO[bytes], dataset: Dataset, batches: AsyncGenerator[list[Sequence[Any]]], about: Mapping[str, str]
) -> int:
    """Write rows to an open file and return how many there are. Instants are in microseconds, objects their JSON.

    What is no number is null. `about` becomes the file's key-value metadata. Needs as much memory as ten thousand rows,
    however many there are.
    """
    schema, writer = await asyncio.to_thread(_opened, file, dataset, about)
    rows, held = 0, []
    try:
        async with aclosing(batches):
            async for batch in batches:
                rows += len(batch)
                held += batch
                if len(held) >= _ROWS_AT_ONCE:
                    await asyncio.to_thread(_write, writer, schema, held)
                    held = []
        await asyncio.to_thread(_write, writer, schema, held)
    finally:
        await asyncio.to_thread(writer.close)
    return rows


def _opened(file: IO[bytes], dataset: Dataset, about: Mapping[str, str]) -> "tuple[pa.Schema, ParquetWriter]":
    # 50 MiB that a core needs only once somebody takes data along.
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

    types = {
        "instant": pa.timestamp("us", "UTC"),
        "integer": pa.int64(),
        "number": pa.float64(),
        "flag": pa.bool_(),
        "text": pa.string(),
        "object": pa.string(),
    }
    fields = [(column.name, types[column.kind]) for column in dataset.columns]
    schema = pa.schema(fields, metadata=dict(about))
    return schema, ParquetWriter(file, schema, compression="zstd")


def _write(writer: "ParquetWriter", schema: "pa.Schema", rows: list[Sequence[Any]]) -> None:
    import pyarrow as pa  # noqa: PLC0415

    if not rows:
        return
    columns = zip(*rows, strict=True)
    arrays = [pa.array(cells, type=field.type, from_pandas=True) for cells, field in zip(columns, schema, strict=True)]
    writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
