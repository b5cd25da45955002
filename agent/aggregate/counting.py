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
from agent.parse.patterns import (
    BOT_BIT,
    CARRIED_BITS,
    EXPLOIT_BIT,
    INJECTION_BIT,
    LOGIN_BIT,
    SCANNER_BIT,
    SENSITIVE_BIT,
    TOOL_BIT,
)

REFUSED: Final = COUNTS.unit("refused")
NO_REFERRER: Final = COUNTS.unit("no_referrer")
PASSED: Final = COUNTS.unit("passed")
_BYTES: Final = COUNTS.unit("bytes")
_FLAGS: Final = URLS.unit("url_flags")
_PATH, _TEMPLATE, _REQUESTS = URLS.unit("path"), URLS.unit("template"), URLS.unit("url_requests")
_ASSETS, _SENSITIVE, _LOGINS = COUNTS.unit("assets"), COUNTS.unit("sensitive"), COUNTS.unit("logins")
_REQUEST, _ODD = COUNTS.unit("requests"), COUNTS.unit("odd_methods")
_AGENTS: Final = {
    TOOL_BIT: COUNTS.unit("tool_agents"),
    SCANNER_BIT: COUNTS.unit("scanner_agents"),
    BOT_BIT: COUNTS.unit("bot_agents"),
}
_CARRIED: Final = {INJECTION_BIT: COUNTS.unit("injections"), EXPLOIT_BIT: COUNTS.unit("exploits")}
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
    carried: int
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
    carried: int


@dataclass(frozen=True, slots=True)
class KnownReferrer:
    """A Referer."""

    text: bytes
    absent: bool
    carried: int


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
        url = join_url(hash32(request.url, self._seed), self._paths[path], self._queries[query] if mark else None)
        posted = request.method == b"POST"
        login = posted and bool(url.bits & LOGIN_BIT)
        flags = url.flags | UrlFlag.POST * posted
        return KnownRequest(
            request,
            url.url,
            first=url.url + url.path * _PATH + url.template * _TEMPLATE + flags * _FLAGS + _REQUESTS,
            flags=flags * _FLAGS,
            counts=_count_request(request, url, login),
            asset=bool(url.flags & UrlFlag.ASSET),
            carried=url.bits & CARRIED_BITS,
            loud=login or bool(url.bits & SENSITIVE_BIT),
        )

    def know_agent(self, agent: bytes) -> KnownAgent:
        """Return what a User-Agent adds."""
        bits = classify_agent(agent)
        return KnownAgent(agent, hash32(agent, self._seed), _sum(_AGENTS, bits), bits & CARRIED_BITS)


def know_referrer(referrer: bytes) -> KnownReferrer:
    """Return what a Referer adds; few are looked at closely."""
    suspect = b"{" in referrer or b"<" in referrer
    carried = classify_agent(referrer) & CARRIED_BITS if suspect else 0
    return KnownReferrer(referrer, referrer in {b"", b"-"}, carried)


def know_status(value: bytes) -> KnownStatus | None:
    """Return what a status adds, or None where the value is none."""
    status = read_status(value)
    if status is None:
        return None
    answered = 200 <= status < 300 or status in {101, 304}
    flags = UrlFlag.NOT_FOUND * (status == 404) | UrlFlag.ANSWERED * answered
    return KnownStatus(status, flags * _FLAGS, _count_status(status), 400 <= status < 500)


def know_size(value: bytes) -> int | None:
    """Return what a number of bytes adds, or None where the value is none."""
    size = read_count(value)
    return None if size is None else size * _BYTES


def _sum(units: dict[int, int], bits: int) -> int:
    return sum(unit for bit, unit in units.items() if bits & bit)


# What a request counts for what its parts carry together, by its CARRIED_BITS.
CARRIED: Final = {bits: _sum(_CARRIED, bits) for bits in (0, INJECTION_BIT, EXPLOIT_BIT, CARRIED_BITS)}


def _count_request(request: Request, url: Url, login: bool) -> int:  # noqa: FBT001 - a fact of the hit, not a switch
    counts = _REQUEST + _METHODS.get(request.method, _ODD) + _LOGINS * login
    return counts + _ASSETS * bool(url.flags & UrlFlag.ASSET) + _SENSITIVE * bool(url.bits & SENSITIVE_BIT)


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
