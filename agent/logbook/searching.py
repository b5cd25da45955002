"""Going through a source's generations for a filter, in a thread of its own, until what is wanted or the time is up."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from agent.contract.asking import LogLine, ReadLogs, Skipped
from agent.logbook.filters import Filter
from agent.logbook.matching import find_lines, piece_end, piece_start
from agent.logbook.segment import Extent, View, viewed
from agent.logbook.shelf import Kept
from agent.logbook.showing import Shown
from agent.logbook.spool import gaps

STEP_SECONDS: Final = 0.03
"""How long a thread searches before the agent's other work gets its turn, and the time is looked at."""

STEP_LINES: Final = 500
MOST_CONTEXT: Final = 200
SLACK_NS: Final = 3_000_000_000
DROPPED: Final = "the disk or the spool was full"
_THREADS: Final = ThreadPoolExecutor(2, "logbook")
_T = TypeVar("_T")


class Budget:
    """How long a question may be looked into, and what was looked at. Who reads the answer slowly does not spend it."""

    def __init__(self, within_seconds: float) -> None:
        self._within_seconds = within_seconds
        self._used = 0.0
        self._began: float | None = None
        self.scanned_bytes = 0

    @property
    def is_spent(self) -> bool:
        """Whether the time is up."""
        going_on = 0.0 if self._began is None else time.monotonic() - self._began
        return self._used + going_on >= self._within_seconds

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Have time pass."""
        self._began = time.monotonic()
        try:
            yield
        finally:
            self._used += time.monotonic() - self._began
            self._began = None


async def in_thread(work: Callable[[], _T]) -> _T:
    """Do something in one of the threads that search."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work)


def in_time(extent: Extent, wanted: Filter) -> bool:
    """Tell whether a generation may have lines of the wanted time; streams are a little out of step."""
    return extent.last_ns + SLACK_NS >= wanted.wish.since_ns and extent.first_ns < wanted.wish.until_ns + SLACK_NS


class Search:
    """One question put to one source. What it finds comes in order; `stopped` tells where the time was up."""

    def __init__(self, kept: Kept, question: ReadLogs, wanted: Filter, budget: Budget) -> None:
        self._kept = kept
        self._wanted = wanted
        self._budget = budget
        self._question = question
        self._context = min(max(question.context, 0), MOST_CONTEXT)
        self._step_lines = max(STEP_LINES // (1 + 2 * self._context), 1)
        self.stopped = False

    async def forward(self, extents: list[Extent], from_line: int = 0) -> AsyncGenerator[LogLine | Skipped, None]:
        """Yield what is wanted of the generations, from a line on."""
        shown = self._shown(from_line)
        missing = dict(gaps(extents))
        for extent in extents:
            if extent.end > from_line and in_time(extent, self._wanted):
                line = max(from_line - extent.first, 0)
                while line < extent.lines and not self._spent():
                    found, line = await in_thread(lambda at=line, of=extent: self._step(of, at, shown))  # type: ignore[misc]
                    for each in found:
                        yield each
            if extent.end in missing and in_time(extent, self._wanted):
                yield Skipped(source=self._kept.title, lines=missing[extent.end], why=DROPPED)

    async def newest(self, extents: list[Extent], count: int) -> AsyncGenerator[LogLine | Skipped, None]:
        """Yield the newest so many lines that are wanted, and what is missing among them."""
        found: list[tuple[Extent, list[int]]] = []
        for extent in reversed(extents):
            if count > 0 and in_time(extent, self._wanted) and not self._spent():
                lines = await in_thread(lambda of=extent, most=count: self._newest_of(of, most))  # type: ignore[misc]
                found.append((extent, lines))
                count -= len(lines)
        shown, missing = self._shown(0), dict(gaps(extents))
        for extent, lines in reversed(found):
            for at in range(0, len(lines), self._step_lines):
                for each in await in_thread(lambda of=extent, at=at, all_=lines: self._show(of, all_, at, shown)):  # type: ignore[misc]
                    yield each
            if extent.end in missing:
                yield Skipped(source=self._kept.title, lines=missing[extent.end], why=DROPPED)

    def _shown(self, from_line: int) -> Shown:
        kept, groups = self._kept, self._question.group_lines
        return Shown(
            kept.title,
            kept.key,
            context=self._context,
            group_lines=groups,
            from_line=from_line,
            fields=self._wanted.fields,
        )

    def _spent(self) -> bool:
        self.stopped = self.stopped or self._budget.is_spent
        return self.stopped

    def _step(self, extent: Extent, line: int, shown: Shown) -> tuple[list[LogLine | Skipped], int]:
        """Look for some time or until there is something; return it, and the line to go on with."""
        until = time.monotonic() + STEP_SECONDS
        try:
            with self._budget.running(), viewed(extent) as view:
                while line < extent.lines:
                    end = piece_end(view, self._wanted, line, extent.lines)
                    lines, then = find_lines(view, self._wanted, line, end, most=self._step_lines)
                    self._budget.scanned_bytes += view.start(then) - view.start(line)
                    line = then
                    if lines:
                        return list(shown.show(view, lines, self._searched(view, line))), line
                    if time.monotonic() >= until:
                        break
                return [], line
        except OSError:  # dropped meanwhile
            return [Skipped(source=self._kept.title, lines=extent.lines - line, why=DROPPED)], extent.lines

    def _searched(self, view: View, line: int) -> int:
        """Return up to which line the context after a piece's last match may go: to the next match."""
        if not self._context:
            return view.extent.lines
        until = min(line + self._context, view.extent.lines)
        ahead, _ = find_lines(view, self._wanted, line, until, most=1)
        return ahead[0] if ahead else view.extent.lines

    def _newest_of(self, extent: Extent, count: int) -> list[int]:
        found: list[int] = []
        try:
            with self._budget.running(), viewed(extent) as view:
                for first, last in _pieces_backwards(view, self._wanted):
                    lines, _ = find_lines(view, self._wanted, first, last, most=last - first)
                    self._budget.scanned_bytes += view.start(last) - view.start(first)
                    found = lines + found
                    if len(found) >= count or self._spent():
                        break
        except OSError:
            return []
        return found[-count:]

    def _show(self, extent: Extent, lines: list[int], at: int, shown: Shown) -> list[LogLine]:
        part, following = lines[at : at + self._step_lines], lines[at + self._step_lines :]
        end = following[0] if following else extent.lines
        try:
            with viewed(extent) as view:
                return list(shown.show(view, part, end))
        except OSError:
            return []


def _pieces_backwards(view: View, wanted: Filter) -> Iterator[tuple[int, int]]:
    last = view.extent.lines
    while last:
        first = piece_start(view, wanted, last)
        yield first, last
        last = first
