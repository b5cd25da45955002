"""A count-min sketch with two rows (Cormode and Muthukrishnan 2005), and sums by place."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled
from models.kernels.keys import mix64

BITS: Final = 16
Counts = NDArray[np.float64]  # (2, 2 ** BITS)
Services = NDArray[np.int64]
Values = NDArray[np.uint32]


def least(counts: Counts, services: Services, values: Values) -> NDArray[np.float64]:
    """Return how much was added to each (service, value), or more where others share its counts."""
    if compiled is None:
        return least_twin(counts, services, values)
    found: NDArray[np.float64] = compiled.sketch_least_of(counts, BITS, services, values)
    return found


def add(counts: Counts, services: Services, values: Values, weight: float) -> None:
    """Add `weight` to each (service, value)."""
    if compiled is None:
        add_twin(counts, services, values, weight)
    else:
        compiled.sketch_add_to(counts, BITS, services, values, weight)


def add_rows(sums: NDArray[np.float64], places: NDArray[np.int64], rows: NDArray[np.float64]) -> None:
    """Add (n, width) rows to `sums` (places, width), one after the other; raises IndexError for no place."""
    if compiled is None:
        np.add.at(sums, places, rows)
    else:
        compiled.add_rows_to(sums, places, rows)


def least_twin(counts: Counts, services: Services, values: Values) -> NDArray[np.float64]:
    """Return what `least` does, in numpy."""
    first, second = _cells_of(services, values)
    found: NDArray[np.float64] = np.minimum(counts[0, first], counts[1, second])
    return found


def add_twin(counts: Counts, services: Services, values: Values, weight: float) -> None:
    """Do what `add` does, in numpy."""
    for row, cells in zip(counts, _cells_of(services, values), strict=True):
        np.add.at(row, cells, weight)


def _cells_of(services: Services, values: Values) -> tuple[NDArray[Any], NDArray[Any]]:
    mixed = mix64((services.astype(np.uint64) << np.uint64(32)) | values.astype(np.uint64))
    mask = np.uint64((1 << BITS) - 1)
    return (mixed & mask).astype(np.int64), ((mixed >> np.uint64(32)) & mask).astype(np.int64)
