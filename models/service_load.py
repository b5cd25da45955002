"""What each service gets as a whole, decayed: against it a source's own part is measured."""

from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.kernels.sketch import add_rows
from models.kernels.vector import LOADS

MEASURES: Final = LOADS
_TAUS: Final = np.array([60.0, 60.0, 3600.0, 3600.0])


class ServiceLoad:
    """Decayed sums by the service's place (see `models.places`)."""

    def __init__(self) -> None:
        self._sums = np.zeros((0, len(MEASURES)))
        self._at = np.zeros(0, np.int64)

    def add(self, places: NDArray[np.int64], added: NDArray[np.float64], second: int) -> None:
        """Add (n, MEASURES) to services (n,), places may repeat, and bring these services forward to `second`."""
        self._grow(int(places.max(initial=-1)) + 1)
        these = np.flatnonzero(np.bincount(places))
        self._sums[these] = self.at(these, second)
        self._at[these] = np.maximum(self._at[these], second)
        add_rows(self._sums, places, added)

    def at(self, places: NDArray[np.int64], second: int) -> NDArray[np.float64]:
        """Return (n, MEASURES) of services as of a second; a second before the last one counts as the last."""
        if len(places) > len(self._at):  # services, and not their sources, are what fades
            return self.at(np.arange(len(self._at)), second)[places]
        age = np.maximum(second - self._at[places], 0)[:, None]
        sums: NDArray[np.float64] = self._sums[places] * np.exp(-age / _TAUS)
        return sums

    def _grow(self, places: int) -> None:
        more = max(places - len(self._at), 0)
        self._sums = np.concatenate([self._sums, np.zeros((more, len(MEASURES)))])
        self._at = np.concatenate([self._at, np.zeros(more, np.int64)])

    def to_bytes(self) -> bytes:
        """Return the sums as bytes."""
        return pack_state("service_load", 1, {"sums": self._sums, "at": self._at}, {})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, _ = unpack_state("service_load", 1, data)
        load = cls()
        load._sums, load._at = arrays["sums"], arrays["at"]
        return load
