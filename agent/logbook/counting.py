"""Answers to CountLogs: how many lines of which level there were, in steps of time."""

from array import array
from collections.abc import AsyncGenerator, Iterable
from typing import Final

from agent.contract.asking import Answer, CountLogs, End, LogCounts
from agent.logbook.entry import LEVELS
from agent.logbook.filters import Filter, QuestionError
from agent.logbook.kernel import count
from agent.logbook.matching import find_lines, piece_end
from agent.logbook.reading import MOST_SECONDS, find_sources
from agent.logbook.searching import Budget, in_thread, in_time
from agent.logbook.segment import Extent, View, viewed
from agent.logbook.shelf import Shelf

MOST_STEPS: Final = 3600


class Histogram:
    """Counts by step and level. A generation that is dropped meanwhile counts for nothing."""

    def __init__(self, question: CountLogs, wanted: Filter) -> None:
        if not 0 < question.since_at < question.until_at or not question.step_seconds > 0:
            raise QuestionError("a span of time and a step are needed")
        steps = (question.until_at - question.since_at) / question.step_seconds
        if not steps <= MOST_STEPS:
            raise QuestionError(f"up to {MOST_STEPS} steps can be counted")
        self._wanted = wanted
        self._start_ns = wanted.wish.since_ns
        self._step_ns = max(round(question.step_seconds * 1e9), 1)
        self._bins = array("Q", bytes(8 * len(LEVELS) * (int(steps) + 1)))

    def add(self, extent: Extent, budget: Budget) -> bool:
        """Count a generation; tell whether there was time for all of it."""
        try:
            with budget.running(), viewed(extent) as view:
                if not self._wanted.wants_text:
                    self._count(view, 0, extent.lines)
                    return True
                return self._add_found(view, budget)
        except OSError:
            return True

    def steps(self) -> Iterable[LogCounts]:
        """Yield the steps in which there were lines."""
        for at in range(0, len(self._bins), len(LEVELS)):
            levels = {name: n for name, n in zip(LEVELS, self._bins[at : at + len(LEVELS)], strict=True) if n}
            if levels:
                yield LogCounts(at=(self._start_ns + at // len(LEVELS) * self._step_ns) / 1e9, levels=levels)

    def _add_found(self, view: View, budget: Budget) -> bool:
        line = 0
        while line < view.extent.lines:
            if budget.is_spent:
                return False
            end = piece_end(view, self._wanted, line, view.extent.lines)
            found, then = find_lines(view, self._wanted, line, end, most=end - line)
            budget.scanned_bytes += view.start(then) - view.start(line)
            for each in found:
                self._count(view, each, each + 1)
            line = then
        return True

    def _count(self, view: View, first: int, last: int) -> None:
        count(view.index, first, last, self._wanted.wish, self._start_ns, self._step_ns, self._bins)


async def count_logs(shelf: Shelf, question: CountLogs) -> AsyncGenerator[Answer, None]:
    """Yield the steps in which there were lines, and an End whose `more` says that not all were looked at in time.

    Raises:
        QuestionError: it cannot be answered as it is.
    """
    sources = find_sources(shelf, question.sources)
    wanted = Filter(question)
    budget = Budget(min(max(question.within_seconds, 0.0), MOST_SECONDS))
    histogram = Histogram(question, wanted)
    whole = True
    for extent in [extent for kept in sources for extent in kept.spool.extents if in_time(extent, wanted)]:
        whole = await in_thread(lambda of=extent: histogram.add(of, budget)) and whole  # type: ignore[misc]
    for step in histogram.steps():
        yield step
    error = "" if whole else "the time was up before all was counted"
    yield End(more=not whole, error=error, scanned_bytes=budget.scanned_bytes)
