"""The Anomalies screen in one answer."""

import hashlib
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from core.server.api.anomalies_view import Asked, view
from core.server.api.nodes import brief
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedReader
from core.server.api.reach import check_service, nodes_seen, sees_service
from core.server.api.schemas import Anomalies

router = APIRouter(tags=["anomalies"])
_USUAL_SECONDS: Final = 900


@router.get(
    "/snapshot/anomalies", response_model=Anomalies, responses={304: {"description": "Nothing changed since the ETag"}}
)
async def anomalies(  # noqa: PLR0917 - a route's arguments are its query
    request: Request,
    parts: PartsDep,
    person: NarrowedReader,
    service: Annotated[str, Query(max_length=253)] = "",
    from_: Annotated[int | None, Query(alias="from", ge=0, lt=2**40)] = None,
    to: Annotated[int | None, Query(ge=0, lt=2**40)] = None,
) -> Response:
    """Show all of the Anomalies screen but the chart. `from` and `to` are Unix seconds; honours If-None-Match."""
    if service:
        check_service(person, service)
    now = parts.clock.now()
    to_at = now if to is None else float(to)
    asked = Asked(
        service,
        to_at - _USUAL_SECONDS if from_ is None else from_,
        to_at,
        now,
        partial(sees_service, person),
        parts.places,
    )
    active = parts.core.decisions.active(now)
    nodes = [brief(node, now) for node in nodes_seen(parts, person)]
    body = parts.core.live.read(lambda live: view(live, asked, active, nodes)).model_dump_json().encode()
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
