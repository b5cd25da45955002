"""Records made by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from agent.contract.address import pack_address
from agent.contract.columns import AGENT, ROW, URL
from agent.contract.wire import Aggregates, Sample
from models.record import Record

T0 = 1_700_000_000
_DTYPES = {"I": "<u4", "H": "<u2", "Q": "<u8", "d": "<f8", "f": "<f4", "B": "u1"}


@dataclass
class Row:
    """One row: counts by column, URLs as (url, path, template, flags, requests), User-Agents."""

    second: int
    address: str
    service: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    urls: tuple[tuple[int, int, int, int, int], ...] = ()
    agents: tuple[int, ...] = ()


def page(number: int, flags: int = 0, requests: int = 1) -> tuple[int, int, int, int, int]:
    return (number, number, number % 50, flags, requests)


def visit(second: int, address: str, *, service: int = 0, path: int = 1) -> Row:
    """A visitor asks for a page and two assets of it."""
    counts = {"requests": 3, "gets": 3, "assets": 2, "status_2xx": 3}
    return Row(second, address, service, counts, (page(path),), (7,))


def flood(second: int, address: str, requests: int = 200) -> Row:
    counts = {"requests": requests, "gets": requests, "status_2xx": requests, "no_referrer": requests}
    return Row(second, address, 0, counts, (page(1, requests=requests),), (9,))


def aggregates_of(rows: list[Row], services: tuple[str, ...] = ("shop",)) -> Aggregates:
    def values(row: Row) -> dict[str, Any]:
        known = {"second": row.second, "service": row.service, "requests": 1}
        return {**known, "url_count": len(row.urls), "agent_count": len(row.agents), **row.counts}

    table = [values(row) for row in rows]
    columns = {c.name: np.array([row.get(c.name, 0) for row in table], _DTYPES[c.typecode]).tobytes() for c in ROW}
    for at, column in enumerate(URL):
        listed = [url[at] for row in rows for url in row.urls]
        columns[column.name] = np.array(listed, _DTYPES[column.typecode]).tobytes()
    columns[AGENT[0].name] = np.array([agent for row in rows for agent in row.agents], "<u4").tobytes()
    addresses = b"".join(pack_address(row.address) for row in rows)
    return Aggregates(rows=len(rows), services=list(services), addresses=addresses, columns=columns)


def record_of(
    rows: list[Row],
    *,
    position: int = 0,
    as_of: float | None = None,
    services: tuple[str, ...] = ("shop",),
    samples: tuple[Sample, ...] = (),
) -> Record:
    newest = max((row.second for row in rows), default=T0)
    return Record(position, float(newest if as_of is None else as_of), "n", aggregates_of(rows, services), [*samples])


def crowd(sources: int, second: int = T0, position: int = 0) -> Record:
    """One record with a single request of each of many sources, made by columns as it may be large."""
    addresses = np.zeros((sources, 16), np.uint8)
    addresses[:, 10:12] = 255
    addresses[:, 12:] = (np.arange(sources, dtype=">u4") + (11 << 24)).astype(">u4").view(np.uint8).reshape(-1, 4)
    ones = {"requests", "gets", "status_2xx"}
    columns = {c.name: np.full(sources, c.name in ones, _DTYPES[c.typecode]).tobytes() for c in ROW}
    columns["second"] = np.full(sources, second, "<u4").tobytes()
    aggregates = Aggregates(rows=sources, services=["shop"], addresses=addresses.tobytes(), columns=columns)
    return Record(position, float(second), "n", aggregates)
