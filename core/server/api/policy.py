"""What automation may do: thresholds, the strongest step, and the switch that stops it."""

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from msgspec import structs

from core.server.api.caller import caller_of
from core.server.api.decision_shapes import instant
from core.server.api.fleet_schemas import (
    BudgetIn,
    BudgetOut,
    DurationsIn,
    DurationsOut,
    PolicyIn,
    PolicyOut,
    SpentBudget,
    ThresholdsIn,
    ThresholdsOut,
)
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedReader, Operator
from core.server.api.reach import sees_service
from core.server.decisions.budget import WINDOW_SECONDS, Budget
from core.server.decisions.durations import Durations
from core.server.decisions.refused import LimitsError
from core.server.decisions.thresholds import Thresholds, ThresholdsError
from core.server.errors import Invalid
from core.server.ingest.commands import (
    Command,
    Freeze,
    ResetHead,
    SetBudget,
    SetDurations,
    SetMaxStep,
    SetThresholds,
)
from models.ensemble import HEADS

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts

router = APIRouter(tags=["policy"])


@router.get("/policy")
async def read_policy(parts: PartsDep, person: NarrowedReader) -> PolicyOut:
    """Show what automation may do, and what holds it back."""
    return _policy(parts, person)


@router.patch("/policy")
async def change_policy(body: PolicyIn, request: Request, parts: PartsDep, person: Operator) -> PolicyOut:
    """Freeze automation or let it go on, set the defaults of all services, trust a head of the detectors again."""
    at, by, before = parts.clock.now(), person.login, _policy(parts, person).model_dump(mode="json")
    commands: list[Command] = []
    if body.thresholds is not None:
        commands.append(threshold_command(body.thresholds, "", at, by))
    if body.durations is not None:
        commands.append(_durations_command(body.durations, at, by))
    if body.budget is not None:
        commands.append(_budget_command(body.budget, at, by))
    if body.max_step is not None:
        commands.append(SetMaxStep(at=at, service="", max_step=body.max_step, by=by))
    if body.trusted_head is not None:
        commands.append(ResetHead(at=at, head=_head(body.trusted_head), by=by))
    if body.frozen is not None:
        commands.append(Freeze(at=at, frozen=body.frozen, by=by))
    for command in commands:
        await parts.core.command(command)
    after = body.model_dump(exclude_unset=True)
    parts.audit.note(caller_of(request, person), "change_policy", "", before=before, after=after)
    return _policy(parts, person)


def threshold_command(body: ThresholdsIn, service: str, at: float, by: str) -> SetThresholds:
    """Return the command that sets thresholds.

    Raises:
        Invalid: they contradict each other.
    """
    command = SetThresholds(at=at, service=service, by=by, **body.model_dump())
    try:
        Thresholds.of(command)
    except ThresholdsError as error:
        raise Invalid(error.told) from error
    return command


def _durations_command(body: DurationsIn, at: float, by: str) -> SetDurations:
    command = SetDurations(at=at, by=by, **body.model_dump())
    try:
        Durations.of(command)
    except LimitsError as error:
        raise Invalid(error.told) from error
    return command


def _budget_command(body: BudgetIn, at: float, by: str) -> SetBudget:
    command = SetBudget(at=at, by=by, **body.model_dump())
    try:
        Budget.of(command)
    except LimitsError as error:
        raise Invalid(error.told) from error
    return command


def shown_thresholds(thresholds: Thresholds) -> ThresholdsOut:
    """Return thresholds as the API shows them."""
    return ThresholdsOut(**structs.asdict(thresholds))


def _policy(parts: "Parts", person: "Person") -> PolicyOut:
    now = parts.clock.now()
    frozen, most, thresholds, durations, budget, exhausted, distrusted = parts.core.live.read(
        lambda live: (
            live.context.frozen,
            live.context.max_step(""),
            live.context.thresholds(""),
            live.context.durations,
            live.context.budget,
            dict(live.exhausted),
            list(live.distrusted),
        )
    )
    return PolicyOut(
        frozen=frozen is not None,
        frozen_at=None if frozen is None else instant(frozen.at),
        frozen_by="" if frozen is None else frozen.by,
        max_step=most,
        thresholds=shown_thresholds(thresholds),
        durations=DurationsOut(
            step_seconds=int(durations.step_seconds),
            ban_seconds=int(durations.ban_seconds),
            longest_ban_seconds=int(durations.longest_ban_seconds),
            bans=[int(seconds) for seconds in durations.bans],
        ),
        budget=BudgetOut(window_seconds=int(WINDOW_SECONDS), **structs.asdict(budget)),
        budget_exhausted=[
            SpentBudget(service=service, until_at=instant(until))
            for service, until in sorted(exhausted.items())
            if until > now and sees_service(person, service)
        ],
        distrusted_heads=distrusted,
    )


def _head(name: str) -> str:
    if name not in HEADS:
        raise Invalid(f"{name!r} is no head: {', '.join(HEADS)}")
    return name
