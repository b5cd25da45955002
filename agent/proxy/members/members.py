"""The members of all services of a node: put together here, out of what was ordered, found and checked."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from agent.contract.proxy import Member, MemberState, Upstream
from agent.kept_file import KeptFile
from agent.proxy.members.addresses import Addresses, place_of
from agent.proxy.members.condition import Conditions, condition
from agent.proxy.members.containers import Containers
from agent.proxy.members.directory import Groups, is_able, seating, told
from agent.proxy.members.handover import Handover, hand_over, seated
from agent.proxy.members.keeping import Kept
from agent.proxy.members.resolver import Resolver
from agent.proxy.members.watching import Watching

_SETTLE_SECONDS: Final = 1.0


class Members:
    """Tells NGINX who serves, and anyone who asks how the members are. `changed` is set when that changes.

    `clock` gives seconds since the epoch, `steady` such that never go back, `chance` numbers in [0, 1). What is needed
    to answer at once after a restart is kept in the file `kept`. Without an engine's socket, members by container have
    no address.
    """

    def __init__(
        self,
        *,
        listen: tuple[str, int],
        kept: Path,
        clock: Callable[[], float],
        chance: Callable[[], float],
        docker_socket: Path | None = None,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self.changed = asyncio.Event()
        self._clock = clock
        self._steady = steady
        self._kept = KeptFile(kept, Kept, "the members")
        self._dirty = False
        self._ordered: list[Upstream] = []
        self._joined: dict[str, list[Member]] = {}
        self._upstreams: dict[str, Upstream] = {}
        self._handovers: dict[str, Handover] = {}
        self._conditions = Conditions()
        self._resolver = Resolver(*listen)
        self._addresses = Addresses(Containers(docker_socket) if docker_socket else None, self._moved)
        self._watching = Watching(chance, self._address_of, self._heard)
        self._restore()

    @property
    def trouble(self) -> str:
        """Why NGINX cannot ask, empty where it can."""
        return self._resolver.trouble

    def set(self, upstreams: Iterable[Upstream]) -> None:
        """Take these in the place of all that there were; those that are as they were keep their states."""
        self._ordered = list(upstreams)
        self._take()

    def join(self, joined: Mapping[str, Sequence[Member]]) -> None:
        """Have these members, by upstream, besides those that the upstreams name, instead of all that joined before."""
        self._joined = {name: list(members) for name, members in joined.items()}
        self._take()

    def _take(self) -> None:
        before, self._upstreams = self._upstreams, {each.name: self._whole(each) for each in self._ordered}
        if before == self._upstreams:
            return
        self._addresses.want(map(place_of, self._all_members()))
        self._watching.watch(self._upstreams.values())
        gone = before.keys() - self._upstreams.keys()
        self._forget(gone)
        self._work_out([each for name, each in self._upstreams.items() if each != before.get(name)])

    def service_of(self, container: str) -> str:
        """Return the service that a container of this name is a member of, empty where its name is not a plain one."""
        for name, upstream in self._upstreams.items():
            if "--" not in name and any(member.container == container for member in upstream.members):
                return name
        return ""

    def states(self) -> list[MemberState]:
        """Return how each member is."""
        return self._conditions.states

    async def run(self) -> None:
        """Resolve, check and answer until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for each in (self._resolver.run(), self._addresses.run(), self._watching.run(), self._settle()):
                    tasks.create_task(each)
        finally:
            self._write()

    def _forget(self, names: Collection[str]) -> None:
        self._resolver.forget(names)
        for name in names:
            self._handovers.pop(name, None)
            self._conditions.forget(name)
            self.changed.set()

    def _all_members(self) -> Iterator[Member]:
        return (member for upstream in self._upstreams.values() for member in upstream.members)

    def _address_of(self, member: Member) -> str:
        return self._addresses.known.get(place_of(member), "")

    def _moved(self) -> None:
        self._work_out(self._upstreams.values())

    def _heard(self, service: str) -> None:
        self._work_out([self._upstreams[service]])

    def _work_out(self, upstreams: Iterable[Upstream]) -> None:
        """Tell NGINX who serves now, and keep what is different."""
        self._resolver.tell({upstream.name: self._groups(upstream) for upstream in upstreams})
        self._dirty = True

    def _groups(self, upstream: Upstream) -> Groups | None:
        """Return what to tell: nothing of an upstream without seats whose members are still being looked for."""
        addresses = {member.id: self._address_of(member) for member in upstream.members}
        serving = told(upstream, addresses, self._watching.unwell(upstream))
        before = self._handovers.get(upstream.name, Handover())
        if not serving and any(self._is_looked_for(member) for member in upstream.members):
            after = before
        else:
            after = hand_over(before, seating(serving, addresses), self._steady())
            self._handovers[upstream.name] = after
        self._compare(upstream, {member.id for member in serving} | seated(upstream, addresses, after))
        return after.groups if upstream.name in self._handovers else None

    def _is_looked_for(self, member: Member) -> bool:
        place = place_of(member)
        return is_able(member) and place not in self._addresses.known and place not in self._addresses.faults

    def _compare(self, upstream: Upstream, serving: Collection[str]) -> None:
        states = [self._state(upstream, member, serving) for member in upstream.members]
        if self._conditions.take(upstream.name, states, self._clock()):
            self.changed.set()

    def _state(self, upstream: Upstream, member: Member, serving: Collection[str]) -> MemberState:
        return condition(
            upstream.name,
            member,
            serving=member.id in serving,
            address=self._address_of(member),
            fault=self._addresses.faults.get(place_of(member), ""),
            health=self._watching.health(upstream, member),
        )

    def _whole(self, upstream: Upstream) -> Upstream:
        joined = self._joined.get(upstream.name)
        return replace(upstream, members=[*upstream.members, *joined]) if joined else upstream

    def _restore(self) -> None:
        kept = self._kept.read()
        if kept:
            self._ordered, self._joined = kept.upstreams, kept.joined
            self._upstreams = {upstream.name: self._whole(upstream) for upstream in kept.upstreams}
            self._addresses.want(map(place_of, self._all_members()), kept.places)
            self._watching.watch(self._upstreams.values(), unwell=set(kept.unwell))
            self._work_out(self._upstreams.values())

    async def _settle(self) -> None:
        """Let go of what is held, and write what is different, at most once a second."""
        while True:
            held = [self._upstreams[name] for name, each in self._handovers.items() if each.held]
            if held:
                self._work_out(held)
            self._write()
            await asyncio.sleep(_SETTLE_SECONDS)

    def _write(self) -> None:
        if self._dirty:
            self._dirty = False
            self._kept.write(self._what_to_keep())

    def _what_to_keep(self) -> Kept:
        return Kept(
            upstreams=self._ordered,
            joined=self._joined,
            addresses=[(*place, address) for place, address in self._addresses.known.items()],
            unwell=self._watching.all_unwell(),
        )
