"""The 64-bit hash of URLs and User-Agents, after wyhash; `kernel.h` computes the same."""

from typing import Final

_MASK: Final = 2**64 - 1
_A: Final = 0xA0761D6478BD642F
_B: Final = 0xE7037ED1A0B428DB


def _mix(left: int, right: int) -> int:
    product = left * right
    return (product & _MASK) ^ (product >> 64)


def hash64(data: bytes, seed: int) -> int:
    """Return the hash of `data`; who does not know the seed cannot choose it."""
    size = len(data)
    seed = (seed & _MASK) ^ _mix((seed & _MASK) ^ _A, _B)
    at = 0
    while size - at > 16:
        left = int.from_bytes(data[at : at + 8], "little")
        right = int.from_bytes(data[at + 8 : at + 16], "little")
        seed = _mix(left ^ _B, right ^ seed)
        at += 16
    left, right = _tail(data, size)
    return _mix(_B ^ size, _mix(left ^ _B, right ^ seed))


def _tail(data: bytes, size: int) -> tuple[int, int]:
    """The last 16 bytes, or what there is, as two words."""
    if size >= 16:
        return int.from_bytes(data[-16:-8], "little"), int.from_bytes(data[-8:], "little")
    if size >= 8:
        return int.from_bytes(data[:8], "little"), int.from_bytes(data[-8:], "little")
    if size >= 4:
        return int.from_bytes(data[:4], "little"), int.from_bytes(data[-4:], "little")
    if size:
        return data[0] | data[size >> 1] << 8 | data[-1] << 16, 0
    return 0, 0


def hash32(data: bytes, seed: int) -> int:
    """Return the hash as it goes over the wire."""
    folded = hash64(data, seed)
    return (folded ^ folded >> 32) & 0xFFFFFFFF
