"""The twin's rows, and what a drain makes of them."""

import json
import math
from collections.abc import Iterable, Iterator
from struct import calcsize, pack, unpack
from typing import Final

from agent.aggregate.packed import Packed
from agent.contract.address import address_text
from agent.contract.columns import AGENT, MAX_AGENTS, MAX_URLS, ROW, URL, Column

UNNAMED: Final = "default"
_SKETCH_BITS: Final = 4096
_WRITTEN: Final = [column for column in ROW if column.name not in {"url_count", "agent_count"}]
_APART: Final = {"second", "service", "distinct_paths", "distinct_user_agents"}
_TIMES: Final = ("request_time_sum", "request_time_max", "upstream_time_sum")

_COUNTED: Final = [column for column in _WRITTEN if column.name not in _APART and column.typecode in "IQ"]

COUNTS: Final = Packed(sorted(_COUNTED, key=lambda column: column.typecode == "Q"))  # bytes alone may overflow
URLS: Final = Packed(URL)
_ONE: Final = URLS.unit("url_requests")
_FULL: Final = 65_535 * _ONE  # a URL's requests stand highest in its number


class Row:
    """One second, service and source. `counts` is a number of COUNTS; `urls` has numbers of URLS by the URL's hash."""

    __slots__ = (
        "address",
        "agent_sketch",
        "agents",
        "counts",
        "samples",
        "second",
        "service",
        "times",
        "url_sketch",
        "urls",
    )

    def __init__(self, second: int, service: int, address: bytes) -> None:
        self.second = second
        self.service = service
        self.address = address
        self.counts = 0
        self.urls: dict[int, int] = {}
        self.agents: tuple[int, ...] = ()
        self.times = (0.0, 0.0, 0.0)
        self.url_sketch = 0
        self.agent_sketch = 0
        self.samples = 0

    def add_url(self, url: int, flags: int, first: int) -> bool:
        """Count a URL by its hash; `first` is its number. Return whether the row had not listed it and does now."""
        known = self.urls.get(url)
        if known is not None:
            self.urls[url] = (known | flags) + (_ONE if known < _FULL else 0)
            return False
        if len(self.urls) == MAX_URLS:
            self.url_sketch = _sketch(self.url_sketch, self.urls, url)
            return False
        self.urls[url] = first | flags
        return True

    def add_agent(self, agent: int) -> None:
        """Count a User-Agent that is not among `agents`."""
        if len(self.agents) == MAX_AGENTS:
            self.agent_sketch = _sketch(self.agent_sketch, self.agents, agent)
        else:
            self.agents += (agent,)

    def add_times(self, request: float, upstream: float) -> None:
        """Count the seconds that a request took."""
        total, longest, upstreams = self.times
        self.times = total + request, max(longest, request), upstreams + upstream


def _sketch(sketch: int, listed: Iterable[int], new: int) -> int:
    """The sketch with one more hash; a new one begins with those that are listed."""
    for item in () if sketch else listed:
        sketch |= 1 << item % _SKETCH_BITS
    return sketch | 1 << new % _SKETCH_BITS


def _estimate(sketch: int, listed: int) -> int:
    """How many distinct hashes were seen: all are listed, or a sketch tells it by linear counting."""
    if not sketch:
        return listed
    clear = _SKETCH_BITS - sketch.bit_count()
    return int(_SKETCH_BITS * math.log(_SKETCH_BITS / (clear or 1)) + 0.5)


def columns(rows: list[Row]) -> dict[str, bytes]:
    """Return the packed columns of the wire."""
    found: dict[str, list[int] | list[float]] = {
        "second": [row.second for row in rows],
        "service": [row.service for row in rows],
        "distinct_paths": [_estimate(row.url_sketch, len(row.urls)) for row in rows],
        "distinct_user_agents": [_estimate(row.agent_sketch, len(row.agents)) for row in rows],
        "url_count": [len(row.urls) for row in rows],
        "agent_count": [len(row.agents) for row in rows],
        "agent": [agent for row in rows for agent in row.agents],
        **{name: [row.times[at] for row in rows] for at, name in enumerate(_TIMES)},
    }
    packed = {
        column.name: pack(f"<{len(found[column.name])}{column.typecode}", *found[column.name])
        for column in (*ROW, *AGENT)
        if column.name in found
    }
    urls = (number for row in rows for number in row.urls.values())
    return packed | COUNTS.columns(row.counts for row in rows) | URLS.columns(urls)


def json_lines(rows: list[Row], services: list[str]) -> Iterator[bytes]:
    """Yield each row as a line of JSON."""
    quoted = [json.dumps(name or UNNAMED) for name in services]
    packed = columns(rows)
    labels = [f',"{column.name}":' for column in _WRITTEN]
    values = {column.name: _texts(column, packed[column.name]) for column in _WRITTEN[2:]}
    values |= {name: [f"{min(row.times[at], 1e15):.3f}" for row in rows] for at, name in enumerate(_TIMES)}
    for row, *texts in zip(rows, *values.values(), strict=True):
        head = f'{{"second":{row.second},"service":{quoted[row.service]},"source":"{address_text(row.address)}"'
        yield (head + "".join(map(str.__add__, labels[2:], texts)) + "}\n").encode()


def _texts(column: Column, packed: bytes) -> list[str]:
    typecode = column.typecode
    return list(map(str, unpack(f"<{len(packed) // calcsize(f'<{typecode}')}{typecode}", packed)))


def settled_before(seconds: list[int], most: int) -> int:
    """Return the first second to keep so that at most `most` rows are left: as far back as an hour if they are few."""
    newest = max(seconds, default=0)
    for horizon in (3600, 600, 60, 10, 0):
        cut = max(newest - horizon, 0)
        if sum(second >= cut for second in seconds) <= most:
            return cut
    return 2**32 - 1
