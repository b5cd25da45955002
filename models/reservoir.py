"""A bounded, source-balanced memory: each source has one cell, so an attacker weighs as much as any visitor."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.codec import Array, pack_state, unpack_state
from models.kernels.cells import Cells, cells_of, put


class Reservoir:
    """`cells` rows of `width` numbers, each owned by the source that hashes to it.

    A cell passes to another source only when its owner was silent for `hold_seconds`.
    """

    def __init__(self, width: int, *, cells: int = 4096, hold_seconds: int = 600) -> None:
        self._rows = np.zeros((cells, width), np.float32)
        self._key = np.zeros(cells, np.uint64)
        self._last = np.zeros(cells, np.int64)
        self._hold_seconds = hold_seconds

    def __len__(self) -> int:
        return int(np.count_nonzero(self._last))

    def rows(self) -> NDArray[np.float32]:
        """Return (sources, width): what is held, in the order of the cells."""
        return self._rows[self._last > 0]

    def put_maxima(self, keys: NDArray[np.uint64], rows: NDArray[np.float32], second: int) -> None:
        """Keep the largest of each column that a source ever had."""
        self._put(keys, rows, second, maxima=True)

    def put_latest(self, keys: NDArray[np.uint64], rows: NDArray[np.float32], second: int) -> None:
        """Keep each source's latest row."""
        self._put(keys, rows, second, maxima=False)

    def _put(self, keys: NDArray[np.uint64], rows: NDArray[np.float32], second: int, *, maxima: bool) -> None:
        cells = Cells(self._key, self._last, self._rows)
        put(cells, keys, rows, second - self._hold_seconds, max(second, 1), maxima=maxima)

    def forget(self, keys: NDArray[np.uint64]) -> None:
        """Give back the cells of these sources, as if they had never come."""
        cells = cells_of(keys, len(self._key))
        owned = cells[self._key[cells] == keys]
        self._key[owned], self._last[owned], self._rows[owned] = 0, 0, 0

    def to_bytes(self) -> bytes:
        """Return the held rows as bytes."""
        held = np.flatnonzero(self._last)
        arrays: dict[str, Array] = {
            "cell": held,
            "rows": self._rows[held],
            "key": self._key[held],
            "last": self._last[held],
        }
        values = {"cells": len(self._key), "width": self._rows.shape[1], "hold_seconds": self._hold_seconds}
        return pack_state("reservoir", 1, arrays, values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("reservoir", 1, data)
        reservoir = cls(values["width"], cells=values["cells"], hold_seconds=values["hold_seconds"])
        held = arrays["cell"]
        reservoir._rows[held], reservoir._key[held] = arrays["rows"], arrays["key"]
        reservoir._last[held] = arrays["last"]
        return reservoir
