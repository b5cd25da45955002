"""Silences of alarms: what nobody is told of for a while, whether it fires now or not."""

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, status

from core.server.alarms.builtin import summary_code
from core.server.alarms.refused import RefusedAlarm
from core.server.alarms.silences import id_of
from core.server.alarms.transition import Key
from core.server.api import alarms_schemas as schemas
from core.server.api.caller import caller_of
from core.server.api.decision_shapes import instant
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedDecider, NarrowedReader
from core.server.api.reach import check_node, nodes_seen
from core.server.errors import NotFound

if TYPE_CHECKING:
    from core.server.alarms.alarm import Silence
    from core.server.alarms.alarms import Alarms

router = APIRouter(prefix="/alarms/silences", tags=["alarms"])


@router.get("")
async def list_alarm_silences(parts: PartsDep, person: NarrowedReader) -> schemas.StandingSilenceList:
    """Show what nobody is told of now, also where it does not fire; what ends first comes first."""
    alarms, seen = parts.alarms, {node.id for node in nodes_seen(parts, person)}
    whole_fleet = person.scope.covers_node(())
    standing = [each for each in alarms.silences.all() if whole_fleet or each[0].node in seen]
    firing = {alarm.key: alarm.id for alarm in alarms.firing()}
    found = [_shown(alarms, key, silence, firing.get(key)) for key, silence in standing]
    return schemas.StandingSilenceList(as_of=instant(parts.clock.now()), silences=found)


@router.post("", status_code=status.HTTP_201_CREATED)
async def put_alarm_silence(
    body: schemas.StandingSilenceIn, request: Request, parts: PartsDep, person: NarrowedDecider
) -> schemas.StandingSilence:
    """Tell nobody of a rule about a series for a while, as before work on it; the newest word holds."""
    check_node(parts, person, body.node_id)
    parts.alarms.rules.get(body.rule)
    if body.node_id:
        parts.fleet.get(body.node_id)
    key, until = Key(body.rule, body.node_id, body.entity), parts.clock.now() + body.duration_seconds
    await parts.alarms.silence(key, by=person.login, note=body.note, until=until)
    parts.audit.note(caller_of(request, person), "silence_alarm", id_of(key), after=body.model_dump())
    silence = parts.alarms.silences.of(key)
    if silence is None:
        raise NotFound(RefusedAlarm.silence_ended_now())
    firing = next((alarm.id for alarm in parts.alarms.firing() if alarm.key == key), None)
    return _shown(parts.alarms, key, silence, firing)


@router.delete("/{silence_id}", status_code=status.HTTP_204_NO_CONTENT)
async def end_alarm_silence(silence_id: str, request: Request, parts: PartsDep, person: NarrowedDecider) -> None:
    """End a silence before its time."""
    key = parts.alarms.silences.key_of(silence_id)
    check_node(parts, person, key.node)
    await parts.alarms.unsilence(key, by=person.login)
    parts.audit.note(caller_of(request, person), "unsilence_alarm", silence_id, before=key._asdict())


def _shown(alarms: "Alarms", key: Key, silence: "Silence", alarm_id: str | None) -> schemas.StandingSilence:
    rule = alarms.rules.by_name().get(key.rule)
    return schemas.StandingSilence(
        id=id_of(key),
        rule=key.rule,
        summary=rule.summary if rule else "",
        summary_code=summary_code(key.rule, rule) if rule else None,
        node_id=key.node,
        entity=key.entity,
        alarm_id=alarm_id,
        at=instant(silence.at),
        by=silence.by,
        note=silence.note,
        until_at=instant(silence.until),
    )
