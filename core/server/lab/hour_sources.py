"""How many distinct sources an hour had: counted in a bit set, so that memory does not grow with them.

Linear counting (Whang et al. 1990) in 2**16 bits: within a per cent up to some 100,000 sources, never above
726,000.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.shard import mix64

_BITS: Final = 1 << 16


class HourSources:
    """Distinct addresses of one hour."""

    def __init__(self, packed: bytes = b"") -> None:
        bits = np.unpackbits(np.frombuffer(packed, np.uint8)) if packed else np.zeros(_BITS, np.uint8)
        self._seen: NDArray[np.bool_] = bits.astype(np.bool_)

    def add(self, addresses: NDArray[np.uint8]) -> None:
        """Count (n, 16) packed addresses."""
        if len(addresses):
            halves = np.ascontiguousarray(addresses).view("<u8").astype(np.uint64)
            self._seen[(mix64(mix64(halves[:, 0]) ^ halves[:, 1]) % np.uint64(_BITS)).astype(np.int64)] = True

    def __len__(self) -> int:
        free = max(_BITS - int(np.count_nonzero(self._seen)), 1)
        return round(-_BITS * float(np.log(free / _BITS)))

    def to_bytes(self) -> bytes:
        """Return the set as bytes."""
        return np.packbits(self._seen).tobytes()
