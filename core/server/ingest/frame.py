"""How an entry of a journal stands on disk: length, checksum, payload."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

HEAD: Final = struct.Struct("<II")  # payload length, crc32 of the payload
_MAX_PAYLOAD: Final = 256 * 2**20


class Frame(NamedTuple):
    """One entry. `payload` is None where the disk no longer holds what was written."""

    position: int
    payload: bytes | None


def pack_frame(payload: bytes) -> bytes:
    """Return the bytes of a frame."""
    return HEAD.pack(len(payload), zlib.crc32(payload)) + payload


def whole_frames(path: Path) -> tuple[int, int]:
    """Return how many bytes of a segment are whole frames, and how many frames."""
    size = count = 0
    with path.open("rb") as file:
        for length in _frames(file):
            size += HEAD.size + length
            count += 1
    return size, count


class FramingLostError(ValueError):
    """The bytes here are no frame: where the next one begins is unknown."""


def read_frame(file: BinaryIO) -> bytes | None:
    """Return the payload that comes next, or None where it is not what was written.

    Raises:
        FramingLostError: there is no whole frame here.
    """
    head = file.read(HEAD.size)
    length, checksum = HEAD.unpack(head) if len(head) == HEAD.size else (_MAX_PAYLOAD + 1, 0)
    payload = file.read(length) if length <= _MAX_PAYLOAD else b""
    if len(payload) < length:
        raise FramingLostError
    return payload if zlib.crc32(payload) == checksum else None


def _frames(file: BinaryIO) -> Iterator[int]:
    while len(head := file.read(HEAD.size)) == HEAD.size:
        length, checksum = HEAD.unpack(head)
        if length > _MAX_PAYLOAD:
            return
        payload = file.read(length)
        if len(payload) < length or zlib.crc32(payload) != checksum:
            return
        yield length
