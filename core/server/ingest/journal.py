"""An append-only sequence of byte strings on disk, addressed by a gap-free position."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from core.server.ingest.frame import HEAD, pack_frame, whole_frames

_SUFFIX: Final = ".log"


class Journal:
    """Segment files named by the position of their first frame; a torn tail is cut off when it is opened.

    One thread appends; any thread reads, up to what `sync` or `publish` let out. `first` numbers the first frame of an
    empty folder. Beyond `most_bytes` the oldest segments are dropped; None drops nothing.
    """

    def __init__(
        self, folder: Path, *, first: int = 0, segment_bytes: int = 64 * 2**20, most_bytes: int | None = None
    ) -> None:
        self.folder = folder
        self._segment_bytes = segment_bytes
        self._most_bytes = most_bytes
        self._lock = threading.Lock()  # guards the list of segments
        folder.mkdir(parents=True, exist_ok=True)
        self._segments = sorted(int(path.stem) for path in folder.glob(f"*{_SUFFIX}"))
        if not self._segments:
            self._segments = [first]
            self._path(first).touch()
            self._sync_folder()
        self._sizes = {first: self._path(first).stat().st_size for first in self._segments[:-1]}
        self._recover()

    def _recover(self) -> None:
        last = self._segments[-1]
        size, count = whole_frames(self._path(last))
        self._file = self._path(last).open("r+b", buffering=0)
        self._file.truncate(size)
        self._file.seek(size)
        self._size = size
        self.next_position = last + count
        self.readable_position = self.next_position

    @property
    def first_position(self) -> int:
        """The oldest position that is still there (or will be written first)."""
        return self._segments[0]

    @property
    def size_bytes(self) -> int:
        """How much there is on disk."""
        with self._lock:
            return sum(self._sizes.values()) + self._size

    def append(self, payloads: Sequence[bytes]) -> int:
        """Write frames and return the position of the first. They are durable after `sync`.

        Raises:
            OSError: nothing of it was written (a full disk, mostly).
        """
        if self._size >= self._segment_bytes:
            self._roll()
        data = b"".join(map(pack_frame, payloads))
        try:
            _write_all(self._file, data)
        except OSError:
            self._file.truncate(self._size)
            self._file.seek(self._size)
            raise
        self._size += len(data)
        position = self.next_position
        self.next_position += len(payloads)
        return position

    def append_durably(self, payloads: Sequence[bytes]) -> int:
        """Write frames, make them durable and readable, and return the position of the first.

        Raises:
            OSError: nothing of it was written.
        """
        position = self.append(payloads)
        size = self._size - sum(HEAD.size + len(payload) for payload in payloads)
        try:
            self.sync()
        except OSError:
            self._file.truncate(size)
            self._file.seek(size)
            self._size, self.next_position = size, position
            raise
        return position

    def sync(self) -> None:
        """Make everything appended durable, and readable."""
        end = self.next_position
        os.fdatasync(self._file.fileno())
        self.readable_position = end

    def publish(self) -> None:
        """Make everything appended readable; a crash of the machine may still lose it."""
        self.readable_position = self.next_position

    def trim(self, before: int) -> None:
        """Delete the segments all of whose frames stand before a position. The newest segment stays."""
        with self._lock:
            dropped = [
                first for first, after in zip(self._segments, self._segments[1:], strict=False) if after <= before
            ]
            self._segments = self._segments[len(dropped) :]
            for first in dropped:
                del self._sizes[first]
        for first in dropped:
            self._path(first).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file that is written to."""
        self._file.close()

    def segment_of(self, position: int) -> int:
        """Return the first position of the segment that holds `position`."""
        with self._lock:
            return max((first for first in self._segments if first <= position), default=self._segments[0])

    def open_segment(self, first: int) -> BinaryIO:
        """Open a segment to read it."""
        return self._path(first).open("rb")

    def _roll(self) -> None:
        os.fdatasync(self._file.fileno())
        file = self._path(self.next_position).open("x+b", buffering=0)
        self._sync_folder()
        self._file.close()
        with self._lock:
            self._sizes[self._segments[-1]] = self._size
            self._segments.append(self.next_position)
            self._file, self._size = file, 0
        if self._most_bytes is not None:
            self.trim(self._oldest_with_room(self._most_bytes))

    def _oldest_with_room(self, most_bytes: int) -> int:
        """Return the oldest position that can stay."""
        with self._lock:
            excess, stays = sum(self._sizes.values()) - most_bytes, iter(self._segments)
            first = next(stays)
            while excess > 0:
                excess -= self._sizes[first]
                first = next(stays)
        return first

    def _path(self, first: int) -> Path:
        return self.folder / f"{first:020d}{_SUFFIX}"

    def _sync_folder(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_all(file: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]
