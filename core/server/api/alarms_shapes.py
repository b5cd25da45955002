"""Alarms and rules, in the models that show them."""

from typing import TYPE_CHECKING

from core.server.alarms.alarm import Alarm
from core.server.alarms.builtin import summary_code
from core.server.alarms.rules import RuleChange, Ruled
from core.server.api import alarms_schemas as schemas
from core.server.api.decision_shapes import instant

if TYPE_CHECKING:
    from core.server.alarms.alarms import Alarms


def shown(alarms: "Alarms", alarm: Alarm, now: float) -> schemas.AlarmOut:
    """Return an alarm for a list."""
    said, silence = alarm.acknowledged, None if alarm.cleared_at else alarms.silences.of(alarm.key)
    acknowledged, silenced = None, None
    if said is not None and alarm.is_acknowledged(now):
        until_at = instant(said.until) if said.until else None
        acknowledged = schemas.AcknowledgementOut(at=instant(said.at), by=said.by, note=said.note, until_at=until_at)
    if silence is not None:
        until_at = instant(silence.until)
        silenced = schemas.SilenceOut(at=instant(silence.at), by=silence.by, note=silence.note, until_at=until_at)
    rule = alarm.rule
    return schemas.AlarmOut(
        id=alarm.id,
        rule=alarm.key.rule,
        kind=rule.kind,
        severity=rule.severity,
        summary=rule.summary,
        summary_code=summary_code(alarm.key.rule, rule),
        metric=rule.metric,
        node_id=alarm.key.node,
        entity=alarm.key.entity,
        value=alarm.value if alarm.cleared_at else alarms.value_of(alarm),
        threshold=rule.above if rule.above is not None else rule.below,
        since_at=instant(alarm.since),
        fired_at=instant(alarm.fired_at),
        cleared_at=instant(alarm.cleared_at) if alarm.cleared_at else None,
        cleared_why=alarm.cleared_why,
        acknowledged=acknowledged,
        silenced=silenced,
    )


def rule_shown(ruled: Ruled) -> schemas.RuleOut:
    """Return a rule for a list."""
    return schemas.RuleOut(
        name=ruled.name,
        origin=ruled.origin,
        changed_at=instant(ruled.changed_at) if ruled.changed_at else None,
        changed_by=ruled.changed_by,
        summary_code=summary_code(ruled.name, ruled.rule),
        rule=ruled.rule,
    )


def change_shown(change: RuleChange) -> schemas.RuleChangeOut:
    """Return a change of a rule."""
    return schemas.RuleChangeOut(what=change.what, name=change.name, before=change.before, after=change.after)
