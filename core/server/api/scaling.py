"""Scaling: how services are scaled now and were, pausing it, and what another policy would have done."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from core.server.api.caller import ChangesNothing, caller_of
from core.server.api.decision_shapes import instant
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedReader, NarrowedTrier, ServiceOperator, ServiceReader
from core.server.api.reach import check_service, sees_service
from core.server.api.refused import RefusedQuestionTime
from core.server.api.scaling_schemas import (
    PauseIn,
    ScalingHistory,
    ScalingList,
    ScalingServiceOut,
    SimulationIn,
    SimulationOut,
)
from core.server.api.scaling_shapes import shown_history, shown_service
from core.server.api.scaling_simulation import simulated
from core.server.errors import Invalid, NotFound
from core.server.scaling.refused import RefusedScaling
from core.server.scaling.timeline import read_history

router = APIRouter(prefix="/scaling", tags=["scaling"])
ServicePath = Annotated[str, Path(max_length=253)]
_USUAL_SECONDS = 3600


@router.get("")
async def list_scaling(parts: PartsDep, person: NarrowedReader) -> ScalingList:
    """List the services that are scaled, by name, with what is decided and why."""
    found = [
        shown_service(parts, person, each) for each in parts.scaling.services() if sees_service(person, each.service)
    ]
    return ScalingList(as_of=instant(parts.clock.now()), services=found)


@router.post("/simulate", dependencies=[ChangesNothing])
async def simulate_scaling(body: SimulationIn, parts: PartsDep, person: NarrowedTrier) -> SimulationOut:
    """Replay what a service had against a policy, beside Kubernetes' and Knative's rules. One at a time."""
    check_service(person, body.service)
    return await simulated(parts, body)


@router.get("/{service}")
async def read_scaling(service: ServicePath, parts: PartsDep, person: ServiceReader) -> ScalingServiceOut:
    """Show how a service is scaled now."""
    found = parts.scaling.service(service)
    if found is None:
        raise NotFound(RefusedScaling.service_unscaled(service=service))
    return shown_service(parts, person, found)


@router.get("/{service}/history")
async def scaling_history(
    service: ServicePath,
    parts: PartsDep,
    _person: ServiceReader,
    from_: Annotated[int | None, Query(alias="from", ge=0, lt=2**40)] = None,
    to: Annotated[int | None, Query(ge=0, lt=2**40)] = None,
) -> ScalingHistory:
    """Show a service over time, between two instants (Unix seconds; none: the last hour), at most 3,600 points."""
    now = parts.clock.now()
    to_at = int(now) + 1 if to is None else min(to, int(now) + 1)
    from_at = to_at - _USUAL_SECONDS if from_ is None else from_
    if to is not None and from_at > to:
        raise Invalid(RefusedQuestionTime.span_reversed())
    async with parts.database.connection() as connection:
        history = await read_history(connection, service, min(from_at, to_at), to_at)
    return shown_history(service, history, now)


@router.post("/{service}/pause")
async def pause_scaling(
    service: ServicePath, body: PauseIn, request: Request, parts: PartsDep, person: ServiceOperator
) -> ScalingServiceOut:
    """Let a service have no fewer replicas (`in`), no more (`out`), or neither, until it is resumed."""
    return await _pause(service, body, request, parts, person, paused=True)


@router.post("/{service}/resume")
async def resume_scaling(
    service: ServicePath, body: PauseIn, request: Request, parts: PartsDep, person: ServiceOperator
) -> ScalingServiceOut:
    """Scale a service again. What its document pauses stays paused."""
    return await _pause(service, body, request, parts, person, paused=False)


async def _pause(
    service: str, body: PauseIn, request: Request, parts: PartsDep, person: ServiceOperator, *, paused: bool
) -> ScalingServiceOut:
    found = parts.scaling.service(service)
    if found is None:
        raise NotFound(RefusedScaling.service_unscaled(service=service))
    before = {"in": found.paused_in, "out": found.paused_out}
    meant = {"in", "out"} if body.direction == "both" else {body.direction}
    after = {name: paused if name in meant else was for name, was in before.items()}
    changed = await parts.scaling.pause(service, shrinking=after["in"], growing=after["out"], by=person.login)
    action = "pause_scaling" if paused else "resume_scaling"
    parts.audit.note(caller_of(request, person), action, service, before=before, after=after)
    return shown_service(parts, person, changed)
