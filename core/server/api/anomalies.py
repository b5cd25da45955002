"""The Anomalies screen in one answer, and what people say of an event."""

import hashlib
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from core.server.api.anomalies_view import Asked, shown_event, view
from core.server.api.caller import caller_of
from core.server.api.nodes import brief
from core.server.api.parts import PartsDep
from core.server.api.permissions import Decider, Reader
from core.server.api.schemas import Anomalies, AnomalyEvent, VerdictIn
from core.server.errors import NotFound
from core.server.ingest.commands import MarkExpected

router = APIRouter(tags=["anomalies"])
_USUAL_SECONDS: Final = 900


@router.get(
    "/snapshot/anomalies", response_model=Anomalies, responses={304: {"description": "Nothing changed since the ETag"}}
)
async def anomalies(
    request: Request,
    parts: PartsDep,
    _person: Reader,
    service: Annotated[str, Query(max_length=253)] = "",
    from_: Annotated[int | None, Query(alias="from", ge=0, lt=2**40)] = None,
    to: Annotated[int | None, Query(ge=0, lt=2**40)] = None,
) -> Response:
    """Show all of the Anomalies screen but the chart. `from` and `to` are Unix seconds; honours If-None-Match."""
    now = parts.clock.now()
    to_at = now if to is None else float(to)
    asked = Asked(service, to_at - _USUAL_SECONDS if from_ is None else from_, to_at, now)
    active = parts.core.decisions.active(now)
    nodes = [brief(node, now) for node in parts.fleet.all()]
    body = parts.core.live.read(lambda live: view(live, asked, active, nodes)).model_dump_json().encode()
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.post("/events/{event_id}/verdict")
async def set_event_verdict(
    event_id: str, body: VerdictIn, request: Request, parts: PartsDep, person: Decider
) -> AnomalyEvent:
    """Say what an event was: expected, an attack, or open again."""
    before = parts.core.live.read(lambda live: live.events.get(event_id))
    if before is None:
        raise NotFound("There is no such event, or it is long over.")
    command = MarkExpected(at=parts.clock.now(), event_id=event_id, verdict=body.verdict, by=person.login)
    await parts.core.command(command)
    parts.audit.note(
        caller_of(request, person), "set_verdict", event_id, before={"verdict": before.verdict}, after=body.model_dump()
    )
    return shown_event(parts.core.live.read(lambda live: live.events[event_id]))
