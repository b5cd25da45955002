"""Checkpoints: the pipeline's state at a position, in files that are whole or not there.

They are compressed, by a thread of their own and in less time than a disk takes for what is saved: decisions in force
carry evidence that is much alike, and most columns are zeros.
"""

import logging
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import zstandard

_LOG: Final = logging.getLogger(__name__)
_HEAD: Final = struct.Struct("<8sI")  # magic, crc32 of the rest
_MAGIC: Final = b"DOZORCP2"
_LEVEL: Final = 1
_KEPT: Final = 2


class Checkpoints:
    """The newest two checkpoints of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for unfinished in folder.glob("*.tmp"):
            unfinished.unlink()

    @property
    def oldest_position(self) -> int:
        """The position from which the log is still needed; 0 without checkpoints."""
        positions = self._positions()
        return positions[0] if len(positions) >= _KEPT else 0

    def write(self, position: int, data: bytes) -> None:
        """Write a checkpoint and forget the oldest.

        Raises:
            OSError: the disk is full or failing; the checkpoints before are as they were.
        """
        path = self._path(position)
        unfinished = path.with_suffix(".tmp")
        packed = zstandard.compress(data, _LEVEL)
        with unfinished.open("wb") as file:
            file.write(_HEAD.pack(_MAGIC, zlib.crc32(packed)))
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        _sync_folder(self._folder)
        for old in self._positions()[:-_KEPT]:
            self._path(old).unlink(missing_ok=True)

    def restore(self, take: Callable[[bytes, int], None]) -> bool:
        """Hand the newest good checkpoint to `take(data, position)`; one that it refuses is passed over."""
        for position in reversed(self._positions()):
            try:
                take(_read(self._path(position)), position)
            except (ValueError, KeyError, TypeError, OSError) as error:
                _LOG.warning("The checkpoint at %d is not usable: %s", position, error)
            else:
                return True
        return False

    def _positions(self) -> list[int]:
        return sorted(int(path.stem) for path in self._folder.glob("*.checkpoint"))

    def _path(self, position: int) -> Path:
        return self._folder / f"{position:020d}.checkpoint"


def _read(path: Path) -> bytes:
    content = path.read_bytes()
    if len(content) < _HEAD.size:
        raise ValueError("cut off")
    magic, checksum = _HEAD.unpack_from(content)
    packed = content[_HEAD.size :]
    if magic != _MAGIC or zlib.crc32(packed) != checksum:
        raise ValueError("damaged")
    return zstandard.decompress(packed)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
