"""Keeps as many replicas as the core ordered, whatever becomes of them, of the engine, of the core and of the agent."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from agent.containers.replicas.condition import STEADY_SECONDS, death_of, hindrance, life_of, lived_seconds
from agent.containers.replicas.drains import Drains
from agent.containers.replicas.joining import joined, member_id
from agent.containers.replicas.keeping import Kept
from agent.containers.replicas.orders import Orders
from agent.containers.replicas.ours import Group, Replica, fault_of, group_of, name_of, replicas_in
from agent.containers.replicas.plan import MOST_REPLICAS, Drain, Make, Phase, Remove, Seen, Step, TakeBack, plan
from agent.containers.replicas.setback import Setback
from agent.containers.replicas.templates import Templates
from agent.containers.replicas.work import Work
from agent.contract.inventory import Inventory, ReplicaState
from agent.contract.proxy import Member, MemberState, Order, Replicas
from agent.docker.told import instant
from agent.docker.watch import Watch
from agent.host.roots import Roots
from agent.kept_file import KeptFile

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.5
FIRST_SECONDS: Final = 10.0
"""For so long an agent that was just started says nothing rather than that there are none."""

Join = Callable[[Mapping[str, Sequence[Member]]], None]
"""Takes the members, by upstream, that there are besides those that people named."""


class ReplicaKeeper:
    """Goes round by round: looks at what there is, and begins what `plan` says; what takes its time is a task.

    Nothing is done before an order is known, from the core or from the file `kept`, nor while the engine is silent. No
    more than `most` are made on the node. Where acts are not `permitted`, those that there are go on serving, alone.
    `clock` gives seconds since the epoch, `steady` such that never go back.
    """

    def __init__(
        self,
        watch: Watch,
        roots: Roots,
        kept: Path,
        *,
        join: Join,
        states: Callable[[], Iterable[MemberState]],
        clock: Callable[[], float],
        steady: Callable[[], float],
        most: int = MOST_REPLICAS,
        permitted: bool = True,
    ) -> None:
        self._watch = watch
        self._kept = KeptFile(kept, Kept, "the order of replicas")
        self._join, self._states = join, states
        self._clock, self._steady = clock, steady
        self._most, self._permitted = most, permitted
        before = self._kept.read()
        self._orders = Orders(before.entries if before else None)
        self._drains = Drains(roots, before.draining if before else {})
        self._setbacks: dict[Group, tuple[str, Setback]] = {}
        self._templates = Templates(watch)
        self._began_at = steady()
        self._there = 0
        self._is_to_keep = False
        self._told: dict[Group, ReplicaState] = {}
        self._wake = asyncio.Event()
        self._work = Work(watch, self._failed, self._wake.set)
        watch.subscribe(self._wake.set)

    def obey(self, order: Order) -> None:
        """Take in what the core wants now. What is ordered no more is drained; a node without orders keeps its own."""
        if self._orders.take(order):
            self._keep()
        self._wake.set()

    def inventory(self) -> Inventory:
        """Return how far it is."""
        return Inventory(replicas=list(self._told.values()))

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._wake.clear()
                try:
                    await self._round(tasks)
                except Exception:  # a mistake of ours must not end the agent
                    logger.exception("replicas cannot be looked after")
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_SECONDS if self._orders.entries or self._told else None):
                        await self._wake.wait()

    def close(self) -> None:
        """There is nothing to let go: each request has a connection of its own."""

    async def _round(self, tasks: asyncio.TaskGroup) -> None:
        if not self._orders.are_known:
            return
        if self._watch.trouble or not self._watch.there:
            self._tell_of_silence(self._watch.trouble or "there is no Docker engine")
            return
        faults = {group: await self._fault(entry) for group, entry in list(self._orders.entries.items())}
        found = self._found()  # from here on nothing waits, so that all is of one moment
        self._forget(found)
        self._join(joined(self._orders.entries, found, self._drains.until))
        states = {(state.service, state.member): state for state in self._states()}
        self._there = sum(map(len, found.values()))
        self._told = {
            group: self._look_after(self._orders.of(group), replicas, states, tasks, fault=faults.get(group, ""))
            for group, replicas in found.items()
        }

    def _found(self) -> dict[Group, list[Replica]]:
        """Return what there is of all that is or was ordered, and of what no order speaks of."""
        found: dict[Group, list[Replica]] = {}
        for replica in replicas_in(self._watch.containers.values()):
            found.setdefault(replica.group, []).append(replica)
        busy = {group for group, numbers in self._work.making.items() if numbers}
        self._is_to_keep |= self._orders.forget_former(found.keys() | busy)
        return {group: found.get(group, []) for group in [*self._orders.entries, *found]}

    def _tell_of_silence(self, why: str) -> None:
        for group, entry in self._orders.entries.items():
            known = self._told.get(group)
            if known or self._steady() - self._began_at >= FIRST_SECONDS:
                known = known or ReplicaState(service=entry.service, template=entry.template)
                self._told[group] = replace(known, wanted=max(entry.wanted, 0), trouble=why)

    def _forget(self, found: Mapping[Group, Sequence[Replica]]) -> None:
        """Let go of what is known of those that are gone."""
        there = {replica.name for replicas in found.values() for replica in replicas}
        if self._drains.keep_only(there) or self._is_to_keep:
            self._keep()
        self._setbacks = {group: known for group, known in self._setbacks.items() if group in found}
        self._templates.keep_only({group.template for group in found})

    async def _fault(self, entry: Replicas) -> str:
        """Return why none can be made, empty where they can; the template is at hand then."""
        if entry.wanted <= 0:
            return ""
        return fault_of(entry) or await self._templates.look(entry.template)

    def _look_after(
        self,
        entry: Replicas,
        replicas: Sequence[Replica],
        states: Mapping[tuple[str, str], MemberState],
        tasks: asyncio.TaskGroup,
        *,
        fault: str,
    ) -> ReplicaState:
        group, now = group_of(entry), self._steady()
        setback = self._setback(group)
        self._count_deaths(setback, replicas, now)
        of_member = {each.name: states.get((entry.upstream, member_id(each))) for each in replicas}
        seen = [self._seen(entry, each, of_member[each.name]) for each in replicas]
        making = self._work.making.get(group, set()) - {each.number for each in replicas}
        seen += [_being_made(group, number) for number in making]
        wanted = min(max(entry.wanted, 0), self._most)
        may_make = not fault and setback.may_try(now)
        steps = plan(wanted, seen, taken=self._work.taken(group), room=self._room(), may_make=may_make)
        if self._permitted:
            self._begin(steps, entry, replicas, tasks)
        elif steps:
            fault = fault or "this node does not let containers be acted on (DOZOR_DOCKER_ACTS)"
        phases = [each.phase for each in seen]
        if phases.count("ready") >= wanted:
            setback.went_well(now)
        trouble = fault or setback.trouble or self._lack(entry, phases) or self._hindrance(replicas, seen, of_member)
        return ReplicaState(
            service=entry.service,
            template=entry.template,
            wanted=max(entry.wanted, 0),
            ready=phases.count("ready"),
            starting=phases.count("starting"),
            draining=phases.count("draining") + phases.count("leaving"),
            trouble=trouble,
        )

    def _setback(self, group: Group) -> Setback:
        """Return what went wrong with this template, as it is now: another one begins anew."""
        template = self._templates.known(group.template)
        spec = template.spec if template else ""
        if group not in self._setbacks or self._setbacks[group][0] != spec:
            self._setbacks[group] = spec, Setback()
        return self._setbacks[group][1]

    def _count_deaths(self, setback: Setback, replicas: Sequence[Replica], now: float) -> None:
        for replica in replicas:
            is_going = replica.name in self._drains.until or replica.name in self._work.leaving
            if self._permitted and replica.container.state.status in {"exited", "dead"} and not is_going:
                is_fresh = lived_seconds(replica.container) < STEADY_SECONDS
                why = f"{replica.name} {death_of(replica.container)}"
                logger.warning("%s", why)
                setback.happened(why, now, is_fresh=is_fresh)

    def _seen(self, entry: Replicas, replica: Replica, state: MemberState | None) -> Seen:
        template = self._templates.known(entry.template)
        return Seen(
            name=replica.name,
            number=replica.number,
            phase=self._phase(entry, replica, state),
            born_at=instant(replica.container.created),
            is_current=template is None or template.spec == replica.spec,
        )

    def _phase(self, entry: Replicas, replica: Replica, state: MemberState | None) -> Phase:
        name, life = replica.name, life_of(replica.container)
        if replica.number in self._work.making.get(replica.group, ()):
            return "starting"
        if name in self._work.leaving:
            return "leaving"
        if life == "dead":
            return "dead"
        if name in self._drains.until:
            serving = state is not None and state.serving
            now, steady = self._clock(), self._steady()
            is_over = self._drains.is_over(replica, entry.port, now, steady, serving=serving)
            return "leaving" if is_over else "draining"
        is_asked = state is None or (state.serving and state.healthy)  # none: this node's NGINX has no such upstream
        return "ready" if life == "up" and is_asked else "starting"

    def _room(self) -> int:
        return self._most - self._there - self._work.count_making()

    def _lack(self, entry: Replicas, phases: Sequence[Phase]) -> str:
        staying = phases.count("ready") + phases.count("starting")
        if staying < entry.wanted and (self._room() <= 0 or entry.wanted > self._most):
            return f"this node makes no more than {self._most} replicas (DOZOR_MOST_REPLICAS)"
        return ""

    def _hindrance(
        self, replicas: Sequence[Replica], seen: Sequence[Seen], states: Mapping[str, MemberState | None]
    ) -> str:
        starting = {each.name for each in seen if each.phase == "starting"}
        for replica in replicas:
            name = replica.name
            if name in starting and (why := hindrance(replica.container, states[name], self._clock())):
                return f"{name} {why}"
        return ""

    def _begin(
        self, steps: Sequence[Step], entry: Replicas, replicas: Sequence[Replica], tasks: asyncio.TaskGroup
    ) -> None:
        by_name, group = {replica.name: replica for replica in replicas}, group_of(entry)
        steps = [step for step in steps if isinstance(step, Make) or step.name in by_name]  # not yet there: it waits
        for step in steps:
            match step:
                case Make(number) if template := self._templates.known(entry.template):
                    self._work.making.setdefault(group, set()).add(number)
                    tasks.create_task(self._work.make(template, group, number))
                case Drain(name):
                    logger.info("%s is drained", name)
                    self._drains.begin(name, entry.drain_seconds, self._clock())
                case TakeBack(name):
                    logger.info("%s serves again", name)
                    self._drains.end(name)
                case Remove(name) if name not in self._work.leaving:
                    self._work.leaving.add(name)
                    tasks.create_task(self._work.take_away(by_name[name]))
        if any(isinstance(step, Drain | TakeBack) for step in steps):
            self._keep()
            self._wake.set()  # NGINX is told in the next round

    def _failed(self, group: Group, why: str) -> None:
        logger.warning("%s", why)
        self._setback(group).happened(why, self._steady())

    def _keep(self) -> None:
        self._is_to_keep = False
        self._kept.write(Kept(entries=list(self._orders.entries.values()), draining=self._drains.until))


def _being_made(group: Group, number: int) -> Seen:
    return Seen(name=name_of(group.template, number), number=number, phase="starting", born_at=float("inf"))
