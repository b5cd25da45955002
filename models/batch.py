"""A record as numpy columns, with the few that are derived."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.columns import ADDRESS_BYTES, AGENT, ROW, URL, Column
from agent.contract.wire import Aggregates
from models.record import Record

CLOCK_SLACK_SECONDS = 10
_DTYPES: Final = {"I": "<u4", "H": "<u2", "Q": "<u8", "d": "<f8", "f": "<f4", "B": "u1"}

Array = NDArray[Any]


def _typed(columns: Sequence[Column]) -> list[tuple[str, np.dtype[Any]]]:
    return [(column.name, np.dtype(_DTYPES[column.typecode])) for column in columns]


_ROW: Final = _typed(ROW)
_URL: Final = _typed(URL)
_AGENT: Final = _typed(AGENT)[0]


class RecordError(ValueError):
    """The columns of a record contradict each other."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Columns of one record. `url_row` and `agent_row` name the row that each entry of a list belongs to."""

    rows: int
    services: list[str]
    addresses: NDArray[np.uint8]  # (rows, 16)
    second: NDArray[np.int64]  # (rows,) not later than the record's `as_of` plus the slack
    row: dict[str, Array]
    url: dict[str, Array]
    url_row: NDArray[np.int64]
    agent: NDArray[np.uint32]
    agent_row: NDArray[np.int64]


def read_batch(record: Record) -> Batch:
    """Return the record's columns.

    Raises:
        RecordError: a column has a wrong length, or an index is out of range.
    """
    aggregates = record.aggregates
    rows = aggregates.rows
    row = {name: _read(aggregates, name, dtype, rows) for name, dtype in _ROW}
    url_row = np.repeat(np.arange(rows), row["url_count"])
    agent_row = np.repeat(np.arange(rows), row["agent_count"])
    if len(aggregates.addresses) != rows * ADDRESS_BYTES:
        raise RecordError(f"{len(aggregates.addresses)} bytes of addresses for {rows} rows")
    if rows and int(row["service"].max()) >= len(aggregates.services):
        raise RecordError(f"service {int(row['service'].max())} of {len(aggregates.services)}")
    return Batch(
        rows=rows,
        services=aggregates.services,
        addresses=np.frombuffer(aggregates.addresses, dtype=np.uint8).reshape(rows, ADDRESS_BYTES),
        second=np.minimum(row["second"].astype(np.int64), int(record.as_of) + CLOCK_SLACK_SECONDS),
        row=row,
        url={name: _read(aggregates, name, dtype, len(url_row)) for name, dtype in _URL},
        url_row=url_row,
        agent=_read(aggregates, *_AGENT, len(agent_row)),
        agent_row=agent_row,
    )


def _read(aggregates: Aggregates, name: str, dtype: np.dtype[Any], length: int) -> Array:
    data = aggregates.columns.get(name)
    if data is None:
        return np.zeros(length, dtype)
    if len(data) != length * dtype.itemsize:
        raise RecordError(f"column {name} has {len(data)} bytes for {length} entries")
    return np.frombuffer(data, dtype)
