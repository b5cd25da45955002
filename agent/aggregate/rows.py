"""The twin's rows, and what a drain makes of them."""

import json
import math
from collections.abc import Iterator
from struct import pack
from typing import Final

from agent.contract.address import address_text
from agent.contract.columns import AGENT, MAX_AGENTS, MAX_URLS, ROW, URL, UrlFlag
from agent.parse.classify import Url

UNNAMED: Final = "default"
_SKETCH_BITS: Final = 4096
_COUNTS: Final = [column.name for column in ROW if column.name not in {"url_count", "agent_count"}]
COUNT: Final = {name: at for at, name in enumerate(_COUNTS)}


class Row:
    """One second, service and source. `counts` stands in the order of `columns.ROW`."""

    __slots__ = ("address", "agent_sketch", "agents", "counts", "samples", "url_sketch", "urls")

    def __init__(self, second: int, service: int, address: bytes) -> None:
        self.address = address
        self.counts: list[int | float] = [second, service, *([0] * (len(_COUNTS) - 2))]
        self.urls: dict[int, list[int]] = {}
        self.agents: dict[int, None] = {}
        self.url_sketch = 0
        self.agent_sketch = 0
        self.samples = 0

    def add_url(self, url: Url, not_found: bool) -> bool:  # noqa: FBT001 - a fact of the hit, not a switch
        """Count a URL; return whether it is one that the row had not listed and does now."""
        entry = self.urls.get(url.url)
        flags = url.flags | UrlFlag.NOT_FOUND * not_found
        if entry is not None:
            entry[2] |= flags
            entry[3] = min(entry[3] + 1, 65_535)
            return False
        if len(self.urls) == MAX_URLS:
            self.url_sketch = _sketch(self.url_sketch, self.urls, url.url)
            return False
        self.urls[url.url] = [url.path, url.template, flags, 1]
        return True

    def add_agent(self, agent: int) -> None:
        """Count a User-Agent."""
        if agent in self.agents:
            return
        if len(self.agents) == MAX_AGENTS:
            self.agent_sketch = _sketch(self.agent_sketch, self.agents, agent)
        else:
            self.agents[agent] = None

    def finish(self) -> None:
        """Fill in the distinct counts."""
        self.counts[COUNT["distinct_paths"]] = _estimate(self.url_sketch) or len(self.urls)
        self.counts[COUNT["distinct_user_agents"]] = _estimate(self.agent_sketch) or len(self.agents)


def _sketch(sketch: int, listed: dict[int, list[int]] | dict[int, None], new: int) -> int:
    """The sketch with one more hash; a new one begins with those that are listed."""
    for item in () if sketch else listed:
        sketch |= 1 << item % _SKETCH_BITS
    return sketch | 1 << new % _SKETCH_BITS


def _estimate(sketch: int) -> int:
    """How many distinct hashes a sketch has seen, by linear counting; 0 for none."""
    clear = _SKETCH_BITS - sketch.bit_count()
    return int(_SKETCH_BITS * math.log(_SKETCH_BITS / (clear or 1)) + 0.5)


def columns(rows: list[Row]) -> dict[str, bytes]:
    """Return the packed columns of the wire."""
    found: dict[str, list[int] | list[float]] = {name: [row.counts[at] for row in rows] for name, at in COUNT.items()}
    found["url_count"] = [len(row.urls) for row in rows]
    found["agent_count"] = [len(row.agents) for row in rows]
    found["agent"] = [agent for row in rows for agent in row.agents]
    found["url"] = [url for row in rows for url in row.urls]
    for at, name in enumerate(("path", "template", "url_flags", "url_requests")):
        found[name] = [entry[at] for row in rows for entry in row.urls.values()]
    return {
        column.name: pack(f"<{len(found[column.name])}{column.typecode}", *found[column.name])
        for column in (*ROW, *URL, *AGENT)
    }


def json_lines(rows: list[Row], services: list[str]) -> Iterator[bytes]:
    """Yield each row as a line of JSON."""
    quoted = [json.dumps(name or UNNAMED) for name in services]
    labels = [f',"{name}":' for name in _COUNTS]
    for row in rows:
        row.finish()
        second, service, *counts = row.counts
        head = f'{{"second":{second},"service":{quoted[int(service)]},"source":"{address_text(row.address)}"'
        values = [
            label + _number(name, value) for name, label, value in zip(_COUNTS[2:], labels[2:], counts, strict=True)
        ]
        yield (head + "".join(values) + "}\n").encode()


def _number(name: str, value: float) -> str:
    return f"{min(value, 1e15):.3f}" if "_time_" in name else str(value)


def settled_before(seconds: list[int], most: int) -> int:
    """Return the first second to keep so that at most `most` rows are left: as far back as an hour if they are few."""
    newest = max(seconds, default=0)
    for horizon in (3600, 600, 60, 10, 0):
        cut = max(newest - horizon, 0)
        if sum(second >= cut for second in seconds) <= most:
            return cut
    return 2**32 - 1
