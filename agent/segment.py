"""One file of the outbox: records with consecutive sequence numbers, the first of which names the file."""

import os
from pathlib import Path
from typing import Final

import msgspec

from agent.frames import HEADER_BYTES, frame, is_whole, payload_length, whole_frames
from agent.position import Position

SUFFIX: Final = ".seg"


class Record(msgspec.Struct, frozen=True, array_like=True):
    """A report, encoded and ready to send, and where the logs stood when all before was counted in reports."""

    sequence: int
    positions: list[Position]
    body: bytes


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Record)


class Segment:
    """Open for appending until it is full, then only read, then removed whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.first = int(path.stem)
        self.last = self.first - 1
        self.bytes = 0
        self.newest: Record | None = None
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @classmethod
    def create(cls, folder: Path, first: int) -> "Segment":
        """Start an empty segment whose first record has this sequence number."""
        segment = cls(folder / f"{first:020d}{SUFFIX}")
        _sync(folder)
        return segment

    @classmethod
    def recover(cls, path: Path) -> "Segment":
        """Open a segment as it was left, and cut off a record that was not written whole."""
        segment = cls(path)
        frames = list(whole_frames(path.read_bytes()))
        if frames:
            payload, segment.bytes = frames[-1]
            segment.newest = _decoder.decode(payload)
            segment.last = segment.newest.sequence
        if path.stat().st_size > segment.bytes:
            os.ftruncate(segment._descriptor, segment.bytes)
        return segment

    def append(self, record: Record) -> None:
        """Write the record and wait until it is on the disk.

        Raises:
            OSError: it is not, and nothing of it is left in the file.
        """
        data = frame(_encoder.encode(record))
        try:
            self._write(data)
            os.fdatasync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, self.bytes)
            raise
        self.bytes += len(data)
        self.last = record.sequence

    def _write(self, data: bytes) -> None:
        done = 0
        while done < len(data):
            done += os.pwrite(self._descriptor, data[done:], self.bytes + done)

    def read(self, offset: int) -> tuple[Record, int] | None:
        """Return the record at this offset and the offset after it; None at the end or where the file is damaged."""
        header = os.pread(self._descriptor, HEADER_BYTES, offset)
        length = payload_length(header)
        if length < 0:
            return None
        payload = os.pread(self._descriptor, length, offset + HEADER_BYTES)
        if not is_whole(header, payload):
            return None
        return _decoder.decode(payload), offset + HEADER_BYTES + length

    def close(self) -> None:
        """Let the file go."""
        os.close(self._descriptor)

    def remove(self) -> None:
        """Let the file go and delete it."""
        self.close()
        self.path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Make the folder's new entry outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
