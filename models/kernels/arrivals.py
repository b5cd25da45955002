"""When sources were last there and how much came in that second, brought forward by a batch."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled

Integers = NDArray[np.int64]


class Seen(NamedTuple):
    """By slot: the newest second, the requests in it, and whether the slot was ever counted."""

    last: NDArray[np.uint32]
    newest: Integers
    counted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """A batch: n entries with different `slot` (n,), each brought forward to `held` (n,), its `last` or later.

    `entry` (rows,) is the entry of each row, -1 for none, `second` (rows,) its own, `requests` (rows,) what it counts.
    """

    slot: Integers
    held: Integers
    entry: Integers
    second: Integers
    requests: NDArray[np.uint32]


class Ages(NamedTuple):
    """What a batch found.

    `age` (n,) seconds since each slot was there; of the counted ones `gap` (3, n): whether there was a gap, its
    seconds and their square. `fresh` (n,) were never counted. `row_age` (rows,) is by how much each row is behind.
    """

    age: Integers
    gap: NDArray[np.float32]
    fresh: NDArray[np.bool_]
    row_age: Integers


def arrive(seen: Seen, batch: Arrivals) -> Ages:
    """Bring the slots forward; a row adds its requests where its second is the newest."""
    if compiled is None:
        return arrive_twin(seen, batch)
    return Ages(*compiled.slots_arrive_at(seen, batch))


def arrive_twin(seen: Seen, batch: Arrivals) -> Ages:
    """Do what `arrive` does, in numpy."""
    slot, held = batch.slot, batch.held
    age = held - seen.last[slot]
    since = np.where(seen.counted[slot], age, 0).astype(np.float32)
    gap = np.stack([(since > 0).astype(np.float32), since, since * since])
    fresh = ~seen.counted[slot]
    seen.newest[slot[age > 0]] = 0
    seen.last[slot] = held
    seen.counted[slot] = True
    rows: Any = np.flatnonzero(batch.entry >= 0)
    row_age = np.zeros(len(batch.entry), np.int64)
    row_age[rows] = held[batch.entry[rows]] - batch.second[rows]
    current = rows[row_age[rows] == 0]
    np.add.at(seen.newest, slot[batch.entry[current]], batch.requests[current].astype(np.int64))
    return Ages(age, gap, fresh, row_age)
