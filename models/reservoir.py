"""A bounded, source-balanced memory: each source has one cell, so an attacker weighs as much as any visitor."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.codec import Array, pack_state, unpack_state
from models.shard import mix64

_SALT = np.uint64(0x5851F42D4C957F2D)


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
        mine, cells = self._claim(keys, second)
        np.maximum.at(self._rows, cells, rows[mine])

    def put_latest(self, keys: NDArray[np.uint64], rows: NDArray[np.float32], second: int) -> None:
        """Keep each source's latest row."""
        mine, cells = self._claim(keys, second)
        self._rows[cells] = rows[mine]

    def _claim(self, keys: NDArray[np.uint64], second: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which of the keys hold a cell now, and the cells."""
        cells = (mix64(keys ^ _SALT) % np.uint64(len(self._key))).astype(np.int64)
        owned = self._key[cells] == keys
        wanting = np.flatnonzero(~owned & (self._last[cells] < second - self._hold_seconds))
        if len(wanting):
            first = np.zeros(len(self._key), np.int64)
            first[cells[::-1]] = np.arange(len(cells) - 1, -1, -1)  # of one cell's values the last assigned stays
            taken = wanting[first[cells[wanting]] == wanting]
            self._key[cells[taken]] = keys[taken]
            self._rows[cells[taken]] = 0
            owned = self._key[cells] == keys
        mine = np.flatnonzero(owned)
        self._last[cells[mine]] = max(second, 1)
        return mine, cells[mine]

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
