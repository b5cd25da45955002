"""Alarms of metrics, and silent nodes: what fires is compared with what was told."""

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from core.server.alarms import store
from core.server.alarms.alarm import Alarm
from core.server.alarms.builtin import summary_code
from core.server.errors import NotFound
from core.server.notifications.event import Event, State
from core.server.notifications.sources.source import bounded, identified

if TYPE_CHECKING:
    from core.server.alarms.alarms import Alarms
    from core.server.db.database import Database
    from core.server.fleet.fleet import Fleet

_PREFIX: Final = "alarm:"
_LOOK_SECONDS: Final = 2.0


class AlarmsTold:
    """Alarms that nobody wants to hear of (a silence of the alarm's own) are not told before the silence ends."""

    name = "alarms"

    def __init__(self, alarms: "Alarms", fleet: "Fleet", database: "Database") -> None:
        self._alarms = alarms
        self._fleet = fleet
        self._database = database
        self._open: dict[str, Event] = {}
        self._ended: dict[str, tuple[float, str]] = {}
        self._looked_at = 0.0
        self.heard = 0.0

    def begin(self, heard: float, open_events: Iterable[Event]) -> None:
        """Go on from there."""
        self.heard = heard
        ours = (each for each in open_events if each.thread.startswith(_PREFIX))
        self._open = {each.thread.removeprefix(_PREFIX): each for each in ours}

    async def look(self, now: float) -> list[Event]:
        """Return what fired, is over, or was acknowledged. Nothing counts as told while the database is to be asked."""
        happened = self._alarms.transitions
        if not happened and 0 <= now - self._looked_at < _LOOK_SECONDS:
            return []
        while happened:
            each = happened.popleft()
            if each.what == "cleared" and each.id in self._open:
                self._ended[each.id] = (each.at, each.why)
        for alarm_id in self._open.keys() - {alarm.id for alarm in self._alarms.firing()} - self._ended.keys():
            self._ended[alarm_id] = await self._cleared(alarm_id, now)
        firing = {alarm.id: alarm for alarm in self._alarms.firing()}
        told = [event for alarm in firing.values() if (event := self._news(alarm, now)) is not None]
        over = [alarm_id for alarm_id in self._ended if alarm_id not in firing]
        self._looked_at = self.heard = now
        return told + [self._over(alarm_id, *self._ended.pop(alarm_id)) for alarm_id in over]

    async def acknowledge(self, event: Event, by: str) -> None:
        """Have the alarm know that somebody acknowledged its message."""
        with suppress(NotFound):  # it is over meanwhile
            await self._alarms.acknowledge(event.thread.removeprefix(_PREFIX), by=by, note="", until=0.0)

    def _news(self, alarm: Alarm, now: float) -> Event | None:
        before = self._open.get(alarm.id)
        if before is None and self._alarms.silences.of(alarm.key) is not None:
            return None
        by = alarm.acknowledged.by if alarm.acknowledged is not None and alarm.is_acknowledged(now) else ""
        if before is not None and before.facts.get("acknowledged_by") == by:
            return None
        event = self._event(alarm, by, "opened" if before is None else "changed", now)
        self._open[alarm.id] = event
        return event

    def _event(self, alarm: Alarm, acknowledged_by: str, state: State, now: float) -> Event:
        rule, key = alarm.rule, alarm.key
        is_silence = rule.kind == "silence"
        facts: dict[str, Any] = {
            "id": alarm.id,
            "rule": key.rule,
            "summary": rule.summary,
            "summary_code": summary_code(key.rule, rule) or "",
            "metric": rule.metric,
            "entity": key.entity,
            "value": alarm.value,
            "threshold": rule.above if rule.above is not None else rule.below,
            "since_at": alarm.since,
            "fired_at": alarm.fired_at,
            "cleared_at": 0.0,
            "cleared_why": "",
            "acknowledged_by": acknowledged_by,
        }
        return identified(
            Event(
                id="",
                kind="node" if is_silence else "alarm",
                severity=rule.severity,
                at=alarm.fired_at if state == "opened" else now,
                thread=f"{_PREFIX}{alarm.id}",
                state=state,
                node=self._name_of(key.node),
                labels={"rule": key.rule, "metric": rule.metric, "entity": key.entity, "node_id": key.node},
                facts=bounded(facts),
            )
        )

    def _over(self, alarm_id: str, at: float, why: str) -> Event:
        before = self._open.pop(alarm_id)
        facts = before.facts | {"cleared_at": at, "cleared_why": why}
        return identified(
            Event(
                id="",
                kind=before.kind,
                severity=before.severity,
                at=at,
                thread=before.thread,
                state="closed",
                node=before.node,
                labels=before.labels,
                facts=facts,
            )
        )

    async def _cleared(self, alarm_id: str, now: float) -> tuple[float, str]:
        """Return when and why an alarm was over that was so before this core began."""
        async with self._database.connection() as connection:
            row = await connection.fetchrow(store.SQL["one"], alarm_id)
        if row is None or row["cleared_at"] is None:
            return now, "gone"
        return row["cleared_at"].timestamp(), row["cleared_why"]

    def _name_of(self, node_id: str) -> str:
        return next((node.name for node in self._fleet.all() if node.id == node_id), node_id)
