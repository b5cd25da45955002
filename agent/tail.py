"""Follows one log by its name, through rotation by rename and by copytruncate, without a line lost or read twice."""

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from agent.logfile import Feed, LogFile, ReplacedError
from agent.opening import Opener, open_any
from agent.position import Position
from agent.rotation import find_rest, newer_than

logger = logging.getLogger(__name__)

DRAIN_SECONDS: Final = 10.0
"""How long a rotated file is still read after its last growth: NGINX's workers reopen their logs one by one."""


class LogTail:
    """The files of one log: the rotated ones that may still grow, and the current one, read in that order."""

    def __init__(
        self, path: Path, buffer: bytearray, positions: Iterable[Position] = (), *, opener: Opener = open_any
    ) -> None:
        self.path = path
        self._open = opener
        self.trouble = ""
        self._buffer = buffer
        self._current: LogFile | None = None
        self._rotated: list[tuple[LogFile, float]] = []  # with the instant until which it is read
        self._finished: deque[Position] = deque(maxlen=64)
        self._unresolved = list(positions)

    @property
    def positions(self) -> list[Position]:
        """Where every open file stands, the current one last."""
        return [file.position for file in self._files] + self._unresolved

    @property
    def identities(self) -> set[tuple[int, int]]:
        """The (device, inode) of every file that this log has open."""
        return {file.identity for file in self._files}

    @property
    def is_rotating(self) -> bool:
        """Whether nothing has the log's name now, while the file that had it is still read."""
        return self._current is not None and not self.path.exists()

    def read(self, feed: Feed, now: float, *, limit_bytes: int) -> int:
        """Feed what is new, up to about the limit, and return how many bytes that was. `now` is monotonic.

        Where that fails `trouble` says why, naming the log, and the next call tries again.
        """
        self.trouble = ""
        with self._noting_trouble():
            self._look(now)
        with self._noting_trouble():
            return self._read_files(feed, now, limit_bytes)
        return 0

    @contextmanager
    def _noting_trouble(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.trouble = f"{self.path}: {error.strerror}"

    def _read_files(self, feed: Feed, now: float, limit_bytes: int) -> int:
        done = 0
        for file, _ in list(self._rotated):
            done += self._read_rotated(file, feed, now, limit_bytes - done)
        if self._current and done < limit_bytes:
            done += self._read_current(self._current, feed, now, limit_bytes - done)
        if done < limit_bytes:
            self._finish_idle(feed, now)
        return done

    def take_skipped(self) -> int:
        """Return how many bytes of over-long lines were passed over since the last call."""
        return sum(file.take_skipped() for file in self._files)

    def close(self) -> None:
        """Let all files go; `positions` stays."""
        self._unresolved = self.positions
        for file in self._files:
            file.close()
        self._current, self._rotated = None, []

    @property
    def _files(self) -> list[LogFile]:
        return [file for file, _ in self._rotated] + ([self._current] if self._current else [])

    def _look(self, now: float) -> None:
        """Take up saved positions, then see whether the name leads to another file now."""
        while self._unresolved:
            self._take_up(self._unresolved[0], now)
            del self._unresolved[0]
        if self._leads_elsewhere():
            self._rotate(now)
        if self._rotated and self._current and self._current.offset == 0:
            self._retire_missed(self._rotated[-1][0], now)  # it may have been filled and copied away in between

    def _leads_elsewhere(self) -> bool:
        status = self.path.stat()
        return self._current is None or self._current.identity != (status.st_dev, status.st_ino)

    def _rotate(self, now: float) -> None:
        """Open the new file; the old one, and any that came and went unseen, are read to their ends before it."""
        old, self._current = self._current, LogFile.open(self.path, self._open)
        if old:
            self._retire(old, now)
        if self._rotated:
            self._retire_missed(self._rotated[-1][0], now)

    def _take_up(self, position: Position, now: float) -> None:
        """Go on at a saved position: in the file of that name, or in what became of it."""
        self._current = self._resume_in_place(position)
        if self._current:
            return
        rest = find_rest(position, self.identities, self._open)
        if rest:
            self._retire(rest, now)
        elif position.offset:
            logger.warning("%s was rotated away while nobody read it; its rest is lost", position.path)

    def _resume_in_place(self, position: Position) -> LogFile | None:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return None
        if (status.st_dev, status.st_ino) != (position.device, position.inode):
            return None
        file = LogFile.resume(self.path, position, self._open)
        if file and file.identity != (position.device, position.inode):  # rotated since the look at its status
            file.close()
            return None
        return file

    def _retire(self, file: LogFile, now: float) -> None:
        file.path = self.path
        self._rotated.append((file, now + DRAIN_SECONDS))

    def _retire_missed(self, after: LogFile, now: float) -> None:
        for missed in newer_than(after, self.path, self.identities, self._finished, self._open):
            self._retire(missed, now)

    def _read_rotated(self, file: LogFile, feed: Feed, now: float, limit_bytes: int) -> int:
        try:
            done = _read_up_to(file, self._buffer, feed, limit_bytes)
        except (ReplacedError, OSError):  # written anew it is none of ours; damaged it must not stop the rest
            self._drop(file)
            return 0
        if done:
            self._rotated = [(each, now + DRAIN_SECONDS if each is file else until) for each, until in self._rotated]
        return done

    def _read_current(self, file: LogFile, feed: Feed, now: float, limit_bytes: int) -> int:
        try:
            return _read_up_to(file, self._buffer, feed, limit_bytes)
        except ReplacedError:
            self._truncated(file, now)
            return self._read_files(feed, now, limit_bytes)

    def _truncated(self, file: LogFile, now: float) -> None:
        """Copytruncate: what was not read yet stands in the copy; the file itself begins anew."""
        position = file.position
        file.restart()
        rest = find_rest(position, self.identities, self._open)
        if rest:
            self._retire(rest, now)
            self._retire_missed(rest, now)

    def _finish_idle(self, feed: Feed, now: float) -> None:
        for file, until in list(self._rotated):
            if now >= until:
                file.finish(self._buffer, feed)
                self._drop(file)

    def _drop(self, file: LogFile) -> None:
        self._rotated = [(each, until) for each, until in self._rotated if each is not file]
        self._finished.append(file.position)
        file.close()


def _read_up_to(file: LogFile, buffer: bytearray, feed: Feed, limit_bytes: int) -> int:
    done = 0
    while done < limit_bytes:
        step = file.read(buffer, feed)
        if step == 0:
            break
        done += step
    return done
