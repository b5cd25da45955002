"""Alarms: what fires now, what fired, and what people say to it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Query, Request

from core.server.alarms import store
from core.server.alarms.alarm import Alarm
from core.server.alarms.refused import RefusedAlarm
from core.server.alarms.rule import Rule
from core.server.api import alarms_schemas as schemas
from core.server.api.alarms_shapes import shown
from core.server.api.caller import caller_of
from core.server.api.cursor import Cursor, decode_cursor, encode_cursor
from core.server.api.decision_history import EPOCH
from core.server.api.decision_shapes import instant
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedDecider, NarrowedReader
from core.server.api.reach import check_node, nodes_seen
from core.server.api.schemas import Page
from core.server.errors import NotFound

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts

router = APIRouter(tags=["alarms"])
_FAR_FUTURE: Final = 1 << 52

Instant = Annotated[float | None, Query(ge=0, lt=2**40)]
From = Annotated[float | None, Query(alias="from", ge=0, lt=2**40)]
Name = Annotated[str, Query(max_length=64)]


@router.get("/alarms")
async def list_alarms(parts: PartsDep, person: NarrowedReader, node: Name = "", rule: Name = "") -> schemas.AlarmList:
    """Show what fires now, the newest first."""
    alarms, now, seen = parts.alarms, parts.clock.now(), _seen(parts, person)
    firing = [each for each in alarms.firing() if node in {"", each.key.node} and rule in {"", each.key.rule}]
    shown_to_them = [each for each in firing if seen is None or each.key.node in seen]
    return schemas.AlarmList(
        as_of=instant(now),
        pending=alarms.pending,
        unscored=alarms.scoring.left_out,
        alarms=[shown(alarms, each, now) for each in shown_to_them],
    )


@router.get("/alarms/history")
async def alarm_history(  # noqa: PLR0917 - a route's arguments are its query
    parts: PartsDep,
    person: NarrowedReader,
    from_: From = None,
    to: Instant = None,
    node: Name = "",
    rule: Name = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[schemas.AlarmOut]:
    """Show alarms that fired or still did between two instants (Unix seconds), the newest first."""
    now, seen = parts.clock.now(), _seen(parts, person)
    after = decode_cursor(cursor) if cursor else Cursor(_FAR_FUTURE, "")
    before = EPOCH + timedelta(microseconds=after.at_micros)
    async with parts.database.connection() as connection:
        rows = await connection.fetch(store.SQL["page"], before, after.id, rule, node, from_, to, seen, limit + 1)
        total = await connection.fetchval(store.SQL["total"], rule, node, from_, to, seen)
    found = [Alarm.stored(row) for row in rows[:limit]]
    return Page[schemas.AlarmOut](
        items=[shown(parts.alarms, each, now) for each in found],
        next_cursor=encode_cursor(_place(rows[limit - 1]["fired_at"], found[-1].id)) if len(rows) > limit else None,
        total=total,
        as_of=instant(now),
    )


@router.get("/alarms/{alarm_id}")
async def read_alarm(alarm_id: str, parts: PartsDep, person: NarrowedReader) -> schemas.AlarmDetail:
    """Show an alarm, also one that is over, with all that happened to it."""
    async with parts.database.connection() as connection:
        row = await connection.fetchrow(store.SQL["one"], alarm_id)
        if row is None:
            raise NotFound(RefusedAlarm.no_alarm())
        check_node(parts, person, row["node_id"])
        events = await connection.fetch(store.SQL["events"], alarm_id)
    alarm = Alarm.stored(row)
    told = shown(parts.alarms, alarm, parts.clock.now()).model_dump()
    happened = [
        schemas.AlarmEvent(
            at=each["at"],
            what=each["what"],
            value=each["value"],
            why=each["why"],
            by=each["made_by"],
            note=each["note"],
            until_at=each["until_at"],
        )
        for each in events
    ]
    return schemas.AlarmDetail(**told, rule_said=_rule_for(person, alarm), events=happened)


@router.post("/alarms/{alarm_id}/acknowledge")
async def acknowledge_alarm(
    alarm_id: str, body: schemas.AcknowledgeIn, request: Request, parts: PartsDep, person: NarrowedDecider
) -> schemas.AlarmOut:
    """Say that somebody knows of an alarm and sees to it."""
    now = parts.clock.now()
    until = now + body.duration_seconds if body.duration_seconds else 0.0
    check_node(parts, person, parts.alarms.get(alarm_id).key.node)
    alarm = await parts.alarms.acknowledge(alarm_id, by=person.login, note=body.note, until=until)
    parts.audit.note(caller_of(request, person), "acknowledge_alarm", alarm_id, after=_said(alarm, body))
    return shown(parts.alarms, alarm, now)


@router.delete("/alarms/{alarm_id}/acknowledge")
async def unacknowledge_alarm(
    alarm_id: str, request: Request, parts: PartsDep, person: NarrowedDecider
) -> schemas.AlarmOut:
    """Take an acknowledgement back."""
    check_node(parts, person, parts.alarms.get(alarm_id).key.node)
    alarm = await parts.alarms.unacknowledge(alarm_id, by=person.login)
    parts.audit.note(caller_of(request, person), "unacknowledge_alarm", alarm_id)
    return shown(parts.alarms, alarm, parts.clock.now())


@router.post("/alarms/{alarm_id}/silence")
async def silence_alarm(
    alarm_id: str, body: schemas.SilenceIn, request: Request, parts: PartsDep, person: NarrowedDecider
) -> schemas.AlarmOut:
    """Tell nobody of this rule about this series for a while, also when it fires anew."""
    now = parts.clock.now()
    alarm = parts.alarms.get(alarm_id)
    check_node(parts, person, alarm.key.node)
    await parts.alarms.silence(alarm.key, by=person.login, note=body.note, until=now + body.duration_seconds)
    parts.audit.note(caller_of(request, person), "silence_alarm", alarm_id, after=_said(alarm, body))
    return shown(parts.alarms, alarm, now)


@router.delete("/alarms/{alarm_id}/silence")
async def unsilence_alarm(
    alarm_id: str, request: Request, parts: PartsDep, person: NarrowedDecider
) -> schemas.AlarmOut:
    """Take a silence back."""
    alarm = parts.alarms.get(alarm_id)
    check_node(parts, person, alarm.key.node)
    await parts.alarms.unsilence(alarm.key, by=person.login)
    parts.audit.note(caller_of(request, person), "unsilence_alarm", alarm_id)
    return shown(parts.alarms, alarm, parts.clock.now())


def _seen(parts: "Parts", person: "Person") -> list[str] | None:
    """Return of which nodes somebody may see alarms, None where of all; of no node at all are those of the fleet."""
    return None if person.scope.covers_node(()) else [node.id for node in nodes_seen(parts, person)]


def _rule_for(person: "Person", alarm: Alarm) -> Rule:
    """Return an alarm's rule; to who may not see every node without the others' names."""
    return alarm.rule if person.scope.covers_node(()) else alarm.rule.model_copy(update={"nodes": ()})


def _said(alarm: Alarm, body: schemas.AcknowledgeIn | schemas.SilenceIn) -> dict[str, object]:
    return alarm.key._asdict() | body.model_dump()


def _place(fired_at: datetime, alarm_id: str) -> Cursor:
    return Cursor((fired_at - EPOCH) // timedelta(microseconds=1), alarm_id)
