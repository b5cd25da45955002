"""Records in an append-only file: length, CRC-32, bytes. A torn or damaged record is noticed and ends the file."""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

_HEADER: Final = struct.Struct("<II")
HEADER_BYTES: Final = _HEADER.size
FRAME_LIMIT_BYTES: Final = 64 * 1024 * 1024


def frame(payload: bytes) -> bytes:
    """Return the bytes to append for a record."""
    return _HEADER.pack(len(payload), zlib.crc32(payload)) + payload


def payload_length(header: bytes) -> int:
    """Return how long the payload after this header is, or -1 if no whole, sane header stands there."""
    if len(header) < HEADER_BYTES:
        return -1
    length: int = _HEADER.unpack(header)[0]
    return length if length <= FRAME_LIMIT_BYTES else -1


def is_whole(header: bytes, payload: bytes) -> bool:
    """Tell whether the payload is complete and undamaged."""
    length, checksum = _HEADER.unpack(header)
    return bool(len(payload) == length and zlib.crc32(payload) == checksum)


def whole_frames(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each payload up to the first torn or damaged record, with the offset at which its record ends."""
    start = 0
    while (length := payload_length(data[start : start + HEADER_BYTES])) >= 0:
        header, end = data[start : start + HEADER_BYTES], start + HEADER_BYTES + length
        payload = data[start + HEADER_BYTES : end]
        if not is_whole(header, payload):
            return
        yield payload, end
        start = end
