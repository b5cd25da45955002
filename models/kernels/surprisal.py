"""Surprisal by column: piecewise linear between quantiles, and linear beyond (see `models.tails`)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One curve for each column.

    `grid` (levels, columns) rises along a column; from its first number on a curve is `first` and grows by `rise`
    (levels - 1, columns) between the numbers, by `slope` (columns,) beyond the last, up to `most`.
    """

    grid: Numbers
    rise: Numbers
    slope: Numbers
    first: float
    most: float


def surprisal_of(curve: Curve, values: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return (n, columns) for (n, columns); 0 for NaN, and where the curve is NaN.

    Raises:
        ValueError: another number of columns.
    """
    if values.ndim != 2 or values.shape[1] != len(curve.slope):
        raise ValueError(f"values of shape {values.shape} for {len(curve.slope)} columns")
    if compiled is None:
        return surprisal_twin(curve, values.astype(np.float64))
    is_narrow = values.dtype == np.float32
    x = np.ascontiguousarray(values, np.float32 if is_narrow else np.float64)
    found: NDArray[np.float32] = compiled.tail_surprisal_of(curve, x)
    return found


def surprisal_twin(curve: Curve, x: Numbers) -> NDArray[np.float32]:
    """Return what `surprisal_of` does, in numpy."""
    result = np.where(x >= curve.grid[0], curve.first, 0.0)
    for low, high, rise in zip(curve.grid, curve.grid[1:], curve.rise, strict=False):
        result += np.fmax(np.minimum(x, high) - low, 0) * rise
    result += np.fmax(x - curve.grid[-1], 0) * curve.slope
    result[np.isnan(x) | ~(result > 0)] = 0
    return np.minimum(result, curve.most).astype(np.float32)


def top_three(surprisal: NDArray[np.float32]) -> Numbers:
    """Return the sum of the three largest of each row of three numbers or more, none of them negative or NaN."""
    if compiled is None:
        return top_three_twin(surprisal)
    found: Numbers = compiled.top_three_of(np.ascontiguousarray(surprisal))
    return found


def top_three_twin(surprisal: NDArray[np.float32]) -> Numbers:
    """Return what `top_three` does, in numpy."""
    top: Numbers = np.sort(surprisal, axis=1)[:, -3:].sum(axis=1, dtype=np.float64)
    return top
