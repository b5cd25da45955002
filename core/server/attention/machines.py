"""What nodes, alarms about them and scaling are worth attention for."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from core.server.alarms.builtin import summary_code
from core.server.attention.item import Item

if TYPE_CHECKING:
    from core.server.alarms.alarm import Alarm
    from core.server.alarms.alarms import Alarms
    from core.server.fleet.node import Node
    from core.server.scaling.status import Status

_TOLD_ELSEWHERE: Final = frozenset({"silence"})  # a node that is down has an item of its own


def of_nodes(nodes: "Iterable[Node]", now: float) -> Iterator[Item]:
    """Yield nodes that are silent, or late."""
    for node in nodes:
        state, since = node.state(now), node.seen.last_report_at
        if state == "down":
            yield Item(
                kind="node_down", subject=node.id, severity="critical", name=node.name, node=node.id, since=since
            )
        elif state == "warn":
            yield Item(kind="node_late", subject=node.id, severity="medium", name=node.name, node=node.id)


def of_alarms(alarms: "Alarms", names: dict[str, str], now: float) -> Iterator[Item]:
    """Yield alarms that fire and that nobody silenced; `names` are the nodes', by id.

    `what` is the code of what the rule says, where it is built in, else its own words.
    """
    for alarm in alarms.firing():
        if alarm.rule.kind not in _TOLD_ELSEWHERE and alarms.silences.of(alarm.key) is None:
            yield _of_alarm(alarm, names.get(alarm.key.node, ""), now)


def of_scaling(services: "Iterable[Status]") -> Iterator[Item]:
    """Yield services of which what was decided cannot be done."""
    for status in services:
        if status.trouble is not None:
            name = status.service
            yield Item(
                kind="scaling", subject=name, severity="medium", name=name, service=name, what=status.trouble.code
            )


def _of_alarm(alarm: "Alarm", node: str, now: float) -> Item:
    known = alarm.is_acknowledged(now) and alarm.acknowledged is not None
    return Item(
        kind="alarm",
        subject=alarm.id,
        severity=alarm.rule.severity,
        name=node,
        what=summary_code(alarm.key.rule, alarm.rule) or alarm.rule.summary or alarm.key.rule,
        detail=alarm.key.entity,
        node=alarm.key.node,
        since=alarm.fired_at,
        by=alarm.acknowledged.by if known and alarm.acknowledged else "",
    )
