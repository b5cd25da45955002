"""Reads a journal while it is written."""

import os
import zlib
from typing import BinaryIO

from core.server.ingest.frame import HEAD, Frame
from core.server.ingest.journal import Journal


class Reader:
    """Reads a journal from a position on. What was trimmed away, even meanwhile, is passed over."""

    def __init__(self, journal: Journal, position: int) -> None:
        self._journal = journal
        self.position = max(position, journal.first_position)
        self._file: BinaryIO | None = None
        self._next_segment = 0

    def read(self, count: int) -> list[Frame]:
        """Return up to `count` frames; empty at the end."""
        end = min(self.position + count, self._journal.readable_position)
        frames = []
        while self.position < end:
            frames.append(self._next())
        return frames

    def close(self) -> None:
        """Close the open segment."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _next(self) -> Frame:
        if self._file is None:
            self._seek()
        payload = self._payload()
        frame = Frame(self.position, payload)
        self.position += 1
        return frame

    def _payload(self) -> bytes | None:
        assert self._file is not None
        head = self._file.read(HEAD.size)
        if not head:  # the segment ends here; the next one begins with this position
            self.close()
            self._seek()
            head = self._file.read(HEAD.size)
        length, checksum = HEAD.unpack(head)
        payload = self._file.read(length)
        return payload if zlib.crc32(payload) == checksum else None

    def _seek(self) -> None:
        while self._file is None:
            self.position = max(self.position, self._journal.first_position)
            first = self._journal.segment_of(self.position)
            try:
                self._file = self._journal.open_segment(first)
            except FileNotFoundError:  # trimmed away just now
                continue
        for _ in range(first, self.position):
            length, _checksum = HEAD.unpack(self._file.read(HEAD.size))
            self._file.seek(length, os.SEEK_CUR)
