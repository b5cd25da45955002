"""Requests: records of access logs, searched where they lie by their fields; and those that decisions stand on."""

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec
from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from agent.contract.asking import Answer, LogLine, WantedRequests
from core.server.api.answer_schemas import EndOut, LogContext, LogLineOut, SkippedOut
from core.server.api.inventory_schemas import LogSourceOut
from core.server.api.inventory_shapes import shown_source
from core.server.api.ndjson import NDJSON, StreamedLines, as_lines, fields_of
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedLogReader
from core.server.api.reach import nodes_seen, services_seen
from core.server.api.request_evidence import country_of, kept_requests
from core.server.api.request_file import as_csv, as_ndjson
from core.server.api.request_query import RequestFilter, RequestsQuery, SummaryQuery, place_of
from core.server.api.request_schemas import (
    EvidenceRequests,
    FacetValue,
    RequestCountsOut,
    RequestLine,
    RequestSummary,
)
from core.server.api.while_let_in import while_let_in
from core.server.asking.around import read_around
from core.server.asking.logs import read_logs
from core.server.asking.requests import count_requests
from core.server.errors import NodeSilent

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts

router = APIRouter(prefix="/requests", tags=["requests"])
_LAST_INSTANT: Final = 1e11
_USUAL_SECONDS: Final = 900.0
_FORMATS: Final = {"ndjson": (as_ndjson, NDJSON), "csv": (as_csv, "text/csv; charset=utf-8")}


class RequestStreamQuery(RequestsQuery):
    """Requests to read, and whether to go on with those that come."""

    follow: bool = False


class DownloadQuery(RequestsQuery):
    """Requests to take along, and in which form."""

    format: Literal["ndjson", "csv"] = "ndjson"


class EvidenceQuery(RequestFilter):
    """Requests of decisions."""

    since: AwareDatetime
    until: AwareDatetime
    limit: Annotated[int, Query(ge=1, le=1000)] = 200


@router.get("/logs")
async def list_request_logs(parts: PartsDep, person: NarrowedLogReader) -> list[LogSourceOut]:
    """List which logs of requests nodes keep, and from when on: how far back requests can be searched."""
    return [
        shown_source(node, source)
        for node in nodes_seen(parts, person)
        for source in parts.inventories.of(node.id).inventory.logs
        if source.kind == "access"
    ]


@router.get("", response_class=StreamedLines, responses={200: {"model": RequestLine}})
async def read_requests(
    query: Annotated[RequestStreamQuery, Query()], parts: PartsDep, person: NarrowedLogReader
) -> StreamedLines:
    """Stream requests of all nodes: lines of JSON, merged by time; followed ones as they come.

    A `skipped` says what is not here, and which node did not answer; the last line is an `end`. It comes early where
    who reads may not go on: their session ended, their role or scope was narrowed.
    """
    return StreamedLines(as_lines(_found(parts, person, query, follow=query.follow)))


@router.get("/download", response_class=StreamedLines, responses={200: {"content": {NDJSON: {}, "text/csv": {}}}})
async def download_requests(
    query: Annotated[DownloadQuery, Query()], parts: PartsDep, person: NarrowedLogReader
) -> StreamedLines:
    """Download exactly what a filter finds. What is missing is told in a last line."""
    written, media_type = _FORMATS[query.format]
    headers = {"Content-Disposition": f'attachment; filename="dozor-requests.{query.format}"'}
    found = _found(parts, person, query)
    return StreamedLines(written(found), headers=headers, media_type=media_type)


@router.get("/summary")
async def summarize_requests(
    query: Annotated[SummaryQuery, Query()], parts: PartsDep, person: NarrowedLogReader
) -> RequestSummary:
    """Count requests by class of status in steps of time, and by the values of their fields."""
    places, what = query.places(parts, person), query.question(query.wanted(parts, person))
    counted = await count_requests(parts.asking, places, what)
    sources = [source for source, _ in counted.facets.get("source", [])]
    members = Counter({address: each.requests for address, each in counted.members.items() if each.requests})
    facets = {**counted.facets, "member": members.most_common(query.top)} if query.top else {}
    return RequestSummary(
        step_seconds=query.step_seconds,
        steps=[RequestCountsOut(at=at, classes=classes) for at, classes in counted.steps.items()],
        facets={
            field: [FacetValue(value=value, count=count) for value, count in values] for field, values in facets.items()
        },
        countries={source: code for source in sources if (code := country_of(parts, source))},
        counted_from=counted.counted_from or None,
        skipped=[SkippedOut(**fields_of(each)) for each in counted.skipped],
        end=EndOut(**fields_of(counted.end)),
    )


@router.get("/evidence")
async def list_evidence_requests(
    query: Annotated[EvidenceQuery, Query()], parts: PartsDep, person: NarrowedLogReader
) -> EvidenceRequests:
    """List the requests that decisions were made from: they stay when the nodes' records have moved on."""
    wanted = query.wanted(parts, person)
    return await kept_requests(parts, wanted, query.since.timestamp(), query.until.timestamp(), query.limit)


@router.get("/context")
async def read_request_context(  # noqa: PLR0917 - a route's arguments are its query
    source: Annotated[str, Query(max_length=600, pattern=r"^[^/]{1,63}/access:.+$")],
    line: Annotated[str, Query(max_length=500, description="The id of a line")],
    at: Annotated[float, Query(ge=0, le=_LAST_INSTANT, description="Its instant, as it was told")],
    parts: PartsDep,
    person: NarrowedLogReader,
    count: Annotated[int, Query(ge=1, le=200, description="Requests before and after it")] = 50,
) -> LogContext:
    """Show a request, and what stands around it in its log, as far as who asks may see."""
    place = place_of(parts, person, source)
    wanted = WantedRequests(services=services_seen(parts, person))
    around, end = await read_around(parts.asking, place, line, at, count, requests=wanted)
    if not end.ok and not around.lines:
        raise NodeSilent(end.error)
    lines = [LogLineOut(**fields_of(_placed(parts, each))) for each in around.lines]
    return LogContext(lines=lines, position=around.position)


def _found(
    parts: "Parts", person: "Person", query: RequestsQuery, *, follow: bool = False
) -> AsyncGenerator[list[Answer], None]:
    places, what = query.places(parts, person), query.question(query.wanted(parts, person), follow=follow)
    return while_let_in(parts, person, _with_countries(parts, read_logs(parts.asking, places, what)))


async def _with_countries(parts: "Parts", batches: AsyncIterator[list[Answer]]) -> AsyncGenerator[list[Answer], None]:
    async for answers in batches:
        yield [_placed(parts, each) if isinstance(each, LogLine) else each for each in answers]


def _placed(parts: "Parts", line: LogLine) -> LogLine:
    """Return a request with the country of its source, where that is known."""
    country = country_of(parts, line.fields.get("source", ""))
    return msgspec.structs.replace(line, fields={**line.fields, "country": country}) if country else line
