"""Incidents, and what people say of them."""

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query, Request

from core.server.api.caller import caller_of
from core.server.api.cursor import decode_cursor, encode_cursor
from core.server.api.decision_history import NEWEST
from core.server.api.decision_shapes import instant
from core.server.api.incident_history import (
    WantedIncidents,
    count_sources,
    decided_in,
    find_incident,
    page_of_incidents,
    place_of,
)
from core.server.api.incident_shapes import shown_incident, shown_incident_in_detail
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedDecider, NarrowedReader
from core.server.api.reach import check_service, sees_service, services_seen
from core.server.api.schemas import Incident, IncidentDetail, Kind, Page, VerdictIn
from core.server.decisions.incidents import MOST_MEMBERS
from core.server.decisions.refused_decisions import RefusedDecision
from core.server.errors import NotFound
from core.server.ingest.commands import Judge

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.decisions.incident import Incident as Held

router = APIRouter(tags=["incidents"])


@router.get("/incidents")
async def list_incidents(
    *,
    parts: PartsDep,
    person: NarrowedReader,
    service: Annotated[str, Query(max_length=253)] = "",
    active: bool | None = None,
    kind: Kind | None = None,
    verdict: Literal["open", "attack", "harmless", "expected"] | None = None,
    cursor: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[Incident]:
    """List incidents, newest first. `active`: only those that go on, or only those that have ended."""
    if service:
        check_service(person, service)
    seen = services_seen(parts, person)
    wanted = WantedIncidents(service, active, kind or "", verdict or "", None if seen is None else frozenset(seen))
    live = parts.core.live.read(lambda now: dict(now.incidents))
    after = decode_cursor(cursor) if cursor else NEWEST
    found, total = await page_of_incidents(parts.database, live, wanted, after, limit + 1)
    items = found[:limit]
    return Page[Incident](
        items=[shown_incident(incident) for incident in items],
        next_cursor=encode_cursor(place_of(items[-1])) if len(found) > limit else None,
        total=total,
        as_of=instant(parts.clock.now()),
    )


@router.get("/incidents/{incident_id}")
async def read_incident(incident_id: str, parts: PartsDep, person: NarrowedReader) -> IncidentDetail:
    """Show an incident with its timeline, sources and decisions."""
    incident, now = await find_seen(parts, person, incident_id), parts.clock.now()
    sources, decisions = await decided_in(parts.database, incident_id, now)
    held = {each.value for each in parts.core.decisions.active(now) if each.incident == incident_id}
    others = max(await count_sources(parts.database, incident_id) - len(held), 0)
    spares = len(held) + min(others, MOST_MEMBERS) if _live(parts, incident_id) else 0
    return shown_incident_in_detail(incident, sources, decisions, now, spares=spares)


@router.post("/incidents/{incident_id}/verdict")
async def judge_incident(
    incident_id: str, body: VerdictIn, request: Request, parts: PartsDep, person: NarrowedDecider
) -> Incident:
    """Say what an incident was. `harmless` and `expected` lift its decisions and spare its sources for a day."""
    before = _live(parts, incident_id)
    if before is None or not sees_service(person, before.service):
        raise NotFound(RefusedDecision.no_incident())
    now = parts.clock.now()
    await parts.core.command(
        Judge(at=now, incident_id=incident_id, verdict=body.verdict, by=person.login, reason=body.reason)
    )
    was = {"verdict": before.verdict, "reason": before.verdict_reason}
    parts.audit.note(caller_of(request, person), "judge_incident", incident_id, before=was, after=body.model_dump())
    return shown_incident(_live(parts, incident_id) or before)


def _live(parts: "Parts", incident_id: str) -> "Held | None":
    return parts.core.live.read(lambda now: now.incidents.get(incident_id))


async def find_seen(parts: "Parts", person: "Person", incident_id: str) -> "Held":
    """Return an incident that somebody may see.

    Raises:
        NotFound: there is none that they may.
    """
    incident = _live(parts, incident_id) or await find_incident(parts.database, incident_id)
    if incident is None or not sees_service(person, incident.service):
        raise NotFound(RefusedDecision.no_incident())
    return incident
