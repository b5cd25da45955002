"""What is protected, and how decisions about it are carried out."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request

from core.server.api.caller import caller_of
from core.server.api.decision_shapes import instant
from core.server.api.fleet_schemas import ServiceIn, ServiceOut
from core.server.api.kpis import NO_LOAD, ServiceLoad, service_load
from core.server.api.live_reads import services_with_a_mode
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedOperator, NarrowedReader
from core.server.api.policy import shown_thresholds, threshold_command
from core.server.api.reach import check_service, sees_service
from core.server.ingest.commands import Command, SetMaxStep, SetMode
from core.server.pipeline.fold import EVERYTHING

if TYPE_CHECKING:
    from core.server.api.parts import Parts

router = APIRouter(tags=["services"])
ServiceName = Annotated[str, Path(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9*_~^$.:\[\]-]+$")]


@router.get("/services")
async def list_services(parts: PartsDep, person: NarrowedReader) -> list[ServiceOut]:
    """List the services that were heard of, by name."""
    now = parts.clock.now()
    loads = _loads(parts, now)
    parts.services.note((*loads, *services_with_a_mode(parts.core)), now)
    known = {name: first for name, first in parts.services.all().items() if sees_service(person, name)}
    return [_shown(parts, name, loads.get(name, NO_LOAD), first) for name, first in known.items()]


@router.patch("/services/{name}")
async def change_service(
    name: ServiceName, body: ServiceIn, request: Request, parts: PartsDep, person: NarrowedOperator
) -> ServiceOut:
    """Say what automation may do at a service. It may be one whose first request is still to come."""
    check_service(person, name)
    now, before = parts.clock.now(), _shown(parts, name, NO_LOAD, 0.0)
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
    return _shown(parts, name, _loads(parts, now).get(name, NO_LOAD), parts.services.all().get(name, now))


def _loads(parts: "Parts", now: float) -> dict[str, ServiceLoad]:
    """Return the figures of the services of the last quarter of an hour."""
    return parts.core.live.read(
        lambda live: {
            name: service_load(service.now(int(now))) for name, service in live.services.items() if name != EVERYTHING
        }
    )


def _shown(parts: "Parts", name: str, load: ServiceLoad, first_seen_at: float) -> ServiceOut:
    mode, most, thresholds = parts.core.live.read(
        lambda live: (live.context.mode(name), live.context.max_step(name), live.context.thresholds(name))
    )
    return ServiceOut(
        name=name,
        mode=mode,
        max_step=most,
        thresholds=shown_thresholds(thresholds),
        **load,
        first_seen_at=instant(first_seen_at),
    )
