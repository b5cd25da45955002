"""Requests as they were logged, and tests of them: what a filter means, for nodes and for what the core keeps alike.

A test is of one field; it holds where one of its values fits, and `negated` where none does. How values fit:

    is       as it is; of a status also a class, as `5xx`; of a source also a network
    has      stands in it
    above, below, least, most    a number: >, <, >=, <=

In a text a `*` stands for anything.
"""

import re
from collections.abc import Callable, Sequence
from ipaddress import ip_address, ip_network
from typing import Final, Literal, NamedTuple

import msgspec

Op = Literal["is", "has", "above", "below", "least", "most"]
FaultCode = Literal["no_value", "no_field", "not_numeric", "no_network", "no_number"]
FIELDS: Final = (
    "source",
    "service",
    "method",
    "path",
    "query",
    "status",
    "bytes",
    "duration",
    "upstream",
    "agent",
    "referer",
    "id",
    "verdict",
    "member",
    "tried",
)
NUMBERS: Final = frozenset({"status", "bytes", "duration", "upstream"})
WORD: Final = "text"
"""Not a field but all of them: what of a request may hold anything."""

_CASELESS: Final = frozenset({"agent", "referer", "method", "service", "verdict", WORD})
_REFUSED: Final = frozenset({"ban", "challenge", "limit"})


class Request(NamedTuple):
    """One request. Texts are as they were sent, as far as they can be shown; `verdict` is what Dozor did about it.

    `member` is the address behind NGINX that was asked last, which most often answered; `tried` are those before it, in
    vain, with commas between. Both are empty where nobody was asked, or the log does not tell.
    """

    source: str
    service: str
    method: str
    path: str
    query: str
    status: int
    bytes: int
    duration: float
    upstream: float
    agent: str
    referer: str
    id: str
    verdict: str
    member: str = ""
    tried: str = ""

    @property
    def status_class(self) -> str:
        """`2xx` and so on; `refused` where Dozor itself answered."""
        if is_refused(self.verdict, self.status):
            return "refused"
        return f"{self.status // 100}xx" if 100 <= self.status < 600 else "other"


class RequestTest(msgspec.Struct, kw_only=True, frozen=True):
    """What is to be so of a request."""

    field: str
    op: Op
    values: list[str]
    negated: bool = False


class RequestTestError(ValueError):
    """A test makes no sense; the text says why, `code` in a word, of `what` as it was written."""

    def __init__(self, text: str, code: FaultCode, what: str) -> None:
        super().__init__(text)
        self.code, self.what = code, what


_Check = Callable[[Request], bool]


def is_refused(verdict: str, status: int) -> bool:
    """Tell whether Dozor itself answered: under a limit, only where it struck; not where a challenge was solved."""
    return verdict in _REFUSED and not (
        (verdict == "limit" and status != 429) or (verdict == "challenge" and status == 204)
    )


def check_of(tests: Sequence[RequestTest]) -> _Check:
    """Return what says whether all tests hold of a request.

    Raises:
        RequestTestError: one makes no sense.
    """
    checks = [_of_test(test) for test in tests]
    return lambda request: all(check(request) for check in checks)


def _of_test(test: RequestTest) -> _Check:
    if not test.values:
        raise RequestTestError(f"{test.field}: a value is needed", "no_value", test.field)
    any_of = [_of_value(test.field, test.op, value) for value in test.values]
    if test.negated:
        return lambda request: not any(check(request) for check in any_of)
    return any_of[0] if len(any_of) == 1 else lambda request: any(check(request) for check in any_of)


def _of_value(field: str, op: Op, value: str) -> _Check:
    if field == "refused":
        return lambda request: is_refused(request.verdict, request.status) == (value.lower() in {"yes", "true", "1"})
    if field != WORD and field not in FIELDS:
        raise RequestTestError(f"there is no field {field!r}; there are {', '.join(FIELDS)}", "no_field", field)
    if op not in {"is", "has"}:
        return _of_number(field, op, value)
    if field == "source":
        return _of_source(value)
    if field in NUMBERS:
        return _of_class(field, value)
    return _of_text(field, op, value)


def _of_number(field: str, op: Op, value: str) -> _Check:
    if field not in NUMBERS:
        raise RequestTestError(f"{field} is no number", "not_numeric", field)
    at, bound = FIELDS.index(field), _number(field, value)
    match op:
        case "above":
            return lambda request: request[at] > bound  # type: ignore[operator]
        case "below":
            return lambda request: request[at] < bound  # type: ignore[operator]
        case "least":
            return lambda request: request[at] >= bound  # type: ignore[operator]
        case _:
            return lambda request: request[at] <= bound  # type: ignore[operator]


def _of_class(field: str, value: str) -> _Check:
    if field == "status" and re.fullmatch(r"[1-5][xX]{2}", value):
        first = int(value[0])
        return lambda request: request.status // 100 == first
    at, number = FIELDS.index(field), _number(field, value)
    return lambda request: request[at] == number


def _of_source(value: str) -> _Check:
    """A source is an address, of IPv6 its /64."""
    try:
        network = ip_network(value, strict=False)
    except ValueError as error:
        raise RequestTestError(f"source: {value!r} is no address and no network", "no_network", value) from error
    if network.num_addresses == 1 and network.version == 4:
        only = str(network.network_address)
        return lambda request: request.source == only
    if network.version == 6 and network.prefixlen > 64:
        network = network.supernet(new_prefix=64)

    def within(request: Request) -> bool:
        try:
            address = ip_address(request.source)
        except ValueError:
            return False
        return address.version == network.version and address in network

    return within


def _of_text(field: str, op: Op, value: str) -> _Check:
    read = _text_of(field)
    if field in _CASELESS:
        folded, before = value.lower(), read
        read, value = (lambda request: before(request).lower()), folded
    if "*" not in value:
        return (lambda request: read(request) == value) if op == "is" else (lambda request: value in read(request))
    pieces = re.split(r"\*+", value)
    if op == "has":
        return lambda request: _stand_in(pieces, read(request))
    first, *middle, last = pieces

    def fits(request: Request) -> bool:
        text = read(request)
        end = len(text) - len(last)
        is_held = len(first) <= end and text.startswith(first) and text.endswith(last)
        return is_held and _stand_in(middle, text[len(first) : end])

    return fits


def _stand_in(pieces: Sequence[str], text: str) -> bool:
    """Tell whether pieces stand in a text one after the other: in one pass, however a stranger wrote the text."""
    at = 0
    for piece in pieces:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def _text_of(field: str) -> Callable[[Request], str]:
    if field != WORD:
        at = FIELDS.index(field)
        return lambda request: str(request[at])
    return lambda each: (
        f"{each.method} {each.path}?{each.query} {each.source} {each.service} {each.agent} {each.referer} {each.id}"
    )


def _number(field: str, value: str) -> float:
    found = re.fullmatch(r"(\d{1,15}(?:\.\d{1,9})?)(ms|s|k|m|g)?", value.lower())
    if not found:
        raise RequestTestError(f"{field}: {value!r} is no number", "no_number", f"{field}:{value}")
    scale = {"": 1.0, "ms": 0.001, "s": 1.0, "k": 1024.0, "m": 1024.0**2, "g": 1024.0**3}[found[2] or ""]
    return float(found[1]) * scale
