"""Scaling in the running core: once a second it looks at each service that is scaled, decides, and orders."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import asyncpg
import msgspec

from core.server.db.database import DatabaseAway
from core.server.errors import NotFound
from core.server.scaling import store, timeline
from core.server.scaling.looking import Looking
from core.server.scaling.placing import place
from core.server.scaling.refused import RefusedScaling
from core.server.scaling.status import Status, point_of
from core.server.scaling.store import Kept
from core.server.scaling.timeline import STEP_SECONDS, Event, Point
from core.server.scaling.watched import Scaled, scaled_services
from models.scaling.policy import Policy
from models.scaling.reasons import Reason
from models.scaling.rule import Decision, decide
from models.scaling.schedule import bounds_at

if TYPE_CHECKING:
    from agent.contract.proxy import Replicas
    from core.server.clock import Clock
    from core.server.db.database import Database
    from core.server.fleet.fleet import Fleet
    from core.server.inventory.inventories import Inventories
    from core.server.pipeline.core import Core
    from core.server.proxy.proxy import Proxy
    from core.server.proxy.specs.state import DesiredState
    from core.server.scaling.looking import Look

_log: Final = logging.getLogger(__name__)
_LAG_SECONDS: Final = 2  # until all nodes have told of a second
_SAVE_SECONDS: Final = 30
_MOST_WAITING: Final = 20_000
_AWAY: Final = (DatabaseAway, asyncpg.PostgresError, TimeoutError)


class Scaling:
    """The services that are scaled. Until what was ordered before is known, nothing is decided."""

    def __init__(
        self,
        database: "Database",
        *,
        clock: "Clock",
        fleet: "Fleet",
        core: "Core",
        proxy: "Proxy",
        inventories: "Inventories",
    ) -> None:
        self._database, self._clock, self._fleet, self._proxy = database, clock, fleet, proxy
        self._looking = Looking(core, proxy, inventories)
        self._kept: dict[str, Kept] = {}
        self._status: dict[str, Status] = {}
        self._scaled: dict[str, Scaled] = {}
        self._known: tuple[DesiredState, list[tuple[str, str]]] | None = None
        self._unsaved: set[str] = set()
        self._points: deque[Point] = deque(maxlen=_MOST_WAITING)
        self._events: deque[Event] = deque(maxlen=_MOST_WAITING)
        self._is_loaded = False

    async def load(self) -> None:
        """Read what was ordered before. Nodes are to be told nothing before that, lest they end their replicas.

        Raises:
            DatabaseAway: it cannot be read.
        """
        async with self._database.connection() as connection:
            self._kept = await store.read(connection)
        for service, kept in self._kept.items():
            self._looking.starts.recall(service, kept.start_seconds)
        self._tell()
        self._is_loaded = True

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Tick until cancelled."""
        while True:
            await sleep(1.0)
            try:
                await self.tick()
            except Exception:  # noqa: BLE001 - one broken second must not end the core; logged here, at the edge
                _log.exception("scaling broke and goes on")

    def services(self) -> list[Status]:
        """Return how each service stands, by name."""
        return [self._shown(scaled) for scaled in self._wanted().values()]

    def service(self, name: str) -> Status | None:
        """Return how a service stands, None where it is not scaled."""
        scaled = self._wanted().get(name)
        return None if scaled is None else self._shown(scaled)

    async def pause(self, service: str, *, shrinking: bool, growing: bool, by: str) -> Status:
        """Let a service have no fewer replicas, or no more, or as it is to be again.

        Raises:
            NotFound: it is not scaled.
            DatabaseAway: it could not be kept, and holds nevertheless.
        """
        scaled = self._wanted().get(service)
        if scaled is None:
            raise NotFound(RefusedScaling.service_unscaled(service=service))
        kept = self._kept.setdefault(service, Kept())
        is_more = (shrinking and not kept.paused_in) or (growing and not kept.paused_out)
        changed = (shrinking, growing) != (kept.paused_in, kept.paused_out)
        kept.paused_in, kept.paused_out = shrinking, growing
        if changed:
            now, current = self._clock.now(), self._shown(scaled).observed.wanted
            kind: timeline.EventKind = "paused" if is_more else "resumed"
            self._events.append(
                Event(service, now, kind, current, current, (_pausing(shrinking=shrinking, growing=growing),), by)
            )
            self._unsaved.add(service)
            await self._save(force=True)
        return self._shown(scaled)

    async def tick(self) -> None:
        """Decide for the newest second that all nodes have told of, order what follows, and keep what came of it."""
        if not self._is_loaded:
            return
        now = self._clock.now()
        second, wanted = int(now) - _LAG_SECONDS, self._wanted()
        looks = self._looking.look(wanted.values(), {name: self._orders(name) for name in wanted}, now, second)
        for look in looks:
            self._decide(look, now, second)
        self._end_others(wanted)
        self._tell()
        with suppress(*_AWAY):  # it is kept in memory, and written with a later tick
            await self._save(force=second % _SAVE_SECONDS == 0)

    def _decide(self, look: "Look", now: float, second: int) -> None:
        scaled, kept = look.scaled, self._kept.setdefault(look.scaled.name, Kept())
        if second <= kept.memory.now and second > kept.memory.now - STEP_SECONDS:
            return
        policy = _policy(scaled, kept)
        decision = decide(policy, look.observed, kept.memory, float(second))
        kept.memory = decision.memory
        trouble = self._order(look, decision, kept)
        self._note(look, decision, kept, now, trouble)

    def _order(self, look: "Look", decision: Decision, kept: Kept) -> Reason | None:
        """Change what is ordered to what was decided; return why it cannot be."""
        scaled, orders = look.scaled, self._orders(look.scaled.name)
        silent = {each.node for each in look.situations if each.silent}
        is_blind = len(silent) == len(look.situations) or decision.desired <= look.observed.wanted
        if decision.dry_run or (decision.held and is_blind):
            return None
        counts = {node: orders.get(node, 0) for node in scaled.placed - silent}
        others = look.observed.wanted - sum(counts.values())
        target = max(decision.desired - others, 0)
        after = place(counts, target, look.rooms) if target != sum(counts.values()) else counts
        after |= {node: orders[node] for node in silent if node in orders}
        made = {node: scaled.order(count) for node, count in after.items() if count or node in kept.orders}
        if made != kept.orders:
            kept.orders = made
            self._unsaved.add(scaled.name)
        missing = target - sum(after.get(node, 0) for node in counts)
        return look.no_room(missing) if missing > 0 else None

    def _note(self, look: "Look", decision: Decision, kept: Kept, now: float, trouble: Reason | None) -> None:
        name, before = look.scaled.name, self._status.get(look.scaled.name)
        point, held = point_of(name, now, decision, look.observed), decision.held
        self._status[name] = Status(
            service=name,
            spec=look.scaled.scaling,
            bounds=_bounds(look.scaled, now),
            point=point,
            observed=look.observed,
            nodes=look.situations,
            reasons=decision.reasons,
            held=held,
            paused_in=kept.paused_in,
            paused_out=kept.paused_out,
            trouble=trouble,
        )
        was = before.point.desired if before and before.point else look.observed.wanted
        if decision.desired != was:
            kind: timeline.EventKind = "more" if decision.desired > was else "less"
            self._events.append(Event(name, now, kind, was, decision.desired, decision.reasons))
        if before and before.held != held:
            current = look.observed.wanted
            self._events.append(Event(name, now, "held" if held else "goes_on", current, current, decision.reasons[:1]))
        is_change = before is None or before.point is None or _counts(before.point) != _counts(point)
        if is_change or int(now) % STEP_SECONDS == 0:
            self._points.append(point)

    def _end_others(self, wanted: dict[str, Scaled]) -> None:
        """Take back what is ordered for services that are scaled no more; of one that cannot be read it holds."""
        unreadable = {name for kind, name in self._proxy.documents.state.unreadable if kind == "service"}
        for name, kept in self._kept.items():
            if name not in wanted and name not in unreadable:
                self._status.pop(name, None)
                if kept.orders:
                    kept.orders = {}
                    self._unsaved.add(name)

    def _tell(self) -> None:
        by_node: dict[str, list[Replicas]] = {}
        for _, kept in sorted(self._kept.items()):
            for node, order in kept.orders.items():
                by_node.setdefault(node, []).append(order)
        self._proxy.deployer.orders.want_replicas(by_node)

    async def _save(self, *, force: bool) -> None:
        """Write down what changed, every thirty seconds the memories of all."""
        names = sorted(self._kept if force else self._unsaved)
        points, events = list(self._points), list(self._events)
        if not (names or points or events):
            return
        async with self._database.transaction() as connection:
            for name in names:
                kept = self._kept[name]
                await store.write(connection, name, kept, start_seconds=self._looking.starts.of(name))
            await timeline.write(connection, points, events)
        self._unsaved -= set(names)
        for waiting, written in ((self._points, points), (self._events, events)):
            for _ in range(min(len(written), len(waiting))):
                waiting.popleft()

    async def sweep(self, history_seconds: float) -> None:
        """Forget what is old.

        Raises:
            DatabaseAway: it is tried again with the next housekeeping.
        """
        async with self._database.connection() as connection:
            await timeline.forget(connection, self._clock.now() - history_seconds)

    def _wanted(self) -> dict[str, Scaled]:
        """Return the services that are scaled, worked out anew only where documents or the fleet changed."""
        state, fleet = self._proxy.documents.state, [(node.id, node.name) for node in self._fleet.all()]
        if self._known is None or self._known[0] is not state or self._known[1] != fleet:
            self._scaled, self._known = scaled_services(state, fleet), (state, fleet)
        return self._scaled

    def _orders(self, service: str) -> dict[str, int]:
        kept = self._kept.get(service)
        return {node: order.wanted for node, order in kept.orders.items()} if kept else {}

    def _shown(self, scaled: Scaled) -> Status:
        now, kept = self._clock.now(), self._kept.get(scaled.name, Kept())
        known = self._status.get(scaled.name)
        if known is None:
            (look,) = self._looking.look(
                [scaled], {scaled.name: self._orders(scaled.name)}, now, int(now) - _LAG_SECONDS
            )
            known = Status(
                service=scaled.name,
                spec=scaled.scaling,
                bounds=_bounds(scaled, now),
                point=None,
                observed=look.observed,
                nodes=look.situations,
                reasons=(),
                held=True,
                paused_in=kept.paused_in,
                paused_out=kept.paused_out,
                trouble=None,
            )
        return replace(
            known,
            spec=scaled.scaling,
            bounds=_bounds(scaled, now),
            paused_in=kept.paused_in,
            paused_out=kept.paused_out,
        )


def _policy(scaled: Scaled, kept: Kept) -> Policy:
    """Return the policy with what is paused beside the document."""
    policy = scaled.policy
    shrinking, growing = policy.pause_in or kept.paused_in, policy.pause_out or kept.paused_out
    return msgspec.structs.replace(policy, pause_in=shrinking, pause_out=growing)


def _pausing(*, shrinking: bool, growing: bool) -> Reason:
    if shrinking and growing:
        return Reason("paused_both")
    return Reason("paused_in" if shrinking else "paused_out" if growing else "resumed")


def _bounds(scaled: Scaled, now: float) -> tuple[int, int]:
    policy = scaled.policy
    least, most, _ = bounds_at(policy.schedule, policy.timezone, now, (policy.least, policy.most))
    return least, most


def _counts(point: Point) -> tuple[int, int, int]:
    return point.desired, point.ordered, point.ready
