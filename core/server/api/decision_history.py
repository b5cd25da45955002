"""Decisions of the past from PostgreSQL, joined with those that hold now, which are in the core's memory."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from core.server.api.cursor import Cursor
from core.server.db.queries import load_queries
from core.server.decisions.decision import Decision, Evidence, ReasonRecord

if TYPE_CHECKING:
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("decision_history.sql"))
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
TYPES: Final = ("observe", "limit", "challenge", "ban")
NEWEST: Final = Cursor(253_402_300_799_000_000, "")  # the last instant that PostgreSQL and Python both can tell


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions are asked for: those that hold (`active`), with `q` in one of their texts, of these types.

    `services` are those about which decisions may be shown, None for all; "" stands for decisions about all services.
    """

    active: bool | None
    q: str
    now: float
    types: tuple[str, ...] = TYPES
    services: frozenset[str] | None = None

    def fits(self, decision: Decision) -> bool:
        """Say whether a decision is asked for."""
        if self.active is not None and holds(decision, self.now) != self.active:
            return False
        if decision.type not in self.types or not self._may_show(decision):
            return False
        texts = (decision.value, decision.service, decision.kind, decision.decided_by, decision.id)
        return self.q.lower() in " ".join(texts).lower()

    def _may_show(self, decision: Decision) -> bool:
        return self.services is None or decision.service in self.services


def holds(decision: Decision, now: float) -> bool:
    """Say whether a decision holds at `now`."""
    return not decision.lifted_at and decision.until_at > now


def place(decision: Decision) -> Cursor:
    """Return where a decision stands in a list."""
    return Cursor(round(decision.decided_at * 1e6), decision.id)


async def page(
    database: "Database", memory: list[Decision], wanted: Wanted, after: Cursor, limit: int
) -> tuple[list[Decision], int]:
    """Return up to `limit` decisions behind `after`, newest first, and how many there are in all.

    `memory` wins over the database, which follows a second behind. What holds is all in memory.
    """
    held = [decision for decision in memory if wanted.fits(decision)]
    if wanted.active is True:
        return _cut(held, after, limit), len(held)
    async with database.snapshot() as connection:
        instant, pattern = EPOCH + timedelta(seconds=wanted.now), pattern_of(wanted.q)
        before = EPOCH + timedelta(microseconds=after.at_micros)
        types, services = list(wanted.types), None if wanted.services is None else list(wanted.services)
        filters = (wanted.active, instant, pattern, types, services)
        rows = await connection.fetch(_SQL["page"], before, after.id, *filters, limit)
        stored = await connection.fetchval(_SQL["total"], *filters)
        known = await connection.fetch(_SQL["stored_among"], [decision.id for decision in held])
    remembered = {decision.id: decision for decision in memory}
    past = [remembered.get(row["id"]) or decision_of(row) for row in rows]
    merged = {decision.id: decision for decision in (*past, *held) if wanted.fits(decision)}
    return _cut(list(merged.values()), after, limit), stored + len(held) - len(known)


async def find(database: "Database", decision_id: str) -> Decision | None:
    """Return a decision of the past with its evidence."""
    async with database.connection() as connection:
        row = await connection.fetchrow(_SQL["one"], decision_id)
    return None if row is None else decision_of(row)


async def lifted_at(database: "Database", instants: list[float]) -> list[tuple[str, str, float]]:
    """Return id, value and end of the decisions that were ended at one of these instants."""
    async with database.connection() as connection:
        rows = await connection.fetch(_SQL["lifted_at_instants"], instants)
    return [(row["id"], row["value"], row["lifted_at"]) for row in rows]


def _cut(decisions: list[Decision], after: Cursor, limit: int) -> list[Decision]:
    return sorted((each for each in decisions if place(each) < after), key=place, reverse=True)[:limit]


def pattern_of(q: str) -> str:
    """Return the LIKE pattern of what holds a text, "" for an empty one."""
    if not q:
        return ""
    return "%" + q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def decision_of(row: Any) -> Decision:
    """Return the decision of a row of `decision_history.sql`."""
    return Decision(
        id=row["id"],
        type=row["type"],
        scope=row["scope"],
        value=row["value"],
        service=row["service"],
        kind=row["kind"],
        decided_at=row["decided_at"].timestamp(),
        until_at=row["until_at"].timestamp(),
        origin=row["origin"],
        simulated=row["simulated"],
        score=row["score"],
        reasons=msgspec.json.decode(row["reasons"], type=tuple[ReasonRecord, ...]),
        evidence=msgspec.json.decode(row["evidence"], type=Evidence),
        decided_by=row["decided_by"],
        incident=row["incident"],
        lifted_at=row["lifted_at"].timestamp() if row["lifted_at"] else 0.0,
        replaced=row["replaced"],
    )
