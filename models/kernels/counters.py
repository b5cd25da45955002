"""Exponentially decayed counters by slot: all are faded and added to in one pass over a batch."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CounterPlan:
    """What each counter counts, and how it fades.

    `source` (counters,) is a line of `added`, or -1 - a line of `own` (see `add_counters`); `tau` (counters,)
    a column of `left` (ages, taus): what is left after so many seconds. More seconds than there are ages count as the
    most, less than none as none.
    """

    source: Integers
    tau: Integers
    left: NDArray[np.float32]

    def left_after(self, seconds: Integers) -> NDArray[np.float32]:
        """Return (n, counters): what is left of each counter."""
        return self.left[np.clip(seconds, 0, len(self.left) - 1)][:, self.tau]


@dataclass(frozen=True, slots=True, eq=False)
class Addition:
    """What a batch adds.

    `slots` (n,) are different and `ages` (n,) the seconds since each was brought forward; `own` (lines, n) is added as
    it is. `added` (lines, rows) goes to the `entry` (rows,) of each row, none where that is -1, faded by
    `row_ages` (rows,).
    """

    slots: Integers
    ages: Integers
    own: NDArray[np.float32]
    added: NDArray[np.float32]
    entry: Integers
    row_ages: Integers


def add_counters(plan: CounterPlan, ew: NDArray[np.float32], batch: Addition) -> None:
    """Fade the counters `ew` (slots, counters) of a batch's slots by their ages, then add what the batch adds."""
    if compiled is None:
        add_counters_twin(plan, ew, batch)
    else:
        compiled.counters_add_to(plan, ew, batch)


def add_counters_twin(plan: CounterPlan, ew: NDArray[np.float32], batch: Addition) -> None:
    """Do what `add_counters` does, in numpy."""
    rows = np.flatnonzero(batch.entry >= 0)
    entry = batch.entry[rows]
    fading, left = plan.left_after(batch.row_ages[rows]), plan.left_after(batch.ages)
    for counter, source in enumerate(plan.source.tolist()):
        values: NDArray[Any]
        if source < 0:
            values = batch.own[-1 - source]
        else:
            faded = batch.added[source, rows] * fading[:, counter]
            values = np.bincount(entry, faded, len(batch.slots)).astype(np.float32)
        ew[batch.slots, counter] = ew[batch.slots, counter] * left[:, counter] + values
