"""Alarms as they run: averages in, alarms and their history out, kept over restarts."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from agent.contract.metrics import SeriesName
from core.server.alarms import store
from core.server.alarms.alarm import Alarm, Silence
from core.server.alarms.engine import Engine
from core.server.alarms.lifecycle import Standing
from core.server.alarms.refused import RefusedAlarm
from core.server.alarms.rules import RuleChange, Rules
from core.server.alarms.scoring import Score, Scoring
from core.server.alarms.silences import Silences
from core.server.alarms.transition import Key, Transition, What
from core.server.db.database import DatabaseAway
from core.server.errors import Conflict, NotFound
from core.server.metrics.recent import Averages
from models.codec import StateError
from models.metric_anomalies import MetricAnomalies

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database
    from core.server.fleet.fleet import Fleet

_LOG: Final = logging.getLogger(__name__)
_AT_ONCE: Final = 20  # averages between which others get their turn
_KEEP_SECONDS: Final = 10.0
_REMEMBER_SECONDS: Final = 300.0
_FORGET_SECONDS: Final = 600.0
_MOST_WAITING: Final = 50_000  # transitions and scores, while the database is away: the oldest go first
_AWAY: Final = (DatabaseAway, TimeoutError)


class Alarms:
    """All alarms. `averages` hands out what came since its last call; nobody else may call it.

    `transitions` are what happened, oldest first: who notifies people takes them from its left end.
    """

    def __init__(
        self, database: "Database", clock: "Clock", fleet: "Fleet", averages: Callable[[], list[Averages]]
    ) -> None:
        self.rules = Rules(database)
        self.scoring = Scoring()
        self.silences = Silences(database, clock)
        self.transitions: deque[Transition] = deque(maxlen=_MOST_WAITING)
        self._database = database
        self._clock = clock
        self._fleet = fleet
        self._averages = averages
        self._engine = Engine()
        self._firing: dict[str, Alarm] = {}
        self._unwritten: deque[tuple[Transition, Alarm]] = deque(maxlen=_MOST_WAITING)
        self._scores: deque[Score] = deque(maxlen=_MOST_WAITING)
        self._writing = asyncio.Lock()
        self._loaded = self._is_ready = False
        self._began_at = clock.now()
        self._kept_at = self._remembered_at = self._forgot_at = self._began_at

    async def load(self) -> None:
        """Go on from what was kept. Before it nothing is looked at.

        Raises:
            DatabaseAway: it cannot be read.
        """
        await self.rules.load()
        kept = await store.load(self._database, self._clock.now(), self.scoring.most)
        with suppress(StateError):
            self._engine.standings.restore(kept.states.get("standings", b""))
        with suppress(StateError):
            self._engine.memory.restore(kept.states.get("memory", b""))
        for row in kept.detectors:
            name = SeriesName(*row["series"].decode().split("\t"))
            self.scoring.restore(row["node"], name, row["last_at"], row["data"])
        self._firing = {alarm.id: alarm for alarm in kept.firing}
        self._restore_lost_standings()
        self.silences.restore(kept.silences)
        self._loaded = True
        self._engine.set_rules(self.rules.by_name(), self._clock.now())
        self._take_transitions()

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look once a second until cancelled."""
        try:
            while True:
                await sleep(1.0)
                try:
                    await self.tick()
                except Exception:  # noqa: BLE001 - one broken look must not end the core; logged here, at the edge
                    _LOG.exception("alarms broke and go on")
        finally:
            with suppress(*_AWAY):
                await self.store()
                await self.remember()

    async def tick(self) -> None:
        """Look at what came since the last time, and write down what happened."""
        if not self._loaded:
            self._averages()  # what nobody can judge yet
            return
        now = self._clock.now()
        names = {node.id: node.name for node in self._fleet.all()}
        came = self._averages()
        if came and not self._is_ready:
            await asyncio.to_thread(MetricAnomalies().learn_one, 0.0)  # draws the trees' splits, which takes seconds
            self._is_ready = True
        for i, averages in enumerate(came):
            if averages.node in names:
                self._look(averages, names[averages.node], now)
            if i % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
        self._hear(names, now)
        self._take_transitions()
        with suppress(*_AWAY):
            if self._unwritten or self._scores or now - self._kept_at >= _KEEP_SECONDS:
                await self.store()
            if now - self._remembered_at >= _REMEMBER_SECONDS:
                await self.remember()

    async def store(self) -> None:
        """Write down what happened and what stands.

        Raises:
            DatabaseAway: it goes on waiting.
        """
        async with self._writing:
            now, happened, scores = self._clock.now(), list(self._unwritten), list(self._scores)
            standings = self._engine.standings
            changed, standings.changed = standings.changed, False
            try:
                await store.write(self._database, happened, scores, (now, standings.to_bytes()) if changed else None)
            except BaseException:
                standings.changed = standings.changed or changed
                raise
            self._kept_at = now
            for _ in happened:
                self._unwritten.popleft()
            for _ in scores:
                self._scores.popleft()

    async def remember(self) -> None:
        """Write down what the rules and detectors remember.

        Raises:
            DatabaseAway: it is tried again with the next look.
        """
        detectors = []
        for i, packed in enumerate(self.scoring.packed()):
            node, series, last, data = packed
            detectors.append((node, series, last, data))
            if i % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
        now = self._clock.now()
        await store.write_memory(self._database, now, self._engine.memory.to_bytes(), detectors)
        self._remembered_at = now

    def firing(self) -> list[Alarm]:
        """Return what fires now, the newest first."""
        return sorted(self._firing.values(), key=lambda alarm: (-alarm.fired_at, alarm.id))

    @property
    def pending(self) -> int:
        """How many alarms may fire soon."""
        return sum(not standing.fired_at for _, standing in self._engine.standings.all())

    def value_of(self, alarm: Alarm) -> float:
        """Return an alarm's newest value."""
        standing = self._engine.standings.of(alarm.key.rule, alarm.key.node).get(alarm.key.entity)
        return standing.value if standing else alarm.value

    def get(self, alarm_id: str) -> Alarm:
        """Return an alarm that fires now.

        Raises:
            NotFound: there is none, or it is over.
        """
        if alarm_id not in self._firing:
            raise NotFound(RefusedAlarm.no_alarm())
        return self._firing[alarm_id]

    async def acknowledge(self, alarm_id: str, *, by: str, note: str, until: float) -> Alarm:
        """Say that somebody knows of an alarm, until then or (0) to its end; `note` and `by` stand in its history."""
        return await self._said(self.get(alarm_id), "acknowledged", by=by, note=note, until=until)

    async def unacknowledge(self, alarm_id: str, *, by: str) -> Alarm:
        """Take that back."""
        alarm = self.get(alarm_id)
        if alarm.acknowledged is None:
            raise Conflict(RefusedAlarm.alarm_unacknowledged())
        return await self._said(alarm, "unacknowledged", by=by)

    async def silence(self, key: Key, *, by: str, note: str, until: float) -> None:
        """Tell nobody of a rule about a series until then, also when it fires anew.

        Raises:
            Conflict: too much is silenced.
        """
        await self.silences.put(key, Silence(until=until, at=self._clock.now(), by=by, note=note))
        await self._said_of(key, "silenced", by=by, note=note, until=until)

    async def unsilence(self, key: Key, *, by: str) -> None:
        """Take that back.

        Raises:
            Conflict: it is not silenced.
        """
        await self.silences.end(key)
        await self._said_of(key, "unsilenced", by=by)

    async def change_rules(self, changes: list[RuleChange], *, by: str) -> None:
        """Make changes of rules; what stands against a changed rule is over."""
        now = self._clock.now()
        await self.rules.change(changes, by=by, now=now)
        self._engine.set_rules(self.rules.by_name(), now)
        self._take_transitions()
        with suppress(*_AWAY):
            await self.store()

    async def forget(self, days: int) -> None:
        """Delete what is old."""
        now = self._clock.now()
        await store.forget(self._database, now, days)
        self.silences.forget()

    def _restore_lost_standings(self) -> None:
        """Let alarms go on whose standing was kept by a release that this one does not understand."""
        now, standings = int(self._clock.now()), self._engine.standings
        for alarm in self._firing.values():
            if alarm.key.entity not in standings.of(alarm.key.rule, alarm.key.node):
                since, fired_at = int(alarm.since), int(alarm.fired_at)
                standings.put(alarm.key, Standing(since, now, alarm.value, fired_at))

    def _look(self, averages: Averages, node_name: str, now: float) -> None:
        wanted = self._engine.anomalies_wanted(averages, node_name)
        scores = self.scoring.take(averages, wanted)
        self._engine.observe(averages, node_name, now, scores)
        self._scores.extend(self.scoring.found)
        self.scoring.found.clear()

    def _hear(self, names: Mapping[str, str], now: float) -> None:
        """See which nodes are silent. A core that was away itself waits for them before it says so."""
        heard = {node.id: node.seen.last_report_at for node in self._fleet.all() if node.seen.last_report_at}
        silent = {node: now - max(at, self._began_at) for node, at in heard.items()}
        self._engine.hear(silent, names, int(now))
        if now - self._forgot_at >= _FORGET_SECONDS:
            self._forgot_at = now
            self.scoring.forget(int(now))
            for node in self._engine.nodes - names.keys():
                self._engine.forget(node)

    def _take_transitions(self) -> None:
        rules = self.rules.by_name()
        for happened in self._engine.take_transitions():
            if happened.what == "fired" and happened.key.rule in rules:  # else it was taken away in the same instant
                self._firing[happened.id] = Alarm.fired(happened, rules[happened.key.rule])
            alarm = self._firing.get(happened.id)
            if alarm is not None:
                self._tell(happened, alarm.after(happened))

    def _tell(self, happened: Transition, alarm: Alarm) -> None:
        if alarm.cleared_at:
            self._firing.pop(alarm.id, None)
        elif alarm.id in self._firing:  # else it was over while somebody said something of it
            self._firing[alarm.id] = alarm
        self._unwritten.append((happened, alarm))
        self.transitions.append(replace(happened, silenced=self.silences.of(alarm.key) is not None))

    async def _said_of(self, key: Key, what: What, *, by: str, note: str = "", until: float = 0.0) -> None:
        for alarm in [each for each in self._firing.values() if each.key == key]:
            await self._said(alarm, what, by=by, note=note, until=until)

    async def _said(self, alarm: Alarm, what: What, *, by: str, note: str = "", until: float = 0.0) -> Alarm:
        happened = Transition(
            id=alarm.id,
            what=what,
            at=self._clock.now(),
            key=alarm.key,
            value=self.value_of(alarm),
            since=alarm.since,
            by=by,
            note=note,
            until=until,
        )
        after = self._firing.get(alarm.id, alarm).after(happened)
        self._tell(happened, after)
        with suppress(*_AWAY):  # it is written later
            await self.store()
        return after
