"""From rows to (service, source) pairs: who is in a record, and which slot remembers them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.batch import Batch
from models.kernels.keys import grouped, source_keys
from models.places import Places
from models.source_table import SourceTable


@dataclass(frozen=True, slots=True)
class Entries:
    """The (service, source) pairs of a batch that have a slot.

    `of_row` is each row's entry, or -1; `row` one row of each entry. `second` is the newest second of each in this
    batch, `held` the newest ever.
    """

    key: NDArray[np.uint64]
    slot: NDArray[np.int64]
    service: NDArray[np.int64]  # the service's place
    row: NDArray[np.int64]
    of_row: NDArray[np.int64]
    second: NDArray[np.int64]
    held: NDArray[np.int64]


def find_entries(batch: Batch, table: SourceTable, services: Places, now: int) -> Entries:
    """Return the entries of a batch, with slots in `table`.

    Where there are more than half as many as the table has slots, only those with the most requests have one.
    """
    place = services.of(batch.services)
    hashed = services.hashes(batch.services)
    of_service = batch.row["service"]
    keys = source_keys(hashed[of_service], batch.addresses) if batch.rows else np.zeros(0, np.uint64)
    row, of_row = grouped(keys)
    key = keys[row]
    kept = _busiest(np.bincount(of_row, batch.row["requests"], len(key)), table.config.slots // 2)
    renumbered = np.full(len(key), -1, dtype=np.int64)
    renumbered[kept] = np.arange(len(kept))
    second = np.full(len(key), np.iinfo(np.int64).min)
    np.maximum.at(second, of_row, batch.second)
    key, row, second = key[kept], row[kept], second[kept]
    slot = table.find_or_add(key, second, now)
    service = place[of_service[row]]
    held = np.maximum(second, table.last[slot])
    return Entries(key, slot, service, row, renumbered[of_row], second, held)


def _busiest(requests: NDArray[Any], bound: int) -> NDArray[np.int64]:
    if len(requests) <= bound:
        return np.arange(len(requests))
    return np.sort(np.argsort(-requests, kind="stable")[:bound])
