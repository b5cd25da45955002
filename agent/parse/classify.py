"""What a URL and a User-Agent are: the reference that the kernel is held to."""

import re
from typing import Final, NamedTuple

from agent.contract.columns import UrlFlag
from agent.parse.automaton import known_patterns
from agent.parse.hashing import hash32
from agent.parse.normalise import normalise
from agent.parse.patterns import (
    AGENT_BITS,
    ASSETS,
    CARRIED_BITS,
    EXPLOIT_BIT,
    INJECTION_BIT,
    LOGIN_BIT,
    PATH_BITS,
    SENSITIVE_BIT,
    TOOL_BIT,
)

_STEM = re.compile(rb"[0-9]+|(?=[^0-9]*[0-9])[0-9A-Fa-f-]{8,}")
_METHOD = re.compile(rb"[A-Z_-]{1,16}")
VARIABLE: Final = b"\x01"


class Url(NamedTuple):
    """A URL's hashes (see `columns.URL`), its UrlFlag bits and the bits of its patterns."""

    url: int
    path: int
    template: int
    flags: int
    bits: int


class Path(NamedTuple):
    """A path's hashes, the bits of its patterns, and whether it names a static file."""

    path: int
    template: int
    bits: int
    asset: bool


class Request(NamedTuple):
    """A request line's method (empty: malformed) and URL; a malformed one is all URL."""

    method: bytes
    url: bytes


def split_request(request: bytes) -> Request:
    """Return the method and URL of `GET /a b HTTP/1.1`; the URL may hold spaces."""
    method, space, rest = request.partition(b" ")
    if not space or not _METHOD.fullmatch(method):
        return Request(b"", request)
    url, space, protocol = rest.rpartition(b" ")
    return Request(method, url if space and protocol.startswith(b"HTTP/") else rest)


def classify_url(url: bytes, seed: int) -> Url:
    """Return the hashes of a URL as logged and what it is."""
    path, mark, query = url.partition(b"?")
    return join_url(hash32(url, seed), classify_path(path, seed), classify_query(query) if mark else None)


def join_url(url: int, path: Path, query_bits: int | None) -> Url:
    """Return what a URL is, from its hash and what its parts are; `query_bits` is None where it has no query."""
    bits = path.bits | (query_bits or 0)
    flags = UrlFlag.ASSET * path.asset | UrlFlag.QUERY * (query_bits is not None)
    flags |= UrlFlag.LOGIN * bool(bits & LOGIN_BIT)
    flags |= UrlFlag.SENSITIVE * bool(bits & (SENSITIVE_BIT | EXPLOIT_BIT))
    flags |= UrlFlag.INJECTION * bool(bits & (INJECTION_BIT | EXPLOIT_BIT))
    return Url(url, path.path, path.template, flags, bits)


def classify_path(path: bytes, seed: int) -> Path:
    """Return the hashes of a path and what it is."""
    return Path(hash32(path, seed), hash32(template(path), seed), _bits(path) & PATH_BITS, is_asset(path))


def classify_query(query: bytes) -> int:
    """Return the bits of a query's patterns."""
    return _bits(query) & CARRIED_BITS


def _bits(text: bytes) -> int:
    return known_patterns().bits(b"\x02" + normalise(text) + b"\x03")


def is_asset(path: bytes) -> bool:
    """Tell whether a path names a static file, by its extension."""
    _, dot, extension = path.rpartition(b".")
    return bool(dot) and extension.lower() in ASSETS


def template(path: bytes) -> bytes:
    """Return the path with variable segments (numbers, hex, UUIDs; before a dot) replaced by a mark."""
    return b"/".join(map(_segment, path.split(b"/")))


def _segment(segment: bytes) -> bytes:
    stem, dot, rest = segment.partition(b".")
    return VARIABLE + dot + rest if _STEM.fullmatch(stem) else segment


def classify_agent(agent: bytes) -> int:
    """Return the bits of a User-Agent's patterns; an empty one counts as a tool."""
    return TOOL_BIT if agent in {b"", b"-"} else _bits(agent) & AGENT_BITS
