"""The Anomalies screen in one answer, and what people say of an event."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from core.server.api.parts import PartsDep
from core.server.api.permissions import Decider, Reader
from core.server.api.schemas import Anomalies, AnomalyEvent, VerdictIn

router = APIRouter(tags=["anomalies"])


@router.get("/snapshot/anomalies", responses={304: {"description": "Nothing changed since the ETag"}})
async def anomalies(
    *,
    request: Request,
    response: Response,
    parts: PartsDep,
    _person: Reader,
    service: Annotated[str, Query(max_length=253)] = "",
    from_: Annotated[int | None, Query(alias="from", ge=0)] = None,
    to: Annotated[int | None, Query(ge=0)] = None,
) -> Anomalies:
    """Show all of the Anomalies screen but the chart. `from` and `to` are Unix seconds; honours If-None-Match."""
    raise NotImplementedError


@router.post("/events/{event_id}/verdict")
async def set_event_verdict(event_id: str, body: VerdictIn, parts: PartsDep, person: Decider) -> AnomalyEvent:
    """Say what an event was: expected, an attack, or open again."""
    raise NotImplementedError
