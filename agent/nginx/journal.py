"""The actions that hold, on disk: appended as they come, written anew when most of the file is history."""

import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from agent.contract.wire import Action
from agent.frames import frame, whole_frames

logger = logging.getLogger(__name__)

_COMPACT_FROM_BYTES: Final = 1024 * 1024


class Entry(msgspec.Struct, frozen=True):
    """Actions taken together, and the core's revision that they bring the node to."""

    revision: int
    snapshot: bool
    actions: list[Action]


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Entry)


class Journal:
    """A file of entries. A full disk costs only what a restart of the agent would have to be told again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._bytes = 0
        self._base_bytes = 0

    def read(self) -> list[Entry]:
        """Return the entries as they were left; one that was not written whole is cut off."""
        if not self._path.exists():
            return []
        frames = list(whole_frames(self._path.read_bytes()))
        self._bytes = self._base_bytes = frames[-1][1] if frames else 0
        os.truncate(self._path, self._bytes)
        return [_decoder.decode(payload) for payload, _ in frames]

    def append(self, entry: Entry) -> None:
        """Write an entry at the end."""
        data = frame(_encoder.encode(entry))
        try:
            with self._path.open("ab", buffering=0) as file:
                if file.write(data) == len(data):
                    self._bytes += len(data)
                else:  # what a full disk took of it is worth nothing
                    file.truncate(self._bytes)
        except OSError as error:
            logger.warning("actions cannot be written to %s: %s", self._path, error)

    @property
    def is_mostly_history(self) -> bool:
        """Whether it has grown to more than twice what it held when it was last written anew."""
        return self._bytes > max(_COMPACT_FROM_BYTES, 2 * self._base_bytes)

    def rewrite(self, revision: int, actions: Iterable[Action]) -> None:
        """Write only what holds."""
        data = frame(_encoder.encode(Entry(revision, snapshot=True, actions=list(actions))))
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_bytes(data)
            fresh.replace(self._path)
            self._bytes = self._base_bytes = len(data)
        except OSError as error:
            logger.warning("actions cannot be written to %s: %s", self._path, error)
