"""What each part of a hit adds to its row: numbers of `rows.COUNTS` and `rows.URLS`, made once for each text."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from agent.aggregate.remembering import Remembering
from agent.aggregate.rows import COUNTS, URLS
from agent.contract.columns import UrlFlag
from agent.parse.classify import (
    Request,
    Url,
    classify_agent,
    classify_path,
    classify_query,
    join_url,
    split_request,
)
from agent.parse.fields import read_count, read_status
from agent.parse.hashing import hash32
from agent.parse.patterns import INJECTION_BIT, TOOL_BIT

REFUSED: Final = COUNTS.unit("refused")
NO_REFERRER: Final = COUNTS.unit("no_referrer")
INJECTIONS: Final = COUNTS.unit("injections")
_BYTES: Final = COUNTS.unit("bytes")
_FLAGS: Final = URLS.unit("url_flags")
_PATH, _TEMPLATE, _REQUESTS = URLS.unit("path"), URLS.unit("template"), URLS.unit("url_requests")
_ASSETS, _SENSITIVE, _LOGINS = COUNTS.unit("assets"), COUNTS.unit("sensitive"), COUNTS.unit("logins")
_REQUEST, _ODD, _TOOLS = COUNTS.unit("requests"), COUNTS.unit("odd_methods"), COUNTS.unit("tool_agents")
_METHODS: Final = {b"GET": COUNTS.unit("gets"), b"POST": COUNTS.unit("posts")}


@dataclass(frozen=True, slots=True)
class KnownRequest:
    """A request line. `first` is its URL's number at the first request, `flags` the part of it that later ones add."""

    request: Request
    url: int
    first: int
    flags: int
    counts: int
    asset: bool
    injected: bool
    loud: bool


@dataclass(frozen=True, slots=True)
class KnownStatus:
    """A status; `flags` is what it adds to the URL's number."""

    status: int
    flags: int
    counts: int
    failed: bool


@dataclass(frozen=True, slots=True)
class KnownAgent:
    """A User-Agent."""

    text: bytes
    hash: int
    counts: int
    injected: bool


@dataclass(frozen=True, slots=True)
class KnownReferrer:
    """A Referer."""

    text: bytes
    absent: bool
    injected: bool


class Counting:
    """Knows what texts add, with one seed for the hashes."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._paths = Remembering(partial(classify_path, seed=seed))
        self._queries = Remembering(classify_query)

    def know_request(self, line: bytes) -> KnownRequest:
        """Return what a request line adds."""
        request = split_request(line)
        path, mark, query = request.url.partition(b"?")
        url = join_url(hash32(request.url, self._seed), self._paths[path], self._queries[query] if mark else 0)
        login = request.method == b"POST" and bool(url.flags & UrlFlag.LOGIN)
        return KnownRequest(
            request,
            url.url,
            first=url.url + url.path * _PATH + url.template * _TEMPLATE + url.flags * _FLAGS + _REQUESTS,
            flags=url.flags * _FLAGS,
            counts=_count_request(request, url, login),
            asset=bool(url.flags & UrlFlag.ASSET),
            injected=bool(url.flags & UrlFlag.INJECTION),
            loud=login or bool(url.flags & UrlFlag.SENSITIVE),
        )

    def know_agent(self, agent: bytes) -> KnownAgent:
        """Return what a User-Agent adds."""
        bits = classify_agent(agent)
        counts = _TOOLS if bits & TOOL_BIT else 0
        return KnownAgent(agent, hash32(agent, self._seed), counts, bool(bits & INJECTION_BIT))


def know_referrer(referrer: bytes) -> KnownReferrer:
    """Return what a Referer adds; few are looked at closely."""
    suspect = b"{" in referrer or b"<" in referrer
    return KnownReferrer(referrer, referrer in {b"", b"-"}, suspect and bool(classify_agent(referrer) & INJECTION_BIT))


def know_status(value: bytes) -> KnownStatus | None:
    """Return what a status adds, or None where the value is none."""
    status = read_status(value)
    if status is None:
        return None
    flags = UrlFlag.NOT_FOUND * _FLAGS if status == 404 else 0
    return KnownStatus(status, flags, _count_status(status), 400 <= status < 500)


def know_size(value: bytes) -> int | None:
    """Return what a number of bytes adds, or None where the value is none."""
    size = read_count(value)
    return None if size is None else size * _BYTES


def _count_request(request: Request, url: Url, login: bool) -> int:  # noqa: FBT001 - a fact of the hit, not a switch
    counts = _REQUEST + _METHODS.get(request.method, _ODD) + _LOGINS * login
    return counts + _ASSETS * bool(url.flags & UrlFlag.ASSET) + _SENSITIVE * bool(url.flags & UrlFlag.SENSITIVE)


def _count_status(status: int) -> int:
    facts = {
        "status_2xx": 200 <= status < 300 or status == 101,
        "status_3xx": 300 <= status < 400,
        "status_4xx": 400 <= status < 500,
        "status_5xx": 500 <= status < 600,
        "not_modified": status == 304,
        "denied": status in {401, 403},
        "not_found": status == 404,
    }
    return sum(COUNTS.unit(name) for name, true in facts.items() if true)
