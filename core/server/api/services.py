"""What is protected, and how decisions about it are carried out."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from core.server.api.caller import caller_of
from core.server.api.decision_shapes import instant
from core.server.api.fleet_schemas import ServiceModeIn, ServiceOut
from core.server.api.live_reads import rps_by_service, services_with_a_mode
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.ingest.commands import SetMode

router = APIRouter(tags=["services"])
ServiceName = Annotated[str, Path(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9*_~^$.:\[\]-]+$")]


@router.get("/services")
async def list_services(parts: PartsDep, _person: Reader) -> list[ServiceOut]:
    """List the services that were heard of, by name."""
    now = parts.clock.now()
    rps = rps_by_service(parts.core, now)
    parts.services.note((*rps, *services_with_a_mode(parts.core)), now)
    return [
        ServiceOut(name=name, mode=parts.core.live.mode(name), rps=rps.get(name, 0.0), first_seen_at=instant(first))
        for name, first in parts.services.all().items()
    ]


@router.patch("/services/{name}")
async def set_service_mode(
    name: ServiceName, body: ServiceModeIn, request: Request, parts: PartsDep, person: Operator
) -> ServiceOut:
    """Switch a service off, to observing or to enforcing. It may be one whose first request is still to come."""
    now, before = parts.clock.now(), parts.core.live.mode(name)
    await parts.core.command(SetMode(at=now, service=name, mode=body.mode, by=person.login))
    parts.audit.note(caller_of(request, person), "set_mode", name, before={"mode": before}, after=body.model_dump())
    parts.services.note([name], now)
    rps = rps_by_service(parts.core, now).get(name, 0.0)
    first = parts.services.all().get(name, now)
    return ServiceOut(name=name, mode=parts.core.live.mode(name), rps=rps, first_seen_at=instant(first))
