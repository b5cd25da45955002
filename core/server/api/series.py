"""Traffic over time, in columns."""

from typing import Annotated

from fastapi import APIRouter, Query

from core.server.api.parts import PartsDep
from core.server.api.permissions import Reader
from core.server.api.schemas import TrafficSeries

router = APIRouter(tags=["series"])


@router.get("/traffic/series")
async def traffic_series(
    *,
    parts: PartsDep,
    _person: Reader,
    from_: Annotated[int | None, Query(alias="from", ge=0)] = None,
    to: Annotated[int | None, Query(ge=0)] = None,
    since: Annotated[int | None, Query(ge=0)] = None,
    step: Annotated[int | None, Query(ge=1, le=86400)] = None,
    service: Annotated[str, Query(max_length=253)] = "",
) -> TrafficSeries:
    """Show traffic between two instants (Unix seconds), at most 3,600 points. `since`: only points from there on."""
    raise NotImplementedError
