"""Where members are: names asked of the system, containers of the engine; what was found last is kept."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any, Final, NamedTuple

from agent.contract.proxy import Member
from agent.docker.engine import DockerError
from agent.proxy.members.containers import Containers

NAMES_AGAIN_SECONDS: Final = 5.0
CONTAINERS_AGAIN_SECONDS: Final = 1.0

_THREADS: Final = 4


class Place(NamedTuple):
    """What a member is found by: the name of a host or of a container."""

    kind: str
    name: str


def place_of(member: Member) -> Place:
    """Return what a member is found by."""
    return Place("container", member.container) if member.container else Place("host", member.host)


class Addresses:
    """The last good address of each place, and why there is none or no newer one.

    A host is at one address: of several the one it had, and else the first, IPv4 before IPv6, so that it is checked and
    served at the same. Where each of several addresses should serve, each is a member.
    """

    def __init__(self, containers: Containers | None, moved: Callable[[], None]) -> None:
        self.faults: dict[Place, str] = {}
        self._known: dict[Place, str] = {}
        self._containers = containers
        self._moved = moved
        self._wanted: set[Place] = set()
        self._woken = {"host": asyncio.Event(), "container": asyncio.Event()}
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="dozor-names")

    @property
    def known(self) -> Mapping[Place, str]:
        """What was found, and is to be kept over a restart."""
        return self._known

    def want(self, places: Iterable[Place], known: Mapping[Place, str] | None = None) -> None:
        """Look for these from now on, and for no others; `known` is what an earlier agent found."""
        before = self._wanted
        self._wanted = set(places)
        self._known = {place: at for place, at in {**(known or {}), **self._known}.items() if place in self._wanted}
        self.faults = {place: why for place, why in self.faults.items() if place in self._wanted}
        for place in self._wanted - before:
            if is_address(place):
                self._known[place] = place.name
            else:
                self._woken[place.kind].set()

    async def run(self) -> None:
        """Look again and again until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._repeat("host", self._look_for_hosts, NAMES_AGAIN_SECONDS))
                tasks.create_task(self._repeat("container", self._look_for_containers, CONTAINERS_AGAIN_SECONDS))
        finally:
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def _repeat(self, kind: str, look: Callable[[Sequence[Place]], Awaitable[None]], seconds: float) -> None:
        while True:
            self._woken[kind].clear()
            places = [place for place in self._wanted if place.kind == kind and not is_address(place)]
            if places:
                await look(places)
            try:
                async with asyncio.timeout(seconds if places else None):
                    await self._woken[kind].wait()
            except TimeoutError:
                pass

    async def _look_for_hosts(self, places: Sequence[Place]) -> None:
        async def look(place: Place) -> None:
            try:
                self.found(place, await self._resolved(place.name))
            except (OSError, ValueError) as error:
                self._missed(place, f"{place.name} cannot be resolved: {error.args[-1] if error.args else error}")

        await asyncio.gather(*map(look, places))

    async def _resolved(self, name: str) -> list[str]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, socket.getaddrinfo, name, None, 0, socket.SOCK_STREAM)
        return [str(place[0]) for *_, place in sorted(found, key=_is_ipv6)]

    async def _look_for_containers(self, places: Sequence[Place]) -> None:
        if self._containers is None:
            return self._missed_all(places, "this agent is not told where the Docker Engine is")
        try:
            found = await self._containers.addresses([place.name for place in places])
        except DockerError as error:
            return self._missed_all(places, str(error))
        for place in places:
            if place.name in found:
                self.found(place, [found[place.name]])
            else:
                self._gone(place, f"container {place.name} does not run")
        return None

    def found(self, place: Place, addresses: Sequence[str]) -> None:
        """Take it that a place is at one of these addresses."""
        if place not in self._wanted:
            return
        news = self.faults.pop(place, None) is not None
        if self._known.get(place) not in addresses:
            self._known[place] = addresses[0]
            news = True
        if news:
            self._moved()

    def _missed(self, place: Place, why: str) -> None:
        """Nobody can say where it is now: it goes on being where it was."""
        if place in self._wanted and self.faults.get(place) != why:
            self.faults[place] = why
            self._moved()

    def _missed_all(self, places: Iterable[Place], why: str) -> None:
        for place in places:
            self._missed(place, why)

    def _gone(self, place: Place, why: str) -> None:
        """It is known not to be anywhere: its address may be another container's soon."""
        self._known.pop(place, None)
        self._missed(place, why)


def _is_ipv6(found: tuple[Any, ...]) -> bool:
    """What listens on one family alone does on IPv4: `localhost` is 127.0.0.1 whatever the system says first."""
    return bool(found[0] == socket.AF_INET6)


def is_address(place: Place) -> bool:
    """Whether the host is written as an address, so that there is nothing to look for."""
    try:
        return place.kind == "host" and "%" not in place.name and bool(ip_address(place.name))
    except ValueError:
        return False
