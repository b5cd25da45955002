"""Folds stored points into the cells of an answer: one for each series and step."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.server.metrics.fetch import Found, Points, points_of
from core.server.metrics.segments import Numbers

_Float = TypeVar("_Float", np.float32, np.float64)
_Cells = Mapping[str, NDArray[np.float64]]


def folded(stored: Iterable[Found], series: int, t: range, stats: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Return the statistics of what was found, in the order of time, by series and step; NaN is a gap.

    Raises:
        ValueError: something stored is damaged.
    """
    wanted = {"count", *stats}
    cells = {stat: np.full(series * len(t), 0.0 if stat in {"count", "avg"} else np.nan) for stat in wanted}
    for each in stored:
        _add(cells, points_of(each, wanted), t)
    with np.errstate(invalid="ignore"):  # of cells that are gaps
        told = cells | ({"avg": cells["avg"] / cells["count"]} if "avg" in cells else {})
    return {stat: told[stat].reshape(series, len(t)) for stat in stats}


def _add(cells: _Cells, points: Points, t: range) -> None:
    """Add points, later than those before, to the statistics of their cells; what stands for averages are sums."""
    step = (points.t - t.start) // t.step
    within = (step >= 0) & (step < len(t))
    cell = (points.series * len(t) + step)[within]
    if not len(cell):
        return
    starts = np.flatnonzero(np.append(True, cell[1:] != cell[:-1]))
    at, numbers = cell[starts], {stat: each[within] for stat, each in points.numbers.items()}
    for stat, held in cells.items():
        held[at] = _merged(stat, held[at], numbers, starts)


def _merged(
    stat: str, held: NDArray[np.float64], numbers: Mapping[str, Numbers], starts: NDArray[np.intp]
) -> NDArray[np.float64]:
    told: NDArray[np.float64]
    match stat:
        case "min":
            told = np.fmin(held, _reduced(np.minimum, numbers["min"], starts))
        case "max":
            told = np.fmax(held, _reduced(np.maximum, numbers["max"], starts))
        case "last":
            told = numbers["last"][np.append(starts[1:], len(numbers["last"])) - 1].astype(np.float64)
        case "avg":
            told = held + _reduced(np.add, numbers["avg"] * numbers["count"].astype(np.float64), starts)
        case _:
            told = held + _reduced(np.add, numbers["count"].astype(np.float64), starts)
    return told


def _reduced(ufunc: np.ufunc, values: NDArray[_Float], starts: NDArray[np.intp]) -> NDArray[_Float]:
    """Return a value for each group that starts there; where a tier has the step that is asked for each has but one."""
    reduced: NDArray[_Float] = values if len(starts) == len(values) else ufunc.reduceat(values, starts)
    return reduced
