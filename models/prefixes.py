"""Which networks were seen before: a flash crowd comes from where visitors always came from, an attack mostly not.

(Jung, Krishnamurthy, Rabinovich 2002: of the client clusters in flash events 43-83 % were seen before, of those in
attacks 0.6-14 %.) When it does not work: collisions and an attacker who has visited before look known.
"""

from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.kernels.keys import mix64, network_keys

KNOWN_AFTER_SECONDS: Final = 3600
MEMORY_SECONDS: Final = 7 * 86400
_CELLS: Final = 1 << 17


class Prefixes:
    """First and last second of each /24 (IPv4) and /48 (IPv6), in cells by hash."""

    def __init__(self) -> None:
        self._first = np.zeros(_CELLS, np.uint32)
        self._last = np.zeros(_CELLS, np.uint32)

    def known(self, addresses: NDArray[np.uint8], now: int) -> NDArray[np.bool_]:
        """Tell which packed addresses (n, 16) come from a network first seen an hour ago or more, and still known."""
        cells = _cells_of(addresses)
        first, last = self._first[cells].astype(np.int64), self._last[cells].astype(np.int64)
        known: NDArray[np.bool_] = (first > 0) & (first <= now - KNOWN_AFTER_SECONDS) & (last >= now - MEMORY_SECONDS)
        return known

    def learn_many(self, addresses: NDArray[np.uint8], now: int) -> None:
        """Remember that these addresses came."""
        cells = _cells_of(addresses)
        forgotten = cells[self._last[cells].astype(np.int64) < now - MEMORY_SECONDS]
        self._first[forgotten] = max(now, 1)
        self._last[cells] = np.maximum(self._last[cells], max(now, 1))

    def to_bytes(self) -> bytes:
        """Return the used cells as bytes."""
        used = np.flatnonzero(self._last)
        return pack_state("prefixes", 1, {"cell": used, "first": self._first[used], "last": self._last[used]}, {})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, _ = unpack_state("prefixes", 1, data)
        prefixes = cls()
        prefixes._first[arrays["cell"]] = arrays["first"]
        prefixes._last[arrays["cell"]] = arrays["last"]
        return prefixes


def _cells_of(addresses: NDArray[np.uint8]) -> NDArray[np.int64]:
    return (mix64(network_keys(addresses)) & np.uint64(_CELLS - 1)).astype(np.int64)
