"""The parts that keep a node's NGINX as the core orders it, and the talk with the core about it."""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from agent.client import Backoff, CoreError, RefusedError
from agent.contract.proxy import NodeState, Order
from agent.docker.engine import DockerEngine
from agent.proxy.acme import Acme
from agent.proxy.core_link import CoreLink
from agent.proxy.handshake import handshake
from agent.proxy.keeper import Keeper
from agent.proxy.kept import KeptFile
from agent.proxy.log_files import LogFiles
from agent.proxy.members.members import Members
from agent.proxy.nginx_container import ContainerNginx
from agent.proxy.nginx_program import LocalNginx, NginxProgram
from agent.proxy.page_counts import PageCounts
from agent.proxy.place import Place
from agent.proxy.purge import purge_of
from agent.proxy.tasks import Tasks
from agent.proxy.visited import visited

logger = logging.getLogger(__name__)

TELL_SECONDS: Final = 10.0
_NO_ORDERS_SECONDS: Final = 60.0
_EARLY_SECONDS: Final = 1.0


def nginx_of(place: Place) -> NginxProgram:
    """Return the NGINX that runs what stands in a place."""
    if place.container:
        return ContainerNginx(DockerEngine(place.docker_socket), place.container)
    return LocalNginx(place.binary, place.pid_file, place.words_socket)


class Proxy:
    """One node's NGINX under the core's control. All that it does goes on with the core dead, as last ordered."""

    def __init__(
        self,
        place: Place,
        link: CoreLink,
        state_folder: Path,
        *,
        clock: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        self._link = link
        self._chance = chance
        self._kept = KeptFile(state_folder / "generations")
        program = nginx_of(place)
        self._keeper = Keeper(place, program, link, self._kept, clock)
        self._logs = LogFiles(place, program)
        self._members = Members(
            listen=place.resolver_address,
            kept=state_folder / "members",
            clock=clock,
            chance=chance,
            docker_socket=place.docker_socket if place.docker_socket.exists() else None,
        )
        acme = Acme(place)
        self._tasks = Tasks(
            {
                "issue": acme.issue,
                "revoke": acme.revoke,
                "handshake": handshake,
                "purge": purge_of(place.cache_folder),
                "test": self._keeper.test,
                "visit": visited,
                "reload": self._keeper.reload,
            }
        )
        self._pages = PageCounts(place.control_socket)
        self._changed = asyncio.Event()
        self._listeners: list[Callable[[Order], None]] = []

    @property
    def members(self) -> Members:
        """Who answers for the services, which others may join."""
        return self._members

    def subscribe(self, listener: Callable[[Order], None]) -> None:
        """Have this told, on the event loop, each order that is heard."""
        self._listeners.append(listener)

    async def run(self) -> None:
        """Work until cancelled."""
        heard = (self._keeper.changed, self._members.changed, self._tasks.changed, self._pages.changed)
        parts = (self._keeper, self._members, self._tasks, self._pages)
        work = (*(part.run() for part in parts), self._logs.run(), self._listen(), self._tell())
        async with asyncio.TaskGroup() as tasks:
            for each in (*work, *map(self._pass_on, heard)):
                tasks.create_task(each)

    def service_of(self, container: str) -> str:
        """Return the service that a container of this name is a member of, empty where there is none."""
        return self._members.service_of(container)

    def close(self) -> None:
        """Let everything go."""
        self._link.close()
        self._kept.close()
        self._pages.close()

    async def _listen(self) -> None:
        """Hear the core's orders; each is a state, so the last one counts."""
        backoff, known = Backoff(self._chance), 0
        while True:
            started = time.monotonic()
            try:
                order = await self._link.order(known)
            except CoreError as error:
                logger.debug("no orders: %s", error)
                await asyncio.sleep(_NO_ORDERS_SECONDS if isinstance(error, RefusedError) else backoff.failed())
                continue
            backoff.worked()
            if order.version <= known and time.monotonic() - started < _EARLY_SECONDS:
                await asyncio.sleep(_EARLY_SECONDS)  # a core that does not wait is not asked without end
            known = order.version
            self._members.set(order.upstreams)
            self._tasks.set(order.tasks)
            for listener in self._listeners:
                listener(order)
            self._keeper.obey(order)

    async def _tell(self) -> None:
        """Tell the core what runs: on each change, and once in a while anyway."""
        backoff = Backoff(self._chance)
        while True:
            self._changed.clear()
            try:
                await self._tell_all()
                backoff.worked()
            except CoreError as error:
                logger.debug("the state is not told: %s", error)
                await asyncio.sleep(backoff.failed())
                continue
            await _set_within(self._changed, TELL_SECONDS)

    async def _tell_all(self) -> None:
        if outcomes := self._tasks.outcomes:
            await self._link.tell_outcomes(outcomes)
            self._tasks.told(outcomes)
        await self._link.tell_state(self.state())

    def state(self) -> NodeState:
        """Return what runs on the node."""
        state = self._keeper.state()
        trouble = "; ".join(filter(None, (state.trouble, self._members.trouble)))
        return msgspec.structs.replace(
            state,
            members=self._members.states(),
            pages=self._pages.counts,
            trouble=trouble,
            tasks=self._tasks.kinds,
        )

    async def _pass_on(self, event: asyncio.Event) -> None:
        while True:
            await event.wait()
            event.clear()
            self._changed.set()


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
