"""Distinct counts per source by linear counting, in two rotating generations of bits.

A set is SET_BITS bits; each element sets one. Counts are exact to a few per cent up to some 500 elements and
saturate near 1,400, which is far beyond what any harmless source reaches. The window is WINDOW_SECONDS: the older
generation's part fades out linearly.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.kernels import sets

SETS: Final = (
    "not_found_paths",
    "paths",
    "queries",
    "templates",
    "rare_paths",
    "user_agents",
    "signatures",
    "answered",
    "asset_agents",
)
SET_BITS: Final = sets.SET_BITS
WORDS: Final = sets.WORDS
WINDOW_SECONDS: Final = 600

Bits = sets.Bits  # (slots, 2 generations, SETS, WORDS)
_NUMBER: Final = {name: number for number, name in enumerate(SETS)}


def rotate(bits: Bits, epoch: NDArray[np.int32], slots: NDArray[np.int64], now: NDArray[np.int64]) -> None:
    """Turn the generations of `slots` to the window of `now` (seconds). Time that runs backwards changes nothing."""
    sets.rotate(bits, epoch, slots, now // WINDOW_SECONDS)


def add(bits: Bits, name: str, slots: NDArray[np.int64], hashes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Add an element per (slot, hash) and tell which were new to their set. Equal pairs within one call count once."""
    return sets.add(bits, _NUMBER[name], slots, hashes)


def contains(bits: Bits, name: str, slots: NDArray[np.int64], hashes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell which (slot, hash) are in their set."""
    return sets.contains(bits, _NUMBER[name], slots, hashes)


def estimate(bits: Bits, slots: NDArray[np.int64], now: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return (n, SETS): how many distinct elements each slot saw in the last WINDOW_SECONDS."""
    return sets.estimate(bits, slots, 1 - now % WINDOW_SECONDS / WINDOW_SECONDS)
