"""How many distinct sources asked for a path template lately: one attacker cannot make its paths popular.

A count-min sketch with two rows and a decay of TAU_SECONDS. When it does not work: among more than some 50,000
templates collisions make rare ones look popular (never the other way round).
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.kernels import sketch

TAU_SECONDS = 7200.0
RARE_BELOW = 3.0  # sources
KNOWN_FROM = 30.0  # sources of a service, before which nothing counts as rare
_RESCALE_AT = 40.0  # time constants


class Popularity:
    """Decayed counts of distinct sources by (service, template) and by service."""

    def __init__(self) -> None:
        self._cells = np.zeros((2, 1 << sketch.BITS))
        self._sources = np.zeros(0)
        self._origin = 0.0
        self._faded_at, self._faded = -np.inf, 1.0  # what `_fade` said last

    def sources(self, services: int, second: float) -> NDArray[np.float64]:
        """Return how many sources each of the first `services` services had."""
        if len(self._sources) < services:
            self._sources = np.concatenate([self._sources, np.zeros(services - len(self._sources))])
        return self._sources[:services] * self._fade(second)

    def askers(self, services: NDArray[np.int64], templates: NDArray[np.uint32], second: float) -> NDArray[np.float64]:
        """Return how many sources asked each template."""
        return sketch.least(self._cells, services, templates) * self._fade(second)

    def learn_many(self, services: NDArray[np.int64], templates: NDArray[np.uint32], second: float) -> None:
        """Count one more asker for each entry."""
        self.rescale(second)
        sketch.add(self._cells, services, templates, 1 / self._fade(second))

    def learn_sources(self, services: NDArray[np.int64], second: float) -> None:
        """Count one more source for the service of each entry."""
        self.rescale(second)
        self.sources(int(services.max(initial=-1)) + 1, second)
        np.add.at(self._sources, services, 1 / self._fade(second))

    def _fade(self, second: float) -> float:
        if second != self._faded_at:  # asked again and again for one second
            age = min(max((second - self._origin) / TAU_SECONDS, 0.0), 700.0)
            self._faded_at, self._faded = second, float(np.exp(-age))
        return self._faded

    def rescale(self, second: float) -> None:
        """Begin anew where the weights of what is learned would soon be too large."""
        if second - self._origin < _RESCALE_AT * TAU_SECONDS:
            return
        fade = self._fade(second)
        self._cells *= fade
        self._sources *= fade
        self._origin = second
        self._faded_at = -np.inf

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
