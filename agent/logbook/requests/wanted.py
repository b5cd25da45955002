"""Which requests a question wants: led to by what stands in their lines, then read and tested."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from agent.contract.asking import ReadLogs, WantedRequests
from agent.contract.requests import Request, RequestTest, RequestTestError, check_of
from agent.logbook.filters import Filter, QuestionError
from agent.logbook.requests.record import RequestReader

_LITERAL: Final = re.compile(r"[\w./:@=&;,+~%$!()-]{3,}", re.ASCII)
_AS_WRITTEN: Final = frozenset({"path", "query", "id"})


class RequestFilter(Filter):
    """What a question wants of the records of one log. Without `is_checked` it only leads to lines."""

    def __init__(self, question: ReadLogs, wanted: WantedRequests, reader: RequestReader, *, is_checked: bool) -> None:
        super().__init__(question)
        self.reader = reader
        self.fields = reader.fields  # type: ignore[method-assign] # what a request has instead of what JSON says
        self.wants = _wants(wanted)
        if reader.is_plain and not self.needle and not self.expression:
            self.needle = _lead(wanted.tests)
        if is_checked:
            self.checks.append(self._is_wanted)

    def _is_wanted(self, line: bytes) -> bool:
        request = self.reader.read(line)
        return request is not None and self.wants(request)


def _wants(wanted: WantedRequests) -> Callable[[Request], bool]:
    try:
        holds = check_of(wanted.tests)
    except RequestTestError as error:
        raise QuestionError(str(error)) from error
    if wanted.services is None:
        return holds
    services = frozenset(wanted.services)
    return lambda request: request.service in services and holds(request)


def _lead(tests: Sequence[RequestTest]) -> bytes:
    """Return the longest text that has to stand in each line that is wanted, as NGINX writes it."""
    literals = [test.values[0] for test in tests if len(test.values) == 1 and not test.negated and _stands(test)]
    return max(literals, key=len, default="").encode()


def _stands(test: RequestTest) -> bool:
    return test.field in _AS_WRITTEN and test.op in {"is", "has"} and bool(_LITERAL.fullmatch(test.values[0]))
