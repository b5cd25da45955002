"""All logs of the node: found by their patterns, read in turn, each line into the aggregator of its format."""

import glob
import logging
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from agent.aggregate.aggregator import Aggregator, Drained, new_aggregator
from agent.combine import combine
from agent.logfile import BUFFER_BYTES
from agent.parse.format import LineFormat
from agent.position import Position
from agent.rotation import is_rotated_name
from agent.settings import LogSource
from agent.tail import LogTail

logger = logging.getLogger(__name__)

LOOK_FOR_FILES_SECONDS: Final = 5.0
ROTATION_SECONDS: Final = 10.0
"""How long a log that was renamed may be away before that is a trouble: NGINX makes the new one when it is told to."""


class Logs:
    """What the agent reads. `formats` holds a compiled format by its name in the sources."""

    def __init__(
        self,
        sources: Iterable[LogSource],
        formats: Mapping[str, LineFormat],
        positions: Iterable[Position],
        *,
        trusted: Iterable[str] = (),
        hash_seed: int = 0,
    ) -> None:
        self._sources = tuple(sources)
        self._positions = list(positions)
        self._buffer = bytearray(BUFFER_BYTES)
        self._tails: dict[Path, tuple[LogTail, Aggregator]] = {}
        self._aggregators: dict[tuple[str, str], Aggregator] = {}
        self._troubles: dict[Path, str] = {}
        self._away_since: dict[Path, float] = {}
        self._looked_at = float("-inf")
        networks = tuple(trusted)
        for source in self._sources:
            self._aggregators[source.format, source.service] = new_aggregator(
                formats[source.format], service=source.service, trusted=networks, hash_seed=hash_seed
            )

    @property
    def is_asked(self) -> bool:
        """Whether there is any log to look for."""
        return bool(self._sources)

    @property
    def paths(self) -> list[Path]:
        """Every log that is followed, readable or not."""
        return list(self._tails)

    @property
    def positions(self) -> list[Position]:
        """Up to where every line has been fed."""
        return [position for tail, _ in self._tails.values() for position in tail.positions]

    @property
    def troubles(self) -> list[str]:
        """What keeps logs from being read, each naming its log."""
        return [trouble for trouble in self._troubles.values() if trouble]

    def read(self, now: float, *, limit_bytes: int) -> int:
        """Read what is new, up to about the limit; return how many bytes that was. `now` is monotonic."""
        if now - self._looked_at >= LOOK_FOR_FILES_SECONDS:
            self._look_for_files()
            self._looked_at = now
        done = 0
        for tail, aggregator in self._tails.values():
            if done < limit_bytes:
                done += tail.read(aggregator.feed, now, limit_bytes=limit_bytes - done)
            self._note(tail, now)
        return done

    def drain(self) -> Drained:
        """Return all that was read since the last drain."""
        drained = combine([aggregator.drain() for aggregator in self._aggregators.values()])
        drained.counters.bytes_skipped += sum(tail.take_skipped() for tail, _ in self._tails.values())
        return drained

    def reseed(self, hash_seed: int) -> None:
        """Hash by another seed from now on; to be called after a drain."""
        for aggregator in self._aggregators.values():
            aggregator.reseed(hash_seed)

    def close(self) -> None:
        """Let all files go."""
        for tail, _ in self._tails.values():
            tail.close()

    def _look_for_files(self) -> None:
        for source in self._sources:
            for path in sorted(self._matches(source.pattern) - self._tails.keys()):
                positions = [position for position in self._positions if position.path == str(path)]
                aggregator = self._aggregators[source.format, source.service]
                self._tails[path] = LogTail(path, self._buffer, positions), aggregator

    def _matches(self, pattern: str) -> set[Path]:
        """A plain path counts though nothing is there yet, and a saved position though its file was renamed."""
        if not glob.has_magic(pattern):
            return {Path(pattern)}
        found = {path for path in map(Path, glob.glob(pattern)) if not is_rotated_name(path)}  # noqa: PTH207 - absolute
        return found | {Path(each.path) for each in self._positions if fnmatch(each.path, pattern)}

    def _note(self, tail: LogTail, now: float) -> None:
        if not (tail.trouble and tail.is_rotating):
            self._away_since.pop(tail.path, None)
        elif now - self._away_since.setdefault(tail.path, now) < ROTATION_SECONDS:
            return
        if tail.trouble != self._troubles.get(tail.path, ""):
            logger.warning("cannot read %s", tail.trouble) if tail.trouble else logger.info("reading %s", tail.path)
        self._troubles[tail.path] = tail.trouble
