"""Answers to CountRequests: requests by class of status in steps of time, and the most frequent values of fields."""

from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from typing import Final

from agent.contract.asking import (
    Answer,
    CountedFrom,
    CountRequests,
    End,
    Facet,
    MemberCounts,
    ReadLogs,
    RequestCounts,
)
from agent.contract.requests import FIELDS, NUMBERS, Request
from agent.logbook.filters import QuestionError
from agent.logbook.matching import find_lines, piece_start
from agent.logbook.reading import MOST_SECONDS
from agent.logbook.requests.members import MemberCounter
from agent.logbook.requests.record import RequestReader
from agent.logbook.requests.wanted import RequestFilter
from agent.logbook.searching import Budget, in_thread, in_time
from agent.logbook.segment import Extent, View, viewed
from agent.logbook.shelf import Kept

MOST_STEPS: Final = 3600
MOST_TOP: Final = 100
MOST_VALUES: Final = 50_000
"""Of one field; where there are more, those that were met once so far are forgotten."""

ROUND_LINES: Final = 4000
FACETS: Final = frozenset(FIELDS) - NUMBERS | {"status"}


class RequestCounter:
    """Counts by step and class, and by field and value."""

    def __init__(self, question: CountRequests) -> None:
        if not 0 < question.since_at < question.until_at or not question.step_seconds > 0:
            raise QuestionError("a span of time and a step are needed")
        if not (question.until_at - question.since_at) / question.step_seconds <= MOST_STEPS:
            raise QuestionError(f"up to {MOST_STEPS} steps can be counted")
        unknown = set(question.facets) - FACETS
        if unknown:
            raise QuestionError(f"there is nothing to count by {min(unknown)!r}")
        self._since_at, self._step_seconds = question.since_at, question.step_seconds
        self._top = min(max(question.top, 1), MOST_TOP)
        self._steps: Counter[tuple[int, str]] = Counter()
        self._facets: dict[str, Counter[str]] = {field: Counter() for field in question.facets}
        self._places = [(FIELDS.index(field), counter) for field, counter in self._facets.items()]
        self._members = MemberCounter(question.members) if question.members > 0 else None

    def add(self, at: float, request: Request) -> None:
        """Count a request."""
        self._steps[int((at - self._since_at) // self._step_seconds), request.status_class] += 1
        for place, counter in self._places:
            counter[str(request[place])] += 1
        if self._members:
            self._members.add(request)

    def tidy(self) -> None:
        """Keep what is counted within bounds: whoever asks for something new each time fills no memory."""
        for field, counter in self._facets.items():
            if len(counter) > MOST_VALUES:
                self._facets[field] = Counter(dict(counter.most_common(MOST_VALUES // 2)))
        self._places = [(FIELDS.index(field), counter) for field, counter in self._facets.items()]
        if self._members:
            self._members.tidy()

    def answers(self) -> Iterator[RequestCounts | Facet | MemberCounts]:
        """Yield the steps in which there was something, and the most frequent values."""
        by_step: dict[int, dict[str, int]] = {}
        for (step, name), count in sorted(self._steps.items()):
            by_step.setdefault(step, {})[name] = count
        for step, classes in by_step.items():
            yield RequestCounts(at=self._since_at + step * self._step_seconds, classes=classes)
        for field, counter in self._facets.items():
            for value, count in counter.most_common(self._top):
                yield Facet(field=field, value=value, count=count)
        if self._members:
            yield from self._members.answers()


async def count_requests(
    sources: Sequence[tuple[Kept, RequestReader]], question: CountRequests
) -> AsyncGenerator[Answer, None]:
    """Yield what was counted, the newest requests first, and from when on where there was no time for all.

    Raises:
        QuestionError: it cannot be answered as it is.
    """
    counter = RequestCounter(question)
    budget = Budget(min(max(question.within_seconds, 0.0), MOST_SECONDS))
    span = ReadLogs(sources=[], since_at=question.since_at, until_at=question.until_at)
    wanted = {kept.title: RequestFilter(span, question.requests, reader, is_checked=False) for kept, reader in sources}
    parts = [(extent, wanted[kept.title]) for kept, _ in sources for extent in kept.spool.extents]
    reached = question.since_at
    for extent, filter_ in sorted(parts, key=lambda part: -part[0].last_ns):
        if not in_time(extent, filter_):
            continue
        stopped = await _count(extent, filter_, counter, budget)
        reached = max(reached, stopped)
    for each in counter.answers():
        yield each
    is_cut = reached > question.since_at
    if is_cut:
        yield CountedFrom(at=reached)
    yield End(more=is_cut, scanned_bytes=budget.scanned_bytes)


async def _count(extent: Extent, wanted: RequestFilter, counter: RequestCounter, budget: Budget) -> float:
    """Count a generation from its end on; return from when on that is done, 0 where it is whole."""
    last = extent.lines
    while last:
        if budget.is_spent:
            return _instant(extent, last - 1)
        last = await in_thread(lambda before=last: _round(extent, wanted, counter, budget, before))  # type: ignore[misc]
        counter.tidy()
    return 0.0


def _round(extent: Extent, wanted: RequestFilter, counter: RequestCounter, budget: Budget, last: int) -> int:
    """Count a piece that ends before a line; return with which line it begins."""
    try:
        with budget.running(), viewed(extent) as view:
            first = max(piece_start(view, wanted, last), last - ROUND_LINES)
            lines, _ = find_lines(view, wanted, first, last, most=last - first)
            budget.scanned_bytes += view.start(last) - view.start(first)
            _add(view, lines, wanted, counter)
            return first if view.entry(first).at_ns >= wanted.wish.since_ns else 0
    except OSError:  # dropped meanwhile
        return 0


def _add(view: View, lines: Sequence[int], wanted: RequestFilter, counter: RequestCounter) -> None:
    read, wants = wanted.reader.read, wanted.wants
    for line in lines:
        request = read(view.line(line))
        if request is not None and wants(request):
            counter.add(view.entry(line).at_ns / 1e9, request)


def _instant(extent: Extent, line: int) -> float:
    try:
        with viewed(extent) as view:
            return view.entry(line).at_ns / 1e9
    except OSError:
        return 0.0
