"""Answers to ReadLogs: several sources merged by time, back in time first, then what comes."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Final

from agent.contract.asking import Answer, End, LogLine, ReadLogs, Skipped
from agent.logbook.filters import Filter, QuestionError
from agent.logbook.following import Follower
from agent.logbook.merging import Newest, Part, merged
from agent.logbook.searching import Budget, Search
from agent.logbook.segment import Extent
from agent.logbook.shelf import Kept, Shelf

MOST_SOURCES: Final = 64
MOST_TAIL: Final = 10_000
MOST_SECONDS: Final = 60.0


def find_sources(shelf: Shelf, titles: list[str]) -> list[Kept]:
    """Return the sources that a question names.

    Raises:
        QuestionError: there is no such source, or there are too many.
    """
    if not 0 < len(set(titles)) <= MOST_SOURCES:
        raise QuestionError(f"1 to {MOST_SOURCES} sources can be read at once")
    found = []
    for title in dict.fromkeys(titles):
        kept = shelf.find(title)
        if kept is None:
            raise QuestionError(f"there are no logs of {title!r}")
        found.append(kept)
    return found


async def read_logs(
    shelf: Shelf, question: ReadLogs, filter_of: Callable[[Kept], Filter] | None = None
) -> AsyncGenerator[Answer, None]:
    """Yield the lines that are asked for, what was passed over, and an End, which a followed one has only on failure.

    `filter_of` says what is wanted of each source, where that is not the same of all.

    Raises:
        QuestionError: it cannot be answered as it is.
    """
    sources = find_sources(shelf, question.sources)
    plain = Filter(question)
    wanted = [filter_of(kept) if filter_of else plain for kept in sources]
    budget = Budget(min(max(question.within_seconds, 0.0), MOST_SECONDS))
    extents = [kept.spool.extents for kept in sources]  # what comes after this instant is followed
    starts = [kept.spool.next_line for kept in sources]
    searches = [Search(kept, question, each, budget) for kept, each in zip(sources, wanted, strict=True)]
    merge = _Merge(question)
    if question.tail > 0 or question.since_at > 0 or not question.follow:
        parts = [merge.part(search, extent) for search, extent in zip(searches, extents, strict=True)]
        async with aclosing(merge.run(parts)) as lines:
            async for line in lines:
                yield line
    if question.follow:
        async with aclosing(Follower(sources, starts, question, wanted).run()) as lines:
            async for line in lines:
                yield line
    stopped = any(search.stopped for search in searches)
    error = "the time was up before all was searched" if stopped else ""
    yield End(more=merge.more or stopped, error=error, scanned_bytes=budget.scanned_bytes)


class _Merge:
    """What there is already: the newest so many lines of all sources, or the first. `more`: there are others."""

    def __init__(self, question: ReadLogs) -> None:
        self._tail = min(max(question.tail, 0), MOST_TAIL)
        self._limit = max(question.limit, 0)
        self.more = False

    def part(self, search: Search, extents: list[Extent]) -> Part:
        """Begin to search a source."""
        return search.newest(extents, self._tail) if self._tail else search.forward(extents)

    async def run(self, parts: list[Part]) -> AsyncGenerator[LogLine | Skipped, None]:
        """Yield the lines in order."""
        newest = Newest(self._tail)
        matched = 0
        async with aclosing(merged(parts)) as lines:
            async for line in lines:
                if isinstance(line, LogLine) and self._tail and len(parts) > 1:
                    newest.add(line)
                    continue
                matched += isinstance(line, LogLine) and line.matched
                if matched > self._limit and not self._tail:
                    self.more = True
                    break
                yield line
        for line in newest:
            yield line
        self.more = self.more or newest.overflowed
