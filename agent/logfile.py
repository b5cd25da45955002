"""One open log file, read by whole lines."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from agent.opening import Opener, open_any
from agent.position import PRINT_BYTES, Position, fingerprint

CHUNK_BYTES: Final = 256 * 1024
BUFFER_BYTES: Final = CHUNK_BYTES + PRINT_BYTES

Feed: TypeAlias = Callable[[memoryview], object]
"""Takes whole lines. The memory is used again after the call."""


class ReplacedError(Exception):
    """The file no longer holds what was read from it: it was truncated and perhaps written anew."""


class LogFile:
    """A file held open by its inode, whatever happens to its name.

    Every read begins with the last bytes read before, so a file that was truncated and refilled beyond the
    old offset is noticed, at no cost of a system call.
    """

    def __init__(
        self, descriptor: int, path: Path, offset: int = 0, last: bytes = b"", *, skipping: bool = False
    ) -> None:
        self.descriptor = descriptor
        self.path = path
        self.offset = offset
        status = self.status
        self.identity = (status.st_dev, status.st_ino)
        self.skipped = 0
        self._last = last
        self._skipping = skipping

    @classmethod
    def open(cls, path: Path, opener: Opener = open_any) -> "LogFile":
        """Open a file at its beginning."""
        return cls(opener(path), path)

    @classmethod
    def resume(cls, path: Path, position: Position, opener: Opener = open_any) -> "LogFile | None":
        """Open `path` at the position, or return None if the file does not hold the bytes that were read."""
        descriptor = opener(path)
        last = os.pread(descriptor, position.print_length, position.offset - position.print_length)
        if len(last) < position.print_length or fingerprint(last) != position.print_:
            os.close(descriptor)
            return None
        return cls(descriptor, path, position.offset, last, skipping=position.skipping)

    @property
    def position(self) -> Position:
        """What to give `resume` to go on here."""
        prints = (len(self._last), fingerprint(self._last))
        return Position(str(self.path), *self.identity, self.offset, *prints, self._skipping)

    @property
    def status(self) -> os.stat_result:
        """What the system says of the open file, whatever its name is now."""
        return os.fstat(self.descriptor)

    def read(self, buffer: bytearray, feed: Feed) -> int:
        """Feed the next chunk's whole lines; return how far the file got, 0 at its end.

        Raises:
            ReplacedError: the file shrank, or holds something else before the offset.
        """
        known = len(self._last)
        got = os.preadv(self.descriptor, [buffer], self.offset - known)
        if got < known or buffer[:known] != self._last:
            raise ReplacedError
        if got == known:
            self._check_size()
        return self._take(buffer, known, got, feed)

    def is_copy_of(self, path: Path) -> bool:
        """Tell whether the file at `path` begins as this one does."""
        head = os.pread(self.descriptor, PRINT_BYTES, 0)
        try:
            with path.open("rb") as other:
                return bool(head) and other.read(len(head)) == head
        except OSError:
            return False

    def restart(self) -> None:
        """Go back to the beginning: the file was truncated."""
        self.offset, self._last, self._skipping = 0, b"", False

    def finish(self, buffer: bytearray, feed: Feed) -> None:
        """Feed the last line of a file that nobody writes any more, though no newline ends it."""
        got = os.preadv(self.descriptor, [buffer], self.offset)
        if 0 < got < len(buffer) and not self._skipping:
            buffer[got] = 0x0A
            feed(memoryview(buffer)[: got + 1])
            self.offset += got
            self._last = bytes(buffer[max(0, got - PRINT_BYTES) : got])

    def take_skipped(self) -> int:
        """Return how many bytes of over-long lines were passed over, and forget them."""
        skipped, self.skipped = self.skipped, 0
        return skipped

    def close(self) -> None:
        """Let the file go."""
        os.close(self.descriptor)

    def _check_size(self) -> None:
        if self.status.st_size < self.offset:
            raise ReplacedError

    def _take(self, buffer: bytearray, start: int, end: int, feed: Feed) -> int:
        if self._skipping or (end == len(buffer) and buffer.find(b"\n", start) < 0):
            return self._skip(buffer, start, end)
        whole = buffer.rfind(b"\n", start, end) + 1
        if whole:
            feed(memoryview(buffer)[start:whole])
            self._advance(buffer, start, whole)
        return max(whole - start, 0)

    def _skip(self, buffer: bytearray, start: int, end: int) -> int:
        newline = buffer.find(b"\n", start, end)
        self._skipping = newline < 0
        until = end if self._skipping else newline + 1
        self.skipped += until - start
        self._advance(buffer, start, until)
        return until - start

    def _advance(self, buffer: bytearray, start: int, end: int) -> None:
        self.offset += end - start
        self._last = bytes(buffer[max(0, end - PRINT_BYTES) : end])
