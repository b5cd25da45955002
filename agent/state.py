"""The agent's folder on disk: held by one agent at a time, and the small values it keeps there."""

import fcntl
import logging
import os
from pathlib import Path

logger = logging.getLogger(__name__)


class InUseError(RuntimeError):
    """Another agent works with this state folder."""


class StateFolder:
    """Made if missing, closed to others, locked until the process ends."""

    def __init__(self, path: Path) -> None:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path
        self._lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise InUseError(f"another agent uses {path}") from error

    @property
    def hash_seed(self) -> int:
        """The fleet's seed for hashes as the core last told it, 0 before it did."""
        try:
            return int(self._read("hash-seed"))
        except ValueError:
            return 0

    @hash_seed.setter
    def hash_seed(self, seed: int) -> None:
        self._write("hash-seed", str(seed))

    @property
    def challenge_key(self) -> str:
        """The fleet's key for challenges as the core last told it, empty before it did."""
        return self._read("challenge-key")

    @challenge_key.setter
    def challenge_key(self, key: str) -> None:
        self._write("challenge-key", key)

    def _read(self, name: str) -> str:
        try:
            return (self.path / name).read_text()
        except (OSError, UnicodeDecodeError):
            return ""

    def _write(self, name: str, text: str) -> None:
        fresh = self.path / f"{name}.new"
        try:
            fresh.unlink(missing_ok=True)
            fresh.touch(mode=0o600)
            fresh.write_text(text)
            fresh.replace(self.path / name)
        except OSError as error:  # the core tells it again after the next start
            logger.warning("%s cannot be kept: %s", name, error)

    def close(self) -> None:
        """Let another agent have it."""
        os.close(self._lock)
