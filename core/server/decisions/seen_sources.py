"""Which ordinary sources a service knows: what the blast radius is a share of, and whom it is there to protect.

A Bloom filter in two generations of half a day, and two more of ten minutes for those seen just now: a source is known
from ten to twenty minutes after it was first seen, so that what comes with an attack is not known while it lasts, also
where the attack is recognised only after the ten minutes in which it began are over.
"""

import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.kernels import bloom

_BITS: Final = 1 << 18
_HASHES: Final = 3
_HALF_WINDOW_SECONDS: Final = 43_200
_SPAN_SECONDS: Final = 600
_FRESH, _RECENT = 2, 3  # generations of those seen just now; 0 and 1 are this half day and the one before
_GENERATIONS: Final = 4


class SeenSources:
    """The filter is good to some 30,000 sources a day; beyond, more and more newcomers are taken for known.

    That errs to caution: known sources are fewer to ban.
    """

    def __init__(self) -> None:
        self._bits = np.zeros((_GENERATIONS, _BITS // 8), np.uint8)
        self._half_day = 0
        self._span = 0
        self._count: float | None = None  # what `count` says, until something is added

    def add(self, places: NDArray[np.int64], at: float, *, under_attack: bool = False) -> None:
        """Add sources seen at an instant, as `places_of` tells them; under attack nobody becomes known."""
        self._turn(int(at), under_attack=under_attack)
        self._count = None
        bloom.set_bits(self._bits[_FRESH], places)

    def _turn(self, at: int, *, under_attack: bool) -> None:
        self._set_back(at)
        spans = 0 if under_attack else at // _SPAN_SECONDS - self._span
        for _ in range(min(spans, 2)):
            self._bits[0] |= self._bits[_RECENT]
            self._bits[_RECENT] = self._bits[_FRESH]
            self._bits[_FRESH] = 0
        self._span += max(spans, 0)
        half_day = at // _HALF_WINDOW_SECONDS
        if half_day > self._half_day:
            self._bits[1] = self._bits[0] if half_day == self._half_day + 1 else 0
            self._bits[0] = 0
            self._half_day = half_day

    def _set_back(self, at: int) -> None:
        """Go on from an instant where the clock was ahead by more than a span: else nobody becomes known until then."""
        if at // _SPAN_SECONDS < self._span - 1:
            self._span = at // _SPAN_SECONDS
            self._half_day = min(self._half_day, at // _HALF_WINDOW_SECONDS)

    def knows(self, packed: bytes) -> bool:
        """Tell whether a packed source was seen in the last day and not only in the last minutes."""
        (bits,) = places_of(np.frombuffer(packed, np.uint8).reshape(1, 16)).tolist()
        now, before = self._bits[0], self._bits[1]
        return all((int(now[bit >> 3]) | int(before[bit >> 3])) >> (bit & 7) & 1 for bit in bits)

    def count(self) -> float:
        """Return about how many distinct sources were added."""
        if self._count is None:
            ones = int(np.bitwise_count(np.bitwise_or.reduce(self._bits)).sum())
            self._count = float(-_BITS / _HASHES * np.log(max(_BITS - ones, 1) / _BITS))
        return self._count

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        clocks = self._half_day.to_bytes(8, "little") + self._span.to_bytes(8, "little")
        return clocks + zlib.compress(self._bits.tobytes(), 1)

    @classmethod
    def from_bytes(cls, data: bytes) -> "SeenSources":
        """Return what `to_bytes` wrote; raises ValueError where it is damaged."""
        seen = cls()
        seen._half_day = int.from_bytes(data[:8], "little")
        seen._span = int.from_bytes(data[8:16], "little")
        try:
            bits = zlib.decompress(data[16:])
        except zlib.error as error:
            raise ValueError(str(error)) from error
        seen._bits = np.frombuffer(bits, np.uint8).reshape(_GENERATIONS, _BITS // 8).copy()
        return seen


def places_of(addresses: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the (n, _HASHES) bits of each of (n, 16) packed sources."""
    return bloom.places_of(addresses, _HASHES, _BITS)
