"""What people write down about an incident: for those who come after them."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request

from core.server.api.caller import caller_of
from core.server.api.decision_shapes import instant
from core.server.api.incidents import find_seen
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedDecider, NarrowedReader
from core.server.api.schemas import IncidentNote, IncidentNoteIn
from core.server.db.queries import load_queries
from core.server.decisions.refused_decisions import RefusedDecision
from core.server.errors import Conflict, Forbidden, NotFound

if TYPE_CHECKING:
    from core.server.accounts.person import Person

router = APIRouter(prefix="/incidents/{incident_id}/notes", tags=["incidents"])
_SQL: Final = load_queries(Path(__file__).with_name("incident_notes.sql"))
_ADDED: Final = "INSERT 0 1"


@router.get("")
async def list_incident_notes(incident_id: str, parts: PartsDep, person: NarrowedReader) -> list[IncidentNote]:
    """List what was written down about an incident, the oldest first."""
    await find_seen(parts, person, incident_id)
    async with parts.database.connection() as connection:
        return [_shown(row) for row in await connection.fetch(_SQL["notes"], incident_id)]


@router.post("", status_code=201)
async def add_incident_note(
    incident_id: str, body: IncidentNoteIn, request: Request, parts: PartsDep, person: NarrowedDecider
) -> IncidentNote:
    """Write something down about an incident."""
    await find_seen(parts, person, incident_id)
    at, note_id = instant(parts.clock.now()), secrets.token_hex(8)
    async with parts.database.connection() as connection:
        added = await connection.execute(_SQL["add"], note_id, incident_id, at, person.login, body.text)
    if added != _ADDED:
        raise Conflict(RefusedDecision.many_notes())
    parts.audit.note(caller_of(request, person), "add_incident_note", incident_id, after={"text": body.text})
    return IncidentNote(id=note_id, written_at=at, written_by=person.login, text=body.text)


@router.delete("/{note_id}", status_code=204)
async def remove_incident_note(
    incident_id: str, note_id: str, request: Request, parts: PartsDep, person: NarrowedDecider
) -> None:
    """Take a note away: one's own, or anybody's as an administrator."""
    await find_seen(parts, person, incident_id)
    async with parts.database.connection() as connection:
        row = await connection.fetchrow(_SQL["one"], incident_id, note_id)
        if row is None:
            raise NotFound(RefusedDecision.no_note())
        _check_may_remove(person, row["written_by"])
        await connection.execute(_SQL["remove"], incident_id, note_id)
    before = {"text": row["text"], "written_by": row["written_by"]}
    parts.audit.note(caller_of(request, person), "remove_incident_note", incident_id, before=before)


def _check_may_remove(person: "Person", written_by: str) -> None:
    if person.login != written_by and "manage" not in person.permissions:
        raise Forbidden(RefusedDecision.note_of_other())


def _shown(row: Any) -> IncidentNote:
    return IncidentNote(id=row["id"], written_at=row["written_at"], written_by=row["written_by"], text=row["text"])
