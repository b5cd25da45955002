"""What is kept of one source's lines: generations of which the oldest go first, and a count of those that went."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from agent.logbook.entry import ENTRY, STREAMS
from agent.logbook.kernel import shift
from agent.logbook.segment import Extent, find_extents, viewed

logger = logging.getLogger(__name__)

SEGMENT_MOST_BYTES: Final = 16 * 1024**2
SEGMENT_LEAST_BYTES: Final = 64 * 1024
GENERATIONS: Final = 8
CLOCK_BACK_NS: Final = 2_000_000_000
"""Where lines are older than those before by more than this, a generation begins: within one, time goes on."""


Point = tuple[int, int]
"""An instant (ns), and how many lines are of it."""


class Spool:
    """Lines are numbered from 0 on, and keep their number; a generation's name is that of its first line.

    So the numbers that are missing are the lines that were dropped, whatever happened to whoever counted.
    """

    def __init__(self, folder: Path, *, bound_bytes: int) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self.trouble = ""
        self.bound_bytes = bound_bytes
        self._sealed = find_extents(folder)
        self._active: Extent | None = None
        self._files: tuple[int, int] | None = None
        self._next = self._sealed[-1].end if self._sealed else 0
        self._listeners: set[asyncio.Event] = set()
        self._resume_points: tuple[Point, Point] | None = None
        self._segment_bytes = min(max(bound_bytes // GENERATIONS, SEGMENT_LEAST_BYTES), SEGMENT_MOST_BYTES)

    @property
    def extents(self) -> list[Extent]:
        """The generations, oldest first."""
        return [*self._sealed, *([self._active] if self._active and self._active.lines else [])]

    @property
    def next_line(self) -> int:
        """The number that the next line gets."""
        return self._next

    @property
    def size(self) -> int:
        """What all generations take on disk."""
        return sum(extent.size for extent in self.extents)

    @property
    def dropped_lines(self) -> int:
        """How many lines there were that are not kept."""
        return self._next - sum(extent.lines for extent in self.extents)

    def append(self, text: bytes, index: bytearray) -> None:
        """Add lines. Where the disk does not take them they are counted as dropped, and `trouble` says why."""
        lines = len(index) // ENTRY.size
        if not lines:
            return
        self._resume_points = None
        try:
            self._write(text, index)
            self._say("")
        except OSError as error:
            self._abandon()
            self._say(f"{self.folder}: {error.strerror}")
        self._next += lines
        while self.size > self.bound_bytes and self._sealed:
            self.drop_oldest()
        self.wake()

    def drop_oldest(self) -> None:
        """Delete the oldest generation."""
        if not self._sealed:
            self.seal()
        if self._sealed:
            self._sealed.pop(0).remove()

    def seal(self) -> None:
        """End the generation that is written: the next line begins another one."""
        if self._files:
            for descriptor in self._files:
                os.close(descriptor)
        if self._active and self._active.lines:
            self._sealed.append(self._active)
        elif self._active:
            self._active.remove()
        self._active, self._files = None, None

    def cut_to(self, next_line: int) -> None:
        """Take back what was appended from a line on."""
        self._resume_points = None
        self.seal()
        while self._sealed and self._sealed[-1].first >= next_line:
            self._sealed.pop().remove()
        if self._sealed and self._sealed[-1].end > next_line:
            self._sealed.append(_shortened(self._sealed.pop(), next_line))
        self._next = min(self._next, next_line)

    def resume_points(self) -> tuple[Point, Point]:
        """Return for stdout and stderr: the instant (ns) of the newest line, and how many lines are of that instant.

        It is asked for again and again while an engine is away, and to find it a whole generation may be gone through.
        """
        self._resume_points = self._resume_points or self._find_resume_points()
        return self._resume_points

    def _find_resume_points(self) -> tuple[Point, Point]:
        newest: dict[str, tuple[int, int]] = {}
        over: set[str] = set()
        for at_ns, stream in self._backwards():
            known, count = newest.get(stream, (at_ns, 0))
            if known == at_ns and stream not in over:
                newest[stream] = (at_ns, count + 1)
            else:
                over.add(stream)
            if len(over) == len(STREAMS):
                break
        oldest = (self.extents[-1].first_ns, 0) if self.extents else (0, 0)
        return newest.get("stdout", oldest), newest.get("stderr", oldest)

    @contextlib.contextmanager
    def listened(self, event: asyncio.Event) -> Iterator[None]:
        """Have an event set whenever lines come."""
        self._listeners.add(event)
        try:
            yield
        finally:
            self._listeners.discard(event)

    def wake(self) -> None:
        """Have who listens look again."""
        for event in self._listeners:
            event.set()

    def _backwards(self) -> Iterator[tuple[int, str]]:
        if not self.extents:
            return
        with contextlib.suppress(OSError), viewed(self.extents[-1]) as view:
            for line in range(view.extent.lines - 1, -1, -1):
                entry = view.entry(line)
                yield entry.at_ns, entry.stream

    def _write(self, text: bytes, index: bytearray) -> None:
        first_ns = int.from_bytes(index[:8], "little")
        if self._active and (
            self._active.size >= self._segment_bytes or first_ns + CLOCK_BACK_NS < self._active.last_ns
        ):
            self.seal()
        active, files = self._begun()
        grown = active.grown(text, index)
        shift(index, active.text_bytes)
        _write_all(files[0], text)
        _write_all(files[1], index)
        self._active = grown

    def _begun(self) -> tuple[Extent, tuple[int, int]]:
        if self._active is None or self._files is None:
            active = Extent(self.folder, self._next)
            text = _create(active.text)
            try:
                self._files = text, _create(active.index)
            except OSError:
                os.close(text)
                active.remove()
                raise
            self._active = active
        return self._active, self._files

    def _abandon(self) -> None:
        """Keep of the generation what was whole before the disk refused; the lines that are lost end it."""
        if self._active and self._files:
            with contextlib.suppress(OSError):
                os.ftruncate(self._files[0], self._active.text_bytes)
                os.ftruncate(self._files[1], self._active.lines * ENTRY.size)
        self.seal()

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            logger.warning("lines of logs are dropped: %s", trouble) if trouble else logger.info("lines are kept again")
        self.trouble = trouble


def gaps(extents: list[Extent]) -> Iterator[tuple[int, int]]:
    """Yield (number of the first, how many) of lines that are missing between generations."""
    for before, after in pairwise(extents):
        if after.first > before.end:
            yield before.end, after.first - before.end


def _shortened(extent: Extent, next_line: int) -> Extent:
    lines = next_line - extent.first
    with viewed(extent) as view:
        last = view.entry(lines - 1)
    os.truncate(extent.index, lines * ENTRY.size)
    os.truncate(extent.text, last.end)
    return replace(extent, lines=lines, text_bytes=last.end, last_ns=last.at_ns)


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o600)


def _write_all(descriptor: int, data: bytes | bytearray) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
