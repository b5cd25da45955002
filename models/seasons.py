"""What is usual at this hour of the week: one level per hour, metric and service, once a week of them is known."""

from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.service_metrics import METRICS

HOURS: Final = 168
_HOUR_SECONDS: Final = 3600
_KNOWN_FROM: Final = 150  # hours of the week
_NEWEST_WEIGHT: Final = 0.3
_LEAST_PART: Final = 0.5  # of an hour that must have been seen for it to count


class Seasons:
    """Hour-of-week levels, forgotten slowly: each week weighs a third. Allocated for a service with its first hour."""

    def __init__(self) -> None:
        self._cells: dict[int, NDArray[np.float32]] = {}
        self._known: dict[int, int] = {}  # hours of the week that were ever seen, by place
        self._hour = -1
        self._sums = np.zeros((0, len(METRICS)))
        self._steps = np.zeros((0, len(METRICS)))

    def level(self, place: int, now: float) -> NDArray[np.float64] | None:
        """Return (METRICS,) what is usual at an instant, between the middles of hours; None before a week is known.

        NaN where an hour of the two is not known.
        """
        if self._known.get(place, 0) < _KNOWN_FROM:
            return None
        cells, position = self._cells[place], now / _HOUR_SECONDS - 0.5
        hour, part = int(position // 1), position % 1
        level: NDArray[np.float64] = (1 - part) * cells[hour % HOURS].astype(np.float64)
        level += part * cells[(hour + 1) % HOURS]
        return level

    def forget(self, place: int, metric: int) -> None:
        """Forget a metric's levels: what is usual has changed for good."""
        if place in self._cells:
            self._cells[place][:, metric] = np.nan

    def add(self, now: float, values: NDArray[np.float64], steps_per_hour: int) -> None:
        """Add (places, METRICS) of a step; NaN where there is nothing to learn."""
        hour = int((now - 1) // _HOUR_SECONDS)
        if hour != self._hour:
            self._end_hour(steps_per_hour)
            self._hour = hour
        if len(values) > len(self._sums):
            more = np.zeros((len(values) - len(self._sums), len(METRICS)))
            self._sums, self._steps = np.concatenate([self._sums, more]), np.concatenate([self._steps, more])
        self._sums[: len(values)] += np.nan_to_num(values)
        self._steps[: len(values)] += ~np.isnan(values)

    def _end_hour(self, steps_per_hour: int) -> None:
        for place in np.flatnonzero(self._steps[:, 0] >= _LEAST_PART * steps_per_hour).tolist():
            cells = self._cells.setdefault(place, np.full((HOURS, len(METRICS)), np.nan, np.float32))
            cell = cells[self._hour % HOURS]
            steps = self._steps[place]
            seen = np.where(steps >= _LEAST_PART * steps_per_hour, self._sums[place] / np.maximum(steps, 1), np.nan)
            moved = np.where(np.isnan(cell), seen, cell + _NEWEST_WEIGHT * (seen - cell))
            cells[self._hour % HOURS] = np.where(np.isnan(seen), cell, moved)
            self._known[place] = max(self._known.get(place, 0), int(np.count_nonzero(~np.isnan(cells).all(axis=1))))
        self._sums[:], self._steps[:] = 0, 0

    def to_bytes(self) -> bytes:
        """Return the levels as bytes."""
        arrays: dict[str, NDArray[Any]] = {f"place {place}": cells for place, cells in self._cells.items()}
        arrays |= {"sums": self._sums, "steps": self._steps}
        values = {"hour": self._hour, "known": list(self._known.items())}
        return pack_state("seasons", 1, arrays, values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("seasons", 1, data)
        seasons = cls()
        seasons._sums, seasons._steps, seasons._hour = arrays.pop("sums"), arrays.pop("steps"), values["hour"]
        seasons._known = dict(values["known"])
        seasons._cells = {int(name.removeprefix("place ")): cells for name, cells in arrays.items()}
        return seasons
