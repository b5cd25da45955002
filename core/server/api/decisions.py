"""What was decided about sources, and what people decide."""

import asyncio
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Header, Query, Request
from msgspec import structs
from pydantic import Field

from core.server.api.caller import caller_of, changes_nothing
from core.server.api.cursor import decode_cursor, encode_cursor
from core.server.api.decide import Wish, changed_wish, decide, wish, wishes
from core.server.api.decision_effects import effects
from core.server.api.decision_history import NEWEST, TYPES, Wanted, find, holds, page, place
from core.server.api.decision_shapes import instant, outcomes, shown, shown_in_detail
from core.server.api.evidence_schemas import DecisionDetail
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedDecider, NarrowedReader
from core.server.api.reach import check_service, decided_about, nodes_seen, sees_service
from core.server.api.reproduction import Reproduced, load_parts, reproduce
from core.server.api.schemas import (
    DecisionChange,
    DecisionEffects,
    DecisionIn,
    DecisionOut,
    DecisionRefused,
    DecisionsIn,
    DecisionsMade,
    DecisionType,
    Page,
)
from core.server.api.told_schemas import refused_fields
from core.server.db.database import DatabaseAway
from core.server.decisions.refused_decisions import RefusedDecision
from core.server.errors import Conflict, Invalid, NotFound
from core.server.ingest.commands import Lift

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.decisions.decision import Decision

router = APIRouter(tags=["decisions"])
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", min_length=8, max_length=128)]


@router.get("/decisions")
async def list_decisions(
    *,
    parts: PartsDep,
    person: NarrowedReader,
    active: bool | None = None,
    q: Annotated[str, Query(max_length=100)] = "",
    types: Annotated[list[DecisionType] | None, Query(alias="type")] = None,
    cursor: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[DecisionOut]:
    """List decisions, newest first. `active`: only those that hold, or only those that do not; `type` may repeat."""
    now, services = parts.clock.now(), decided_about(parts, person)
    after = decode_cursor(cursor) if cursor else NEWEST
    wanted = Wanted(active=active, q=q.strip(), now=now, types=tuple(types or TYPES), services=services)
    found, total = await page(parts.database, parts.core.decisions.active(now), wanted, after, limit + 1)
    items = found[:limit]
    return Page[DecisionOut](
        items=[shown(decision, now) for decision in items],
        next_cursor=encode_cursor(place(items[-1])) if len(found) > limit else None,
        total=total,
        as_of=instant(now),
    )


@router.post("/decisions", status_code=201)
async def make_decision(
    body: DecisionIn, request: Request, parts: PartsDep, person: NarrowedDecider, idempotency_key: IdempotencyKey = None
) -> DecisionOut:
    """Ban or limit a source. 409 where an allowlist covers it or it is one of the fleet's own addresses."""
    check_service(person, body.service)
    made = await decide(parts, person, wish(body), idempotency_key)
    parts.audit.note(caller_of(request, person), "decide", made.id, after=body.model_dump())
    return shown(made, parts.clock.now())


@router.post("/decisions/bulk")
async def make_decisions(
    body: DecisionsIn,
    request: Request,
    parts: PartsDep,
    person: NarrowedDecider,
    idempotency_key: IdempotencyKey = None,
) -> DecisionsMade:
    """Decide the same about several sources; those that may not be touched are named."""
    check_service(person, body.service)
    outcomes = await asyncio.gather(*(_try(parts, person, wanted, idempotency_key) for wanted in wishes(body)))
    now = parts.clock.now()
    made = [shown(outcome, now) for outcome in outcomes if not isinstance(outcome, DecisionRefused)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, DecisionRefused)]
    ids = [each.id for each in made]
    parts.audit.note(caller_of(request, person), "decide", " ".join(ids), after=body.model_dump())
    return DecisionsMade(made=made, refused=refused)


