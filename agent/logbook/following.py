"""What comes, as it comes. A slow reader costs no memory: it reads the spool, and passes over what it cannot take."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Sequence
from typing import Final

from agent.contract.asking import LogLine, ReadLogs, Skipped
from agent.logbook.filters import Filter
from agent.logbook.kernel import line_at
from agent.logbook.matching import find_lines, piece_end
from agent.logbook.searching import DROPPED, in_thread
from agent.logbook.segment import Extent, View, viewed
from agent.logbook.shelf import Kept
from agent.logbook.showing import GROUP_LINES, Shown

ROUND_SECONDS: Final = 0.1
GROUP_SECONDS: Final = 0.25
"""How long the last line waits for others that belong to it."""

ROUND_LINES: Final = 1000
FIND_SECONDS: Final = 0.2
"""How long a round may look for what is wanted: the slowest expressions take a minute for LAG_BYTES."""

LAG_BYTES: Final = 8 * 1024**2
"""Of all sources together, what a round reads: it is in memory at once, several times over."""

LEAST_LAG_BYTES: Final = 256 * 1024
TOO_SLOW: Final = "they came faster than they were read"


class Follower:
    """Follows sources from a line of each on."""

    def __init__(
        self, sources: Sequence[Kept], starts: Sequence[int], question: ReadLogs, wanted: Sequence[Filter]
    ) -> None:
        lag_bytes = max(LAG_BYTES // len(sources), LEAST_LAG_BYTES)
        self._cursors = [
            _Cursor(kept, start, question, each, lag_bytes)
            for kept, start, each in zip(sources, starts, wanted, strict=True)
        ]

    async def run(self) -> AsyncGenerator[LogLine | Skipped, None]:
        """Yield lines by rounds, each in order of time, until nobody wants more."""
        grown = asyncio.Event()
        with contextlib.ExitStack() as listening:
            for cursor in self._cursors:
                listening.enter_context(cursor.kept.spool.listened(grown))
            while True:
                grown.clear()
                found = [each for cursor in self._cursors for each in await cursor.take()]
                for each in sorted(found, key=lambda each: each.at if isinstance(each, LogLine) else 0.0):
                    yield each
                await asyncio.sleep(ROUND_SECONDS)
                if not any(cursor.holds for cursor in self._cursors):
                    await grown.wait()


class _Cursor:
    """Where the follower stands in one source."""

    def __init__(self, kept: Kept, start: int, question: ReadLogs, wanted: Filter, lag_bytes: int) -> None:
        self.kept = kept
        self._wanted = wanted
        self._lag_bytes = lag_bytes
        self._next = start
        self._groups = question.group_lines
        self._seen = (start, 0.0)
        self._told_gone_at = 0.0
        groups = question.group_lines
        self._shown = Shown(kept.title, kept.key, context=0, group_lines=groups, from_line=start, fields=wanted.fields)

    @property
    def holds(self) -> bool:
        """Whether there is something that will be told soon."""
        return self._next < self.kept.spool.next_line or self._is_newly_gone

    async def take(self) -> list[LogLine | Skipped]:
        """Return what came since, in no more than ROUND_LINES lines."""
        end, now = self.kept.spool.next_line, asyncio.get_running_loop().time()
        if end != self._seen[0]:
            self._seen = end, now
        if end <= self._next:
            return self._tell_gone()
        waits = self._groups and now - self._seen[1] < GROUP_SECONDS
        extents = [extent for extent in self.kept.spool.extents if extent.end > self._next]
        return await in_thread(lambda: self._read(extents, end, waits=waits))

    @property
    def _is_newly_gone(self) -> bool:
        return self.kept.label.gone_at not in {0.0, self._told_gone_at}

    def _tell_gone(self) -> list[LogLine | Skipped]:
        """Say once that nothing comes any more, until something does again under that name."""
        if not self._is_newly_gone:
            return []
        self._told_gone_at = self.kept.label.gone_at
        return [Skipped(source=self.kept.title, lines=0, why=f"the {self.kept.label.kind} is gone")]

    def _read(self, extents: list[Extent], end: int, *, waits: bool) -> list[LogLine | Skipped]:
        """Read the last generation's new lines; of those before only what fits into a round."""
        told: list[LogLine | Skipped] = []
        for extent in extents[-2:]:
            told += self._pass_over(extent.first, DROPPED if extent is extents[0] else TOO_SLOW)
            try:
                with viewed(extent) as view:
                    last = extent.lines if extent.end < end or not waits else _group_start(view)
                    told += self._read_from(view, last)
                    if self._next < extent.first + last:
                        return told  # the next round goes on there
            except OSError:
                told += self._pass_over(extent.end, DROPPED)
        if not extents or (extents[-1].end < end and self._next >= extents[-1].end):
            told += self._pass_over(end, DROPPED)
        return told

    def _read_from(self, view: View, last: int) -> list[LogLine | Skipped]:
        told: list[LogLine | Skipped] = []
        room = line_at(view.index, last, max(view.start(last) - self._lag_bytes, 0))
        if view.start(last) - self._lag_bytes > view.start(max(self._next - view.extent.first, 0)):
            told += self._pass_over(view.extent.first + room, TOO_SLOW)
        first = self._next - view.extent.first
        lines, done = self._find(view, first, last)
        if len(lines) > ROUND_LINES:
            told.append(Skipped(source=self.kept.title, lines=len(lines) - ROUND_LINES, why=TOO_SLOW))
        told += self._shown.show(view, lines[-ROUND_LINES:], done)
        self._next = max(self._next, view.extent.first + done)
        return told

    def _find(self, view: View, line: int, last: int) -> tuple[list[int], int]:
        """Return the lines that are wanted, and before which one the time was up."""
        found: list[int] = []
        until = time.monotonic() + FIND_SECONDS
        while line < last:
            lines, line = find_lines(view, self._wanted, line, piece_end(view, self._wanted, line, last), most=last)
            found += lines
            if time.monotonic() >= until:
                break
        return found, line

    def _pass_over(self, until: int, why: str) -> list[LogLine | Skipped]:
        if until <= self._next:
            return []
        skipped = Skipped(source=self.kept.title, lines=until - self._next, why=why)
        self._next = until
        return [skipped]


def _group_start(view: View) -> int:
    """Return where the group of the last line begins, which may not be over."""
    line = view.extent.lines - 1
    while line > max(view.extent.lines - GROUP_LINES, 0) and view.entry(line).continues:
        line -= 1
    return line
