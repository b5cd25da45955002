"""Requests that were kept with decisions: what is left of an attack once the nodes' records have moved on."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from agent.contract.address import pack_address
from agent.contract.requests import Request, check_of
from core.server.api.decision_shapes import instant
from core.server.api.request_schemas import EvidenceRequest, EvidenceRequests
from core.server.db.queries import load_queries

if TYPE_CHECKING:
    from agent.contract.asking import WantedRequests
    from core.server.api.parts import Parts

_SQL: Final = load_queries(Path(__file__).with_name("request_evidence.sql"))
_MOST_LOOKED_AT: Final = 20_000
_DECIDED_AFTER_SECONDS: Final = 600.0  # a sample is of before its decision


async def kept_requests(
    parts: "Parts", wanted: "WantedRequests", since: float, until: float, limit: int
) -> EvidenceRequests:
    """Return the newest requests of a time that a filter finds, each once."""
    async with parts.database.connection() as connection:
        until_decided = until + _DECIDED_AFTER_SECONDS
        rows = await connection.fetch(_SQL["newest"], since, until_decided, wanted.services, _MOST_LOOKED_AT)
    newest = await asyncio.to_thread(_found, parts, wanted, [row for row in rows if since <= row["at"] < until])
    return EvidenceRequests(requests=newest[:limit], more=len(newest) > limit or len(rows) == _MOST_LOOKED_AT)


def _found(parts: "Parts", wanted: "WantedRequests", rows: list[Any]) -> list[EvidenceRequest]:
    holds = check_of(wanted.tests)
    found: dict[tuple[Any, ...], EvidenceRequest] = {}
    for row in rows:
        if holds(_request(row)):
            found.setdefault(tuple(row.values())[1:], _shown(parts, row))
    return sorted(found.values(), key=lambda each: each.at, reverse=True)


def _request(row: Any) -> Request:
    path, _, query = row["path"].partition("?")
    return Request(
        source=row["value"],
        service=row["service"],
        method=row["method"],
        path=path,
        query=query,
        status=row["status"],
        bytes=0,
        duration=0.0,
        upstream=0.0,
        agent=row["agent"],
        referer="",
        id="",
        verdict="",
    )


def _shown(parts: "Parts", row: Any) -> EvidenceRequest:
    return EvidenceRequest(
        at=instant(row["at"]),
        source=row["value"],
        service=row["service"],
        method=row["method"],
        path=row["path"],
        status=row["status"],
        agent=row["agent"],
        decision=row["id"],
        country=country_of(parts, row["value"]),
    )


def country_of(parts: "Parts", source: str) -> str:
    """Return the code of the country of a source, "" where nobody knows it."""
    try:
        return parts.places.one(pack_address(source))[0]
    except ValueError:
        return ""