@router.get("/decisions/effects")
async def decision_effects(
    parts: PartsDep,
    person: NarrowedReader,
    ids: Annotated[list[Annotated[str, Field(max_length=64)]], Query(alias="id", min_length=1, max_length=100)],
) -> DecisionEffects:
    """Say what decisions do: requests refused since, and nodes that carry them out. Those that end are left out."""
    now, services = parts.clock.now(), decided_about(parts, person)
    known = (parts.core.decisions.get(each) for each in dict.fromkeys(ids))
    seen = [each for each in known if each is not None and (services is None or each.service in services)]
    return DecisionEffects(as_of=instant(now), items=await effects(parts, person, seen))


@router.get("/decisions/{decision_id}")
async def read_decision(decision_id: str, parts: PartsDep, person: NarrowedReader) -> DecisionDetail:
    """Show a decision with its evidence, its score made again from that, and what came of it at each node."""
    decision = await _with_evidence(parts, await _find(parts, person, decision_id))
    names = {node.id: node.name for node in nodes_seen(parts, person)}
    nodes = outcomes(parts.core.decisions.states(decision_id), names)
    return shown_in_detail(decision, parts.clock.now(), await _again(parts, decision), nodes)


@router.patch("/decisions/{decision_id}")
async def change_decision(
    *,
    decision_id: str,
    body: DecisionChange,
    request: Request,
    parts: PartsDep,
    person: NarrowedDecider,
    idempotency_key: IdempotencyKey = None,
) -> DecisionOut:
    """Let a decision hold longer or shorter, or be another one: the one that is answered stands in its place.

    409 where it has ended. There is no moment between them: both hold until the nodes hear of the new one.
    """
    decision, now = await _find(parts, person, decision_id), parts.clock.now()
    check_service(person, decision.service)
    if not holds(decision, now):
        raise Conflict(RefusedDecision.decision_over())
    made = await decide(parts, person, changed_wish(decision, body, now), idempotency_key)
    await parts.core.command(Lift(at=made.decided_at, decision_id=decision_id, by=person.login))
    before, after = (shown(each, now).model_dump(mode="json") for each in (decision, made))
    parts.audit.note(caller_of(request, person), "change_decision", decision_id, before=before, after=after)
    return shown(made, parts.clock.now())


@router.delete("/decisions/{decision_id}")
async def lift_decision(decision_id: str, request: Request, parts: PartsDep, person: NarrowedDecider) -> DecisionOut:
    """End a decision before its time. One that has ended stays as it is."""
    decision, now = await _find(parts, person, decision_id), parts.clock.now()
    check_service(person, decision.service)
    if holds(decision, now):
        await parts.core.command(Lift(at=now, decision_id=decision_id, by=person.login))
        before = shown(decision, now).model_dump(mode="json")
        parts.audit.note(caller_of(request, person), "lift_decision", decision_id, before=before)
        decision = parts.core.decisions.get(decision_id) or decision
    else:
        await changes_nothing(request)
    return shown(decision, parts.clock.now())


async def _try(
    parts: "Parts", person: "Person", wanted: Wish, idempotency_key: str | None
) -> "Decision | DecisionRefused":
    try:
        return await decide(parts, person, wanted, idempotency_key)
    except (Conflict, Invalid) as error:
        return DecisionRefused(source=wanted.source, **refused_fields(error))


async def _find(parts: "Parts", person: "Person", decision_id: str) -> "Decision":
    decision = parts.core.decisions.get(decision_id) or await find(parts.database, decision_id)
    if decision is None or not (sees_service(person, decision.service) or not decision.service):
        raise NotFound(RefusedDecision.no_decision())
    return decision


async def _with_evidence(parts: "Parts", decision: "Decision") -> "Decision":
    """Add the evidence, which the database alone has: none yet in a decision's first second."""
    try:
        stored = await find(parts.database, decision.id)
    except DatabaseAway:
        stored = None
    return decision if stored is None else structs.replace(decision, evidence=stored.evidence, replaced=stored.replaced)


async def _again(parts: "Parts", decision: "Decision") -> Reproduced | None:
    try:
        return reproduce(decision, await load_parts(parts.database, decision.evidence))
    except DatabaseAway:
        return reproduce(decision, {})
