"""What usually comes at this time of the week, learned online.

A week has 1,008 cells of ten minutes; each keeps a mean that forgets by half with every week. The forecast is a ratio:
how much more usually comes some seconds from now than now, so growth from week to week is in the load that it is
applied to. A cell that was not seen yet is what the other days of the week had at that time.

It does not work for what has no season, and knows nothing in its first day. A ratio above the cap is not believed.
"""

from dataclasses import dataclass, field
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import StateError, pack_state, unpack_state

Floats = NDArray[np.float64]

CELL_SECONDS: Final = 600
CELLS: Final = 7 * 24 * 6
_CELLS_A_DAY: Final = 24 * 6
_NEWEST_WEIGHT: Final = 0.5
_LEAST_MINUTES: Final = 5  # of a cell that must have been seen for it to count
MOST_RATIO: Final = 2.0


def _nothing() -> Floats:
    return np.full(CELLS, np.nan)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Seasonal means (CELLS,) of load, and the cell that is being filled. Never changed: `learn` returns another."""

    cells: Floats = field(default_factory=_nothing)
    cell: int = -1
    total: float = 0.0
    minutes: int = 0

    def learn(self, minute_at: float, load: float) -> Self:
        """Return the forecast that has learned the mean load of one minute, which began at an instant."""
        cell = int(minute_at // CELL_SECONDS)
        if cell == self.cell:
            return type(self)(self.cells, cell, self.total + load, self.minutes + 1)
        return type(self)(self._ended(), cell, load, 1)

    def _ended(self) -> Floats:
        if self.minutes < _LEAST_MINUTES:
            return self.cells
        cells, place, mean = self.cells.copy(), self.cell % CELLS, self.total / self.minutes
        known = cells[place]
        cells[place] = mean if np.isnan(known) else known + _NEWEST_WEIGHT * (mean - known)
        return cells

    def growth(self, now: float, ahead_seconds: float) -> float:
        """Return what is usual in a while, as a part of what is usual now: 1 where nothing is known, 2 at most."""
        here, there = self.level(now), self.level(now + ahead_seconds)
        if not here > 0 or not there >= 0:
            return 1.0
        return float(min(there / here, MOST_RATIO))

    def level(self, at: float) -> float:
        """Return what is usual at an instant, between the middles of cells; NaN where that is unknown."""
        position = at / CELL_SECONDS - 0.5
        cell, part = int(position // 1), position % 1
        return (1 - part) * self._cell(cell % CELLS) + part * self._cell((cell + 1) % CELLS)

    def _cell(self, cell: int) -> float:
        value = float(self.cells[cell])
        if not np.isnan(value):
            return value
        others = self.cells[cell % _CELLS_A_DAY :: _CELLS_A_DAY]
        known = others[~np.isnan(others)]
        return float(known.mean()) if len(known) else np.nan

    def to_bytes(self) -> bytes:
        """Return it as bytes."""
        values: dict[str, Any] = {"cell": self.cell, "total": self.total, "minutes": self.minutes}
        return pack_state("scaling forecast", 1, {"cells": self.cells}, values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("scaling forecast", 1, data)
        if arrays["cells"].shape != (CELLS,):
            raise StateError(f"{arrays['cells'].shape} cells of a week, not {CELLS}")
        return cls(arrays["cells"], values["cell"], values["total"], values["minutes"])
