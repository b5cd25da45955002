"""A small file with what a restarted agent goes on with."""

import logging
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

logger = logging.getLogger(__name__)

T = TypeVar("T")


class KeptFile(Generic[T]):
    """One value of a type that msgpack can tell; `what` says in the log what it is. Where it fails, less is known."""

    def __init__(self, path: Path, kind: type[T], what: str) -> None:
        self._path = path
        self._kind = kind
        self._what = what

    def read(self) -> T | None:
        """Return what was kept, nothing where there is none or it is damaged."""
        try:
            return msgspec.msgpack.decode(self._path.read_bytes(), type=self._kind)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as error:
            logger.warning("%s kept in %s cannot be read: %s", self._what, self._path, error)
            return None

    def write(self, kept: T) -> None:
        """Put it in the place of what was kept; where that fails, the core tells it again after the next start."""
        fresh = self._path.with_name(f"{self._path.name}.new")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.write_bytes(msgspec.msgpack.encode(kept))
            fresh.replace(self._path)
        except OSError as error:
            logger.warning("%s cannot be kept in %s: %s", self._what, self._path, error)
