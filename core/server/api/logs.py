"""Logs of containers and services, read at the nodes that keep them. What they hold is not for every viewer."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse

from agent.contract.asking import Answer, End, LogLine, Skipped
from core.server.api.answer_schemas import (
    EndOut,
    Histogram,
    LogAnswerLine,
    LogContext,
    LogCountsOut,
    LogLineOut,
    SkippedOut,
)
from core.server.api.inventory_schemas import LogSourceOut
from core.server.api.inventory_shapes import shown_source
from core.server.api.log_query import HistogramQuery, LogQuery, Source, places_of
from core.server.api.ndjson import StreamedLines, as_lines, fields_of
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedLogReader
from core.server.api.reach import nodes_seen
from core.server.api.while_let_in import while_let_in
from core.server.asking.around import read_around
from core.server.asking.logs import count_logs, read_logs
from core.server.errors import NodeSilent

router = APIRouter(prefix="/logs", tags=["logs"])
_LAST_INSTANT: Final = 1e11
_DOWNLOAD: Final = {"Content-Disposition": 'attachment; filename="dozor-logs.txt"'}


class LogStreamQuery(LogQuery):
    """Lines to read, and whether to go on with those that come."""

    follow: bool = False


@router.get("/sources")
async def list_log_sources(parts: PartsDep, person: NarrowedLogReader) -> list[LogSourceOut]:
    """List what logs can be read of, by node."""
    return [
        shown_source(node, source)
        for node in nodes_seen(parts, person)
        for source in sorted(parts.inventories.of(node.id).inventory.logs, key=lambda each: (each.name, each.kind))
        if source.kind != "access"  # of which everybody sees the requests at their services
    ]


@router.get("", response_class=StreamedLines, responses={200: {"model": LogAnswerLine}})
async def read_log_lines(
    query: Annotated[LogStreamQuery, Query()], parts: PartsDep, person: NarrowedLogReader
) -> StreamedLines:
    """Stream lines of one or several sources: lines of JSON, merged by time; followed ones as they come.

    A `skipped` says what is not here, and which node did not answer; the last line is an `end`. It comes early where
    who reads may not go on: their session ended, their role or scope was narrowed.
    """
    places, what = places_of(parts, person, query.source), query.question(follow=query.follow)
    return StreamedLines(as_lines(while_let_in(parts, person, read_logs(parts.asking, places, what))))


@router.get("/download", response_class=PlainTextResponse)
async def download_logs(
    query: Annotated[LogQuery, Query()], parts: PartsDep, person: NarrowedLogReader
) -> StreamedLines:
    """Download lines as plain text, each with its instant and source in front. What is missing is told in brackets."""
    places, what = places_of(parts, person, query.source), query.question()
    text = _as_text(while_let_in(parts, person, read_logs(parts.asking, places, what)))
    return StreamedLines(text, headers=_DOWNLOAD, media_type="text/plain; charset=utf-8")


@router.get("/context")
async def read_log_context(  # noqa: PLR0917 - a route's arguments are its query
    source: Annotated[Source, Query()],
    line: Annotated[str, Query(max_length=500, description="The id of a line")],
    at: Annotated[float, Query(ge=0, le=_LAST_INSTANT, description="Its instant, as it was told")],
    parts: PartsDep,
    person: NarrowedLogReader,
    count: Annotated[int, Query(ge=1, le=500, description="Lines before and after it")] = 20,
) -> LogContext:
    """Show what stands around a line."""
    (place,) = places_of(parts, person, [source])
    around, end = await read_around(parts.asking, place, line, at, count)
    if not end.ok and not around.lines:
        raise NodeSilent(end.error)
    lines = [LogLineOut(**fields_of(each)) for each in around.lines]
    return LogContext(lines=lines, position=around.position)


@router.get("/histogram")
async def read_log_histogram(
    query: Annotated[HistogramQuery, Query()], parts: PartsDep, person: NarrowedLogReader
) -> Histogram:
    """Count lines by level in steps of time. What is not counted is told."""
    counted = await count_logs(parts.asking, places_of(parts, person, query.source), query.question())
    return Histogram(
        step_seconds=query.step_seconds,
        steps=[LogCountsOut(at=at, levels=levels) for at, levels in counted.steps.items()],
        skipped=[SkippedOut(**fields_of(each)) for each in counted.skipped],
        end=EndOut(**fields_of(counted.end)),
    )


async def _as_text(stream: AsyncIterator[list[Answer]]) -> AsyncIterator[bytes]:
    async for answers in stream:
        yield "".join(_text(each) for each in answers).encode()


def _text(answer: Answer) -> str:
    match answer:
        case LogLine():
            at = datetime.fromtimestamp(answer.at, UTC).isoformat(timespec="milliseconds")
            return f"{at} {answer.source} {answer.text}\n"
        case Skipped():
            return f"[{answer.source}: {answer.lines or 'all'} lines are not here: {answer.why}]\n"
        case End():
            return "[there is more]\n" if answer.more else ""
        case _:
            return ""
