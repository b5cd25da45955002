"""A small value kept in a file that takes its room at once, so that it can be written even while the disk is full."""

import os
from pathlib import Path
from typing import Final

from agent.frames import frame, whole_frames

SLOT_BYTES: Final = 64 * 1024


class Slot:
    """Two halves written in turn: if a write is torn, the value before it stands."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._turn = 0
        if os.fstat(self._descriptor).st_size < 2 * SLOT_BYTES:
            os.pwrite(self._descriptor, bytes(2 * SLOT_BYTES), 0)

    def write(self, payload: bytes) -> None:
        """Replace the value.

        Raises:
            ValueError: it is larger than a slot.
            OSError: the disk refuses even a write in place.
        """
        data = frame(payload)
        if len(data) > SLOT_BYTES:
            raise ValueError("larger than a slot")
        os.pwrite(self._descriptor, data, self._turn * SLOT_BYTES)
        self._turn = 1 - self._turn

    def values(self) -> list[bytes]:
        """Return the one or two whole values; the caller knows which is newer."""
        halves = (os.pread(self._descriptor, SLOT_BYTES, turn * SLOT_BYTES) for turn in (0, 1))
        firsts = (next(whole_frames(half), (b"", 0))[0] for half in halves)
        return [payload for payload in firsts if payload]

    def close(self) -> None:
        """Let the file go."""
        os.close(self._descriptor)
