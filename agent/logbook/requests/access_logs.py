"""The access logs that are kept: which format each has, and answers to questions about their requests."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

import msgspec

from agent.contract.asking import Answer, CountRequests, ReadLogs, WantedRequests
from agent.logbook.files import LogFiles
from agent.logbook.filters import Filter, QuestionError
from agent.logbook.reading import MOST_SOURCES, find_sources, read_logs
from agent.logbook.requests.counting import count_requests
from agent.logbook.requests.record import RequestReader
from agent.logbook.requests.wanted import RequestFilter
from agent.logbook.shelf import Kept, Shelf
from agent.parse.fields import read_network
from agent.parse.format import LineFormat
from agent.settings import LogSource

KIND: Final = "access"
_NOTHING: Final = "this node keeps no records of requests: DOZOR_LOG_REQUESTS is 0, or there is no access log"


@dataclass(frozen=True, kw_only=True)
class AccessSources:
    """Which logs of requests there are. `formats` holds a compiled format by its name; `trusted` are proxies before."""

    logs: Sequence[LogSource] = ()
    formats: Mapping[str, LineFormat] = field(default_factory=dict)
    trusted: Sequence[str] = ()


class AccessLogs:
    """The logs of requests on a shelf."""

    def __init__(self, sources: AccessSources, shelf: Shelf) -> None:
        self._shelf = shelf
        networks = [read_network(each) for each in sources.trusted]
        self._readers = [
            (log.pattern, RequestReader(sources.formats[log.format], service=log.service, trusted=networks))
            for log in sources.logs
        ]
        self.files = LogFiles([log.pattern for log in sources.logs], shelf, kind=KIND, stamp=self._written_at)

    async def read(self, question: ReadLogs, wanted: WantedRequests) -> AsyncGenerator[Answer, None]:
        """Yield the requests that are asked for.

        Raises:
            QuestionError: it cannot be answered as it is.
        """

        def filter_of(kept: Kept) -> Filter:
            return RequestFilter(question, wanted, self._reader(kept), is_checked=True)

        titles = question.sources or self._titles()
        async with aclosing(
            read_logs(self._shelf, msgspec.structs.replace(question, sources=titles), filter_of)
        ) as answers:
            async for answer in answers:
                yield answer

    async def count(self, question: CountRequests) -> AsyncGenerator[Answer, None]:
        """Yield how many requests there were.

        Raises:
            QuestionError: it cannot be answered as it is.
        """
        found = find_sources(self._shelf, question.sources or self._titles())
        async with aclosing(count_requests([(kept, self._reader(kept)) for kept in found], question)) as answers:
            async for answer in answers:
                yield answer

    def _titles(self) -> list[str]:
        titles = [kept.title for kept in self._shelf if kept.label.kind == KIND]
        if not titles:
            raise QuestionError(_NOTHING)
        return titles[:MOST_SOURCES]

    def _reader(self, kept: Kept) -> RequestReader:
        """Return who reads a log's lines; one that is followed no more is read as it was, or as the first is."""
        if kept.label.kind != KIND:
            raise QuestionError(f"{kept.title!r} is no log of requests")
        name = kept.label.name
        fitting = (reader for pattern, reader in self._readers if pattern == name or fnmatchcase(name, pattern))
        reader = next(fitting, self._readers[0][1] if self._readers else None)
        if reader is None:
            raise QuestionError(_NOTHING)
        return reader

    def _written_at(self, line: bytes) -> float | None:
        return next((at for _, reader in self._readers if (at := reader.written_at(line)) is not None), None)
