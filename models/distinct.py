"""Distinct counts per source by linear counting, in two rotating generations of bits.

A set is SET_BITS bits; each element sets one. Counts are exact to a few per cent up to some 500 elements and
saturate near 1,400, which is far beyond what any harmless source reaches. The window is WINDOW_SECONDS: the older
generation's part fades out linearly.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

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
SET_BITS: Final = 256
WORDS: Final = SET_BITS // 64
WINDOW_SECONDS: Final = 600

Bits = NDArray[np.uint64]  # (slots, 2 generations, sets, words)


def rotate(bits: Bits, epoch: NDArray[np.int64], slots: NDArray[np.int64], now: NDArray[np.int64]) -> None:
    """Turn the generations of `slots` to the window of `now` (seconds). Time that runs backwards changes nothing."""
    target = now // WINDOW_SECONDS
    steps = target - epoch[slots]
    once, more = slots[steps == 1], slots[steps > 1]
    bits[once, 1] = bits[once, 0]
    bits[once, 0] = 0
    bits[more] = 0
    epoch[slots] = np.maximum(target, epoch[slots])


def add(bits: Bits, name: str, slots: NDArray[np.int64], hashes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Add an element per (slot, hash) and tell which were new to their set. Equal pairs within one call count once."""
    which = SETS.index(name)
    bit, word, mask = _bit_of(hashes)
    seen: NDArray[np.bool_] = ((bits[slots, 0, which, word] | bits[slots, 1, which, word]) & mask) != 0
    new = ~seen
    new[new] = _first_of_each(slots[new] * SET_BITS + bit[new])
    index: Any = (slots, 0, which, word)
    np.bitwise_or.at(bits, index, mask)
    return new


def contains(bits: Bits, name: str, slots: NDArray[np.int64], hashes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell which (slot, hash) are in their set."""
    which = SETS.index(name)
    _, word, mask = _bit_of(hashes)
    seen: NDArray[np.bool_] = ((bits[slots, 0, which, word] | bits[slots, 1, which, word]) & mask) != 0
    return seen


def _bit_of(hashes: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    mixed = hashes.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bit = (mixed >> np.uint64(56)).astype(np.int64)
    return bit, bit >> 6, np.uint64(1) << (bit & 63).astype(np.uint64)


def _first_of_each(keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    first = np.zeros(len(keys), dtype=np.bool_)
    first[np.unique(keys, return_index=True)[1]] = True
    return first


def estimate(bits: Bits, slots: NDArray[np.int64], now: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return (n, sets): how many distinct elements each slot saw in the last WINDOW_SECONDS."""
    current = _count(bits[slots, 0])
    union = _count(bits[slots, 0] | bits[slots, 1])
    elapsed = (now % WINDOW_SECONDS / WINDOW_SECONDS)[:, None]
    counts: NDArray[np.float32] = (current + (union - current) * (1 - elapsed)).astype(np.float32)
    return counts


def _count(words: Bits) -> NDArray[np.float64]:
    zeros = SET_BITS - np.bitwise_count(words).sum(axis=-1)
    counts: NDArray[np.float64] = -SET_BITS * np.log(np.maximum(zeros, 1) / SET_BITS)
    return counts
