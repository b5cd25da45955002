"""Which bits of a Bloom filter stand for a source, and setting them (Bloom 1970)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled
from models.kernels.keys import mix64, source_keys

Places = NDArray[np.int64]

_BIT: Final = (1 << np.arange(8)).astype(np.uint8)


def places_of(addresses: NDArray[np.uint8], hashes: int, bits: int) -> Places:
    """Return the (n, hashes) bits, of so many, of each of (n, 16) packed sources."""
    if compiled is None:
        return places_twin(addresses, hashes, bits)
    places: Places = compiled.bloom_places_of(np.ascontiguousarray(addresses), hashes, bits)
    return places


def set_bits(filled: NDArray[np.uint8], places: Places) -> None:
    """Set bits, given by their numbers, of a filter in bytes; raises IndexError for one that it does not have."""
    if compiled is None:
        set_bits_twin(filled, places)
    else:
        compiled.bloom_set_in(filled, places.ravel())


def places_twin(addresses: NDArray[np.uint8], hashes: int, bits: int) -> Places:
    """Return what `places_of` does, in numpy."""
    key = source_keys(np.zeros(len(addresses), np.uint64), addresses)
    hashed = [key := mix64(key) for _ in range(hashes)]
    return (np.stack(hashed, axis=1) % np.uint64(bits)).astype(np.int64)


def set_bits_twin(filled: NDArray[np.uint8], places: Places) -> None:
    """Do what `set_bits` does, in numpy."""
    bit = places.ravel()
    np.bitwise_or.at(filled, bit >> 3, _BIT[bit & 7])
