"""What is protected, and how decisions about it are carried out."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request

from core.server.api.caller import caller_of
from core.server.api.decision_shapes import instant
from core.server.api.fleet_schemas import ServiceIn, ServiceOut
from core.server.api.live_reads import rps_by_service, services_with_a_mode
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.api.policy import shown_thresholds, threshold_command
from core.server.ingest.commands import Command, SetMaxStep, SetMode

if TYPE_CHECKING:
    from core.server.api.parts import Parts

router = APIRouter(tags=["services"])
ServiceName = Annotated[str, Path(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9*_~^$.:\[\]-]+$")]


@router.get("/services")
async def list_services(parts: PartsDep, _person: Reader) -> list[ServiceOut]:
    """List the services that were heard of, by name."""
    now = parts.clock.now()
    rps = rps_by_service(parts.core, now)
    parts.services.note((*rps, *services_with_a_mode(parts.core)), now)
    return [_shown(parts, name, rps.get(name, 0.0), first) for name, first in parts.services.all().items()]


@router.patch("/services/{name}")
async def change_service(
    name: ServiceName, body: ServiceIn, request: Request, parts: PartsDep, person: Operator
) -> ServiceOut:
    """Say what automation may do at a service. It may be one whose first request is still to come."""
    now, before = parts.clock.now(), _shown(parts, name, 0.0, 0.0)
    commands: list[Command] = []
    if body.thresholds is not None:
        commands.append(threshold_command(body.thresholds, name, now, person.login))
    if body.max_step is not None:
        commands.append(SetMaxStep(at=now, service=name, max_step=body.max_step, by=person.login))
    if body.mode is not None:
        commands.append(SetMode(at=now, service=name, mode=body.mode, by=person.login))
    for command in commands:
        await parts.core.command(command)
    was = before.model_dump(mode="json", include={"mode", "max_step", "thresholds"})
    after = body.model_dump(exclude_unset=True)
    parts.audit.note(caller_of(request, person), "change_service", name, before=was, after=after)
    parts.services.note([name], now)
    rps = rps_by_service(parts.core, now).get(name, 0.0)
    return _shown(parts, name, rps, parts.services.all().get(name, now))


def _shown(parts: "Parts", name: str, rps: float, first_seen_at: float) -> ServiceOut:
    mode, most, thresholds = parts.core.live.read(
        lambda live: (live.context.mode(name), live.context.max_step(name), live.context.thresholds(name))
    )
    return ServiceOut(
        name=name,
        mode=mode,
        max_step=most,
        thresholds=shown_thresholds(thresholds),
        rps=rps,
        first_seen_at=instant(first_seen_at),
    )
