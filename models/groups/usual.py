"""How often each trait is usual: a count-min sketch, so that no number of distinct paths needs more memory.

Counts fade with TAU_SECONDS. Only shares of a service's own sum are asked for: a service that is frozen (nothing is
added during an event) fades in cells and sum alike, and its shares hardly change. When it does not work: past some
100,000 traits that are alive at once, collisions make rare ones look usual, and an attack with them is found later.
"""

from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.groups.keys import Keys
from models.shard import mix64

TAU_SECONDS: Final = 1800.0
_CELLS: Final = 1 << 17
_MASK: Final = np.uint64(_CELLS - 1)
_RESCALE_AT: Final = 20.0  # time constants
_PRIOR: Final = 20.0  # requests, of which nothing is known: a young service's share of any trait is at least 1/_PRIOR


class Usual:
    """Faded counts of traits by key and their sums by service."""

    def __init__(self) -> None:
        self._cells = np.zeros((2, _CELLS), np.float32)
        self._sums = np.zeros(0)
        self._origin = 0.0

    def learn(self, keys: Keys, counts: NDArray[np.float64], sums: NDArray[np.float64], second: float) -> None:
        """Add counts of different keys, and (places,) the requests that they are to be compared with."""
        self._rescale(second)
        weight = 1 / self._fade(second)
        for row, cell in zip(self._cells, _cells_of(keys), strict=True):
            np.add.at(row, cell, (counts * weight).astype(np.float32))
        if len(sums) > len(self._sums):
            self._sums = np.concatenate([self._sums, np.zeros(len(sums) - len(self._sums))])
        self._sums[: len(sums)] += sums * weight

    def share(self, keys: Keys, place: int, second: float) -> NDArray[np.float64]:
        """Return the part of a service's usual requests that has each of the traits."""
        first, other = _cells_of(keys)
        found = np.minimum(self._cells[0, first], self._cells[1, other]).astype(np.float64)
        whole = self._sums[place] if place < len(self._sums) else 0.0
        fade = self._fade(second)
        shares: NDArray[np.float64] = np.minimum((found * fade + 0.5) / (whole * fade + _PRIOR), 1.0)
        return shares

    def _fade(self, second: float) -> float:
        return float(np.exp(-np.clip((second - self._origin) / TAU_SECONDS, 0, 80)))

    def _rescale(self, second: float) -> None:
        if second - self._origin < _RESCALE_AT * TAU_SECONDS:
            return
        fade = self._fade(second)
        self._cells *= np.float32(fade)
        self._sums *= fade
        self._origin = second

    def to_bytes(self) -> bytes:
        """Return the counts as bytes."""
        used = np.flatnonzero(self._cells.any(axis=0)).astype(np.uint32)
        arrays: dict[str, NDArray[Any]] = {"used": used, "cells": self._cells[:, used], "sums": self._sums}
        return pack_state("usual", 1, arrays, {"origin": self._origin})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("usual", 1, data)
        usual = cls()
        usual._cells[:, arrays["used"]] = arrays["cells"]
        usual._sums, usual._origin = arrays["sums"], values["origin"]
        return usual


def _cells_of(keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    mixed = mix64(keys)
    return (mixed & _MASK).astype(np.int64), ((mixed >> np.uint64(32)) & _MASK).astype(np.int64)
