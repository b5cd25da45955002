"""Sets of bits by slot, in two generations (see `models.distinct`)."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled

Bits = NDArray[np.uint64]  # (slots, 2 generations, sets, WORDS)
Slots = NDArray[np.int64]
Hashes = NDArray[np.uint32]

SET_BITS: Final = 256
WORDS: Final = SET_BITS // 64
# How many elements a set of so many bits holds: linear counting.
COUNT: Final = -SET_BITS * np.log(np.maximum(SET_BITS - np.arange(SET_BITS + 1), 1) / SET_BITS)


def add(bits: Bits, which: int, slots: Slots, hashes: Hashes) -> NDArray[np.bool_]:
    """Add an element per (slot, hash) to a set; tell which were new. Equal pairs within one call count once."""
    if compiled is None:
        return add_twin(bits, which, slots, hashes)
    new: NDArray[np.bool_] = compiled.sets_add_to(bits, which, slots, hashes)
    return new


def contains(bits: Bits, which: int, slots: Slots, hashes: Hashes) -> NDArray[np.bool_]:
    """Tell which (slot, hash) are in a set."""
    if compiled is None:
        return contains_twin(bits, which, slots, hashes)
    found: NDArray[np.bool_] = compiled.sets_contain_of(bits, which, slots, hashes)
    return found


def rotate(bits: Bits, epoch: NDArray[np.int32], slots: Slots, target: Slots) -> None:
    """Turn the generations of `slots`, which are different, to the window `target`, unless they are there."""
    if compiled is None:
        rotate_twin(bits, epoch, slots, target)
    else:
        compiled.sets_rotate_to(bits, epoch, slots, target)


def estimate(bits: Bits, slots: Slots, left: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return (n, sets): how many elements each slot's sets hold, `left` (n,) of the older generation's part."""
    if compiled is None:
        return estimate_twin(bits, slots, left)
    counts: NDArray[np.float32] = compiled.sets_estimate_of(bits, slots, left, COUNT)
    return counts


def add_twin(bits: Bits, which: int, slots: Slots, hashes: Hashes) -> NDArray[np.bool_]:
    """Do what `add` does, in numpy."""
    bit, word, mask = _bit_of(hashes)
    new = ~contains_twin(bits, which, slots, hashes)
    new[new] = _first_of_each(slots[new] * SET_BITS + bit[new])
    index: Any = (slots, 0, which, word)
    np.bitwise_or.at(bits, index, mask)
    return new


def contains_twin(bits: Bits, which: int, slots: Slots, hashes: Hashes) -> NDArray[np.bool_]:
    """Do what `contains` does, in numpy."""
    _, word, mask = _bit_of(hashes)
    seen: NDArray[np.bool_] = ((bits[slots, 0, which, word] | bits[slots, 1, which, word]) & mask) != 0
    return seen


def rotate_twin(bits: Bits, epoch: NDArray[np.int32], slots: Slots, target: Slots) -> None:
    """Do what `rotate` does, in numpy."""
    steps = target - epoch[slots]
    once, more = slots[steps == 1], slots[steps > 1]
    bits[once, 1] = bits[once, 0]
    bits[once, 0] = 0
    bits[more] = 0
    epoch[slots] = np.maximum(target, epoch[slots])


def estimate_twin(bits: Bits, slots: Slots, left: NDArray[np.float64]) -> NDArray[np.float32]:
    """Do what `estimate` does, in numpy."""
    current = COUNT[np.bitwise_count(bits[slots, 0]).sum(axis=-1)]
    either = COUNT[np.bitwise_count(bits[slots, 0] | bits[slots, 1]).sum(axis=-1)]
    counts: NDArray[np.float32] = (current + (either - current) * left[:, None]).astype(np.float32)
    return counts


def _bit_of(hashes: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    mixed = hashes.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bit = (mixed >> np.uint64(56)).astype(np.int64)
    return bit, bit >> 6, np.uint64(1) << (bit & 63).astype(np.uint64)


def _first_of_each(keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    first = np.zeros(len(keys), dtype=np.bool_)
    first[np.unique(keys, return_index=True)[1]] = True
    return first
