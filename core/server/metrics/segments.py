"""One series of a block as bytes: small where numbers repeat or change little, and read without its neighbours.

Each number is combined by exclusive or with the one before it (T. Pelkonen and others, "Gorilla", VLDB 2015), which
clears the bits that they share; the bytes are then put together by significance and compressed by zstd, which finds
those that are clear. Of numbers that are all noise a quarter is saved at most.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import zstandard
from numpy.typing import NDArray

POINTS: Final = 60
"""In a block of any tier."""

Numbers = NDArray[np.float32]
_BYTES: Final = 4
_LEVEL: Final = 3


def pack_segments(numbers: Numbers) -> list[bytes]:
    """Return a segment for each series of an array (series, columns, POINTS).

    It is empty where there are gaps only, four bytes where all numbers are the same, and never longer than they are.
    """
    bits = np.ascontiguousarray(numbers, "<f4").view("<u4").reshape(len(numbers), -1)
    same = (bits == bits[:, :1]).all(axis=1)
    empty = np.isnan(bits.view("<f4")).all(axis=1)
    changed = bits.copy()
    changed[:, 1:] ^= bits[:, :-1]
    planes = np.ascontiguousarray(changed.view(np.uint8).reshape(*bits.shape, _BYTES).transpose(0, 2, 1))
    compress = zstandard.ZstdCompressor(level=_LEVEL, write_content_size=False).compress
    segments = []
    for i, plane in enumerate(planes):
        if empty[i]:
            segments.append(b"")
        elif same[i]:
            segments.append(bits[i, :1].tobytes())
        else:
            segments.append(min(plane.tobytes(), compress(plane), key=len))  # as it is, where both are as long
    return segments


def unpack_segments(segments: Sequence[bytes], columns: int) -> Numbers:
    """Return the array (series, columns, POINTS) that `pack_segments` packed.

    Raises:
        ValueError: a segment is not that.
    """
    size = columns * POINTS
    decompressor, nothing = zstandard.ZstdDecompressor(), bytes(size * _BYTES)
    special = [i for i, segment in enumerate(segments) if len(segment) in (0, _BYTES)]
    listed = list(segments)
    for i in special:
        listed[i] = nothing
    joined = b"".join([_plane(decompressor, segment, size * _BYTES) for segment in listed])
    planes = np.frombuffer(joined, np.uint8).reshape(len(segments), _BYTES, size)
    changed = np.empty((len(segments), size, _BYTES), np.uint8)
    for i in range(_BYTES):  # a quarter of the time of a transposed copy
        changed[:, :, i] = planes[:, i]
    numbers = np.bitwise_xor.accumulate(changed.view("<u4")[:, :, 0], axis=1).view("<f4")
    for i in special:
        numbers[i] = np.frombuffer(segments[i], "<f4")[0] if segments[i] else np.nan
    return numbers.reshape(len(segments), columns, POINTS)


def _plane(decompressor: zstandard.ZstdDecompressor, segment: bytes, size: int) -> bytes:
    if len(segment) == size:
        return segment
    try:
        plane = decompressor.decompress(segment, max_output_size=size)
    except zstandard.ZstdError as error:
        raise ValueError(f"no segment: {error}") from None
    if len(plane) != size:
        raise ValueError(f"a segment of {len(plane)} bytes instead of {size}")
    return plane
