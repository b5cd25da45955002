"""Incidents of the past from PostgreSQL, joined with those that the live view knows, which are newer."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from core.server.api.cursor import Cursor
from core.server.api.decision_history import EPOCH, decision_of
from core.server.api.decision_shapes import instant
from core.server.api.schemas import IncidentSource
from core.server.db.queries import load_queries
from core.server.decisions.incident import Incident, TimelineEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.server.db.database import Database
    from core.server.decisions.decision import Decision

_SQL: Final = load_queries(Path(__file__).with_name("incident_history.sql"))
_MOST_SOURCES: Final = 500
_MOST_DECISIONS: Final = 100


@dataclass(frozen=True, slots=True)
class WantedIncidents:
    """Which incidents are asked for; empty texts and None stand for all. `services` are those that may be shown."""

    service: str
    active: bool | None
    kind: str
    verdict: str
    services: frozenset[str] | None = None

    def fits(self, incident: Incident) -> bool:
        """Say whether an incident is asked for."""
        pairs = ((self.service, incident.service), (self.kind, incident.kind), (self.verdict, incident.verdict))
        goes_on = not incident.ended_at
        may_show = self.services is None or incident.service in self.services
        return may_show and all(wanted in {"", has} for wanted, has in pairs) and self.active in {None, goes_on}


def place_of(incident: Incident) -> Cursor:
    """Return where an incident stands in a list."""
    return Cursor(round(incident.started_at * 1e6), incident.id)


async def page_of_incidents(
    database: "Database", live: "Mapping[str, Incident]", wanted: WantedIncidents, after: Cursor, limit: int
) -> tuple[list[Incident], int]:
    """Return up to `limit` incidents behind `after`, newest first, and about how many there are in all.

    What the live view knows wins over the database, which follows a second behind.
    """
    before = EPOCH + timedelta(microseconds=after.at_micros)
    services = None if wanted.services is None else list(wanted.services)
    filters = (wanted.service, wanted.active, wanted.kind, wanted.verdict, services)
    async with database.snapshot() as connection:
        rows = await connection.fetch(_SQL["page"], before, after.id, *filters, limit)
        total = await connection.fetchval(_SQL["total"], *filters)
    stored = {row["id"]: live.get(row["id"]) or _incident(row) for row in rows}
    running = {each.id: each for each in live.values() if not each.ended_at}
    merged = {**stored, **running}
    fitting = [each for each in merged.values() if wanted.fits(each) and place_of(each) < after]
    ordered = sorted(fitting, key=place_of, reverse=True)[:limit]
    return ordered, max(int(total), len(ordered))


async def find_incident(database: "Database", incident_id: str) -> Incident | None:
    """Return an incident of the past."""
    async with database.connection() as connection:
        row = await connection.fetchrow(_SQL["one"], incident_id)
    return None if row is None else _incident(row)


async def decided_in(
    database: "Database", incident_id: str, now: float
) -> "tuple[list[IncidentSource], list[Decision]]":
    """Return the sources of an incident with the strongest decision about each, and its latest decisions."""
    async with database.connection() as connection:
        sources = await connection.fetch(_SQL["sources"], incident_id, _MOST_SOURCES)
        decisions = await connection.fetch(_SQL["decisions"], incident_id, _MOST_DECISIONS)
    return [_source(row, now) for row in sources], [decision_of(row) for row in decisions]


async def count_sources(database: "Database", incident_id: str) -> int:
    """Return how many sources were decided about in an incident."""
    async with database.connection() as connection:
        return int(await connection.fetchval(_SQL["count_sources"], incident_id))


def _source(row: Any, now: float) -> IncidentSource:
    return IncidentSource(
        source=row["value"],
        scope=row["scope"],
        type=row["type"],
        kind=row["kind"],
        score=row["score"],
        decided_at=row["decided_at"],
        decision_id=row["id"],
        active=row["lifted_at"] is None and row["until_at"] > instant(now),
    )


def _incident(row: Any) -> Incident:
    return Incident(
        id=row["id"],
        kind=row["kind"],
        severity=row["severity"],
        service=row["service"],
        started_at=row["started_at"].timestamp(),
        detected_at=row["detected_at"].timestamp(),
        ended_at=row["ended_at"].timestamp() if row["ended_at"] else 0.0,
        sources=row["sources"],
        decisions=row["decisions"],
        refused=row["refused"],
        peak_score=row["peak_score"],
        peak_rps=row["peak_rps"],
        verdict=row["verdict"],
        verdict_by=row["verdict_by"],
        verdict_reason=row["verdict_reason"],
        verdict_at=row["verdict_at"].timestamp() if row["verdict_at"] else 0.0,
        timeline=msgspec.json.decode(row["timeline"], type=tuple[TimelineEntry, ...]),
    )
