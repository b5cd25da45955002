"""Reads a journal while it is written."""

from typing import BinaryIO

from core.server.ingest.frame import Frame, FramingLostError, read_frame
from core.server.ingest.journal import Journal


class Reader:
    """Reads a journal from a position on. What was trimmed away, even meanwhile, is passed over."""

    def __init__(self, journal: Journal, position: int) -> None:
        self._journal = journal
        self.position = max(position, journal.first_position)
        self._file: BinaryIO | None = None
        self._first = -1  # of the segment that is open, or whose frames are lost

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
        if self._first < 0 or self._journal.segment_of(self.position) == self.position:
            self._seek()
        payload = self._payload()
        if payload is None and self.position < self._journal.first_position:  # trimmed away: go on behind the gap
            self._seek()
            payload = self._payload()
        frame = Frame(self.position, payload)
        self.position += 1
        return frame

    def _payload(self) -> bytes | None:
        """Return the next payload; None for all that is left of a segment in which a length is damaged."""
        if self._file is None:
            return None
        try:
            return read_frame(self._file)
        except FramingLostError:
            self.close()
            return None

    def _seek(self) -> None:
        """Open the segment that holds the position, and go there; without a file where its frames are lost."""
        self.close()
        while self._file is None:
            self.position = max(self.position, self._journal.first_position)
            self._first = self._journal.segment_of(self.position)
            try:
                self._file = self._journal.open_segment(self._first)
            except FileNotFoundError:  # trimmed away just now
                continue
        for _ in range(self._first, self.position):
            self._payload()
