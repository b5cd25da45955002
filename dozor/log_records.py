"""Reads finished logs into the records of the pipeline."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from agent.aggregate.aggregator import new_aggregator
from agent.contract.wire import Aggregates, Counters
from agent.parse.format import LineFormat
from dozor.log_files import open_log, position
from models.record import Record
from models.replay import Replay

UNNAMED_SERVICE = "default"
_CHUNK_BYTES = 1 << 20


class LogError(Exception):
    """A log cannot be read; the message says which and why."""


class LogReader:
    """Records of several logs, one after the other. `counters` tells of the lines once it is through.

    Args:
        advance: called with the bytes taken from the file (compressed ones, where it is) as they are read.
    """

    def __init__(
        self, line_format: LineFormat, service: str, advance: Callable[[int], None] = lambda _read: None
    ) -> None:
        self.counters = Counters()
        self._aggregator = new_aggregator(line_format, service=service)
        self._replay = Replay()
        self._advance = advance

    def read(self, paths: Sequence[Path]) -> Iterator[Record]:
        """Yield the records.

        Raises:
            LogError: a file is missing, unreadable or no log.
        """
        for path in paths:
            try:
                yield from self._read_file(path)
            except (OSError, EOFError) as error:
                raise LogError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
        yield from self._replay.finish()

    def _read_file(self, path: Path) -> Iterator[Record]:
        rest = b""
        with open_log(path) as file:
            while chunk := self._chunk(file):
                data = rest + chunk
                rest = data[self._aggregator.feed(data) :]
                yield from self._drain()
        if rest:
            self._aggregator.feed(rest + b"\n")
        yield from self._drain()

    def _chunk(self, file: BinaryIO) -> bytes:
        before = position(file)
        chunk = file.read(_CHUNK_BYTES)
        self._advance(position(file) - before)
        return chunk

    def _drain(self) -> Iterator[Record]:
        drained = self._aggregator.drain()
        self.counters.lines += drained.counters.lines
        self.counters.malformed += drained.counters.malformed
        self.counters.malformed_samples = (self.counters.malformed_samples + drained.counters.malformed_samples)[:3]
        return self._replay.add(_named(drained.aggregates), drained.samples)


def _named(aggregates: Aggregates) -> Aggregates:
    """Give a name to the service of a format that has none: an empty one means "all" elsewhere."""
    aggregates.services = [name or UNNAMED_SERVICE for name in aggregates.services]
    return aggregates
