"""How many distinct sources asked for a path template lately: one attacker cannot make its paths popular.

A count-min sketch with two rows and a decay of TAU_SECONDS. When it does not work: among more than some 50,000
templates collisions make rare ones look popular (never the other way round).
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.shard import mix64

TAU_SECONDS = 7200.0
RARE_BELOW = 3.0  # sources
KNOWN_FROM = 30.0  # sources of a service, before which nothing counts as rare
_CELLS = 1 << 16
_RESCALE_AT = 40.0  # time constants


class Popularity:
    """Decayed counts of distinct sources by (service, template) and by service."""

    def __init__(self) -> None:
        self._cells = np.zeros((2, _CELLS))
        self._sources = np.zeros(0)
        self._origin = 0.0

    def sources(self, services: int, second: float) -> NDArray[np.float64]:
        """Return how many sources each of the first `services` services had."""
        if len(self._sources) < services:
            self._sources = np.concatenate([self._sources, np.zeros(services - len(self._sources))])
        return self._sources[:services] * self._fade(second)

    def askers(self, services: NDArray[np.int64], templates: NDArray[np.uint32], second: float) -> NDArray[np.float64]:
        """Return how many sources asked each template."""
        first, second_cell = _cells_of(services, templates)
        found: NDArray[np.float64] = np.minimum(self._cells[0, first], self._cells[1, second_cell])
        return found * self._fade(second)

    def learn_many(self, services: NDArray[np.int64], templates: NDArray[np.uint32], second: float) -> None:
        """Count one more asker for each entry."""
        self._rescale(second)
        weight = 1 / self._fade(second)
        first, second_cell = _cells_of(services, templates)
        np.add.at(self._cells[0], first, weight)
        np.add.at(self._cells[1], second_cell, weight)

    def learn_sources(self, services: NDArray[np.int64], second: float) -> None:
        """Count one more source for the service of each entry."""
        self._rescale(second)
        self.sources(int(services.max(initial=-1)) + 1, second)
        np.add.at(self._sources, services, 1 / self._fade(second))

    def _fade(self, second: float) -> float:
        return float(np.exp(-np.clip((second - self._origin) / TAU_SECONDS, 0, 700)))

    def _rescale(self, second: float) -> None:
        if second - self._origin < _RESCALE_AT * TAU_SECONDS:
            return
        fade = self._fade(second)
        self._cells *= fade
        self._sources *= fade
        self._origin = second

    def to_bytes(self) -> bytes:
        """Return the counts as bytes."""
        return pack_state("popularity", 1, {"cells": self._cells, "sources": self._sources}, {"origin": self._origin})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("popularity", 1, data)
        popularity = cls()
        popularity._cells, popularity._sources = arrays["cells"], arrays["sources"]
        popularity._origin = values["origin"]
        return popularity


def _cells_of(
    services: NDArray[np.int64], templates: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    mixed = mix64((services.astype(np.uint64) << np.uint64(32)) | templates.astype(np.uint64))
    mask = np.uint64(_CELLS - 1)
    return (mixed & mask).astype(np.int64), ((mixed >> np.uint64(32)) & mask).astype(np.int64)
