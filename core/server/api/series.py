"""Traffic over time, in columns."""

from dataclasses import asdict
from typing import Annotated, Final

from fastapi import APIRouter, Query

from core.server.api.decision_shapes import instant
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedReader
from core.server.api.reach import check_service, services_seen
from core.server.api.refused import RefusedQuestionTime
from core.server.api.series_schemas import TrafficSeries
from core.server.errors import Invalid
from core.server.pipeline.fold import EVERYTHING
from core.server.series.read import read_traffic
from core.server.series.tiers import choose

router = APIRouter(tags=["series"])
_USUAL_SECONDS: Final = 900
_STORED_AFTER_SECONDS: Final = 2  # a second's lines come, are processed and stored within


@router.get("/traffic/series")
async def traffic_series(  # noqa: PLR0917 - a route's arguments are its query
    parts: PartsDep,
    person: NarrowedReader,
    from_: Annotated[int | None, Query(alias="from", ge=0, lt=2**40)] = None,
    to: Annotated[int | None, Query(ge=0, lt=2**40)] = None,
    since: Annotated[int | None, Query(ge=0, lt=2**40)] = None,
    step: Annotated[int | None, Query(ge=1, le=86400)] = None,
    service: Annotated[str, Query(max_length=253)] = "",
) -> TrafficSeries:
    """Show traffic between two instants (Unix seconds), at most 3,600 points. `since`: only points from there on.

    Without `service`, of all that may be shown; what is expected is known of all together, or of one.
    """
    if service:
        check_service(person, service)
    seen = services_seen(parts, person)
    now = parts.clock.now()
    newest = int(now) - _STORED_AFTER_SECONDS
    to_at = min(newest, to) if to is not None else newest
    from_at = from_ if from_ is not None else to_at - _USUAL_SECONDS
    if to is not None and from_at > to:
        raise Invalid(RefusedQuestionTime.span_reversed())
    choice = choose(from_at, to_at, int(now), step or 1)
    begin = from_at if since is None else max(from_at, since)
    asked = [service] if service else [EVERYTHING] if seen is None else seen
    async with parts.database.connection() as connection:
        columns = await read_traffic(connection, choice, asked, begin, to_at)
    return TrafficSeries(as_of=instant(now), **asdict(columns))
