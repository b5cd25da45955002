"""How many distinct sources a service saw in the last day: what the blast radius is a share of."""

import numpy as np
from numpy.typing import NDArray

from models.shard import source_keys

_BITS = 1 << 16
_HALF_WINDOW_SECONDS = 43_200


class SeenSources:
    """Linear counting in two generations of half a day; some per cent off, up to half a million sources."""

    def __init__(self) -> None:
        self._bits = np.zeros((2, _BITS // 8), np.uint8)
        self._epoch = 0

    def add(self, addresses: NDArray[np.uint8], at: float) -> None:
        """Add (n, 16) packed addresses seen at an instant. An instant before the newest half day counts in it."""
        self._turn(int(at) // _HALF_WINDOW_SECONDS)
        keys = source_keys(np.zeros(len(addresses), np.uint64), addresses)
        bit = (keys % np.uint64(_BITS)).astype(np.int64)
        np.bitwise_or.at(self._bits[0], bit >> 3, (1 << (bit & 7)).astype(np.uint8))

    def _turn(self, epoch: int) -> None:
        if epoch <= self._epoch:
            return
        self._bits[1] = self._bits[0] if epoch == self._epoch + 1 else 0
        self._bits[0] = 0
        self._epoch = epoch

    def count(self) -> float:
        """Return about how many distinct sources were added."""
        zeros = _BITS - int(np.bitwise_count(self._bits[0] | self._bits[1]).sum())
        return float(-_BITS * np.log(max(zeros, 1) / _BITS))

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        return self._epoch.to_bytes(8, "little") + self._bits.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "SeenSources":
        """Return what `to_bytes` wrote; raises ValueError where the length is wrong."""
        seen = cls()
        seen._epoch = int.from_bytes(data[:8], "little")
        seen._bits = np.frombuffer(data[8:], np.uint8).reshape(2, _BITS // 8).copy()
        return seen
