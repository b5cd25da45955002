"""What the engine's streams are made of: frames that tell a container's two streams apart, and lines of JSON."""

import struct
from typing import Final

STDOUT: Final = 1
STDERR: Final = 2
FRAME_LIMIT_BYTES: Final = 16 * 1024**2
LINE_LIMIT_BYTES: Final = 1024**2

_HEADER: Final = struct.Struct(">BxxxL")


class Frames:
    """Takes a stream of frames apart as it comes."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return the frames that are whole by now: the number of the stream, and what was written to it.

        Raises:
            ValueError: these are no frames.
        """
        data, at, found = self._rest + data, 0, []
        unpack, head, whole = _HEADER.unpack_from, _HEADER.size, len(data)
        while at + head <= whole:
            stream, length = unpack(data, at)
            if length > FRAME_LIMIT_BYTES:
                raise ValueError("a frame of the engine's is too long")
            end = at + head + length
            if end > whole:
                break
            found.append((stream, data[at + head : end]))
            at = end
        self._rest = data[at:]
        return found


class Lines:
    """Takes lines apart as they come. Those longer than LINE_LIMIT_BYTES are left out and `skipped` counts them."""

    def __init__(self) -> None:
        self.skipped = 0
        self._rest = b""
        self._skipping = False

    def feed(self, data: bytes) -> list[bytes]:
        """Return the lines that are whole by now, empty ones left out."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if lines and self._skipping:
            del lines[0]
            self._skipping = False
        if self._skipping or len(self._rest) > LINE_LIMIT_BYTES:
            self.skipped += not self._skipping
            self._rest, self._skipping = b"", True
        short = [line for line in lines if len(line) <= LINE_LIMIT_BYTES]
        self.skipped += len(lines) - len(short)
        return [line for line in short if line.strip()]


def streams(data: bytes) -> bytes:
    """Return what both of a container's streams held, without the headers that tell them apart."""
    return b"".join(part for _, part in Frames().feed(data))
