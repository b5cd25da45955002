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
            return int((self.path / "hash-seed").read_text())
        except (OSError, ValueError):
            return 0

    @hash_seed.setter
    def hash_seed(self, seed: int) -> None:
        fresh = self.path / "hash-seed.new"
        try:
            fresh.write_text(str(seed))
            fresh.replace(self.path / "hash-seed")
        except OSError as error:  # the core tells it again after the next start
            logger.warning("the hash seed cannot be kept: %s", error)

    def close(self) -> None:
        """Let another agent have it."""
        os.close(self._lock)
