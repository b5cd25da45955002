"""Merging the rows of one source: seconds of a report folded into one row per (service, address)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.columns import ROW
from models.batch import Array, Batch

_NOT_SUMMED: Final = {"second", "service", "request_time_max", "url_count", "agent_count"}
SUMMED: Final = tuple(column.name for column in ROW if column.name not in _NOT_SUMMED)


@dataclass(frozen=True, slots=True)
class Merged:
    """n sources. `row_group` tells for every row of the table which of them it belongs to."""

    service: NDArray[np.uint16]
    address: NDArray[np.uint8]  # (n, 16)
    second: NDArray[np.int64]  # the newest
    sums: dict[str, Array]  # of every count and sum, by column name
    request_time_max: NDArray[np.float32]
    row_group: NDArray[np.intp]


def merge_sources(batch: Batch) -> Merged:
    """Return the rows of a batch merged by (service, address), in order of service, then address.

    Distinct counts are added too: an upper bound, as the same path may come in two seconds.
    """
    table = batch.row
    order, starts, group = _groups(table["service"], batch.addresses)
    first = order[starts]
    return Merged(
        service=table["service"][first],
        address=batch.addresses[first],
        second=_reduce(np.maximum, batch.second, order, starts),
        sums={name: _sum(table[name], order, starts) for name in SUMMED},
        request_time_max=_reduce(np.maximum, table["request_time_max"], order, starts),
        row_group=group,
    )


def _groups(
    service: Array, addresses: NDArray[np.uint8]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return rows sorted by source, where each source starts among them, and each row's group."""
    halves = np.ascontiguousarray(addresses).view(">u8").astype(np.uint64)
    order = np.lexsort((halves[:, 1], halves[:, 0], service))
    ordered = halves[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (np.diff(service[order]) != 0) | (ordered[1:] != ordered[:-1]).any(axis=1)
    group = np.empty(len(order), np.intp)
    group[order] = np.cumsum(new) - 1
    return order, np.flatnonzero(new), group


def _sum(values: Array, order: NDArray[np.intp], starts: NDArray[np.intp]) -> Array:
    wide = np.float64 if values.dtype.kind == "f" else np.int64
    return _reduce(np.add, values.astype(wide), order, starts)


def _reduce(ufunc: np.ufunc, values: Array, order: NDArray[np.intp], starts: NDArray[np.intp]) -> Array:
    return ufunc.reduceat(values[order], starts) if len(starts) else values[:0]
