"""File contents on disk by their sha256: written once, then linked into each generation that has them."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

_MODE: Final = 0o644
_SECRET_MODE: Final = 0o600


class Blobs:
    """A folder that is closed to others. What no generation links to is swept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._prefix = f"{folder}/"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def has(self, sha256: str) -> bool:
        """Tell whether the content is here."""
        return self._path(sha256).exists()

    def put(self, data: bytes, *, secret: bool = False) -> str:
        """Keep content durably; return its sha256.

        Raises:
            OSError: the disk is full or fails; nothing is kept.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        if self.has(sha256):
            return sha256
        fresh = self._folder / f"{sha256}.new"
        try:
            self._write(fresh, data, _SECRET_MODE if secret else _MODE)
            fresh.replace(self._path(sha256))
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return content; empty where it is not here."""
        try:
            return self._path(sha256).read_bytes()
        except OSError:
            return b""

    def link(self, sha256: str, target: Path | str, *, secret: bool) -> None:
        """Let content stand at `target` too.

        Raises:
            OSError: it is not here, or the disk is full.
        """
        source = f"{self._prefix}{sha256}"
        if secret:
            Path(source).chmod(_SECRET_MODE)
        os.link(source, target)

    def inodes(self) -> dict[str, int]:
        """Return by which inode each content is known: who has the same is a link to it."""
        with os.scandir(self._folder) as entries:
            return {entry.name: entry.inode() for entry in entries}

    def drop_damaged(self, sha256s: Iterable[str]) -> list[str]:
        """Forget contents that are not what they are named; return which."""
        here = filter(self.has, set(sha256s))
        damaged = [sha256 for sha256 in here if hashlib.sha256(self.read(sha256)).hexdigest() != sha256]
        for sha256 in damaged:
            self._path(sha256).unlink(missing_ok=True)
        return damaged

    def sweep(self) -> None:
        """Forget what no generation links to."""
        for path in self._folder.iterdir():
            with suppress(OSError):
                if path.stat().st_nlink == 1:
                    path.unlink()

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256

    def _write(self, path: Path, data: bytes, mode: int) -> None:
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
