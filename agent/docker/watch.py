"""Which containers there are and how they are, kept up by the engine's events."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from agent.client import Backoff
from agent.contract.inventory import ContainerEvent
from agent.docker.engine import DockerEngine, DockerError, decoded
from agent.docker.frames import Lines
from agent.docker.told import Event, Inspected, Listed, instant, safe_name

logger = logging.getLogger(__name__)

MOST_CONTAINERS: Final = 2000
MOST_EVENTS: Final = 200
LOOK_AGAIN_SECONDS: Final = 10.0
LISTED_WITHIN_SECONDS: Final = 5.0
AWAY_AGAIN_SECONDS: Final = 10.0

_GATHER_SECONDS: Final = 0.1
_DETAIL_LIMIT: Final = 200
_ACTIONS: Final = (
    *("create", "start", "restart", "stop", "die", "kill", "oom", "pause", "unpause", "rename", "update", "destroy"),
    "health_status",
)
_FILTERS: Final = quote(msgspec.json.encode({"type": ["container"], "event": _ACTIONS}).decode())


class Watch:
    """Sees every container of an engine, through the engine's restarts, hangs and absence.

    `containers` are by id, as they were seen last; `events` the newest, oldest first. `there` tells whether there is an
    engine at all, `trouble` why what is here may be old: empty where it is not. `unseen` are containers that the engine
    lists and fails to tell of, with its words: they cost no other one. `killed` counts by id how often the kernel
    killed something of a container for its memory; that it did so since a container started, its state says too,
    whichever the engine hears of first, the kill or the end.
    """

    def __init__(self, socket: Path, chance: Callable[[], float]) -> None:
        self.engine = DockerEngine(socket)
        self.containers: dict[str, Inspected] = {}
        self.events: deque[ContainerEvent] = deque(maxlen=MOST_EVENTS)
        self.unseen: dict[str, str] = {}
        self.killed: dict[str, int] = {}
        self._killed_at: dict[str, float] = {}
        self.there = False
        self.trouble = ""
        self._socket = socket
        self._backoff = Backoff(chance, longest=AWAY_AGAIN_SECONDS)
        self._listeners: list[Callable[[], None]] = []
        self._moved: set[str] = set()
        self._wake = asyncio.Event()

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Have this called, on the event loop, after something changed."""
        self._listeners.append(listener)

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            try:
                await self._follow()
            except* DockerError as errors:
                self._lost(str(errors.exceptions[0]))
            except* ValueError as errors:  # the engine's stream is none
                self._lost(f"the Docker engine: {errors.exceptions[0]}")
            await asyncio.sleep(self._backoff.failed())

    async def _follow(self) -> None:
        """Hear the events first, then look at all, so that nothing happens between the two unseen."""
        async with asyncio.TaskGroup() as tasks:
            async with self.engine.stream("GET", f"/events?filters={_FILTERS}") as stream:
                await self._look_at_all(anew=True)
                await self._inspect(self._take_moved())
                self._found()
                tasks.create_task(self._look_again())
                tasks.create_task(self._look_at_moved())
                lines = Lines()
                while data := await stream.read():
                    skipped = lines.skipped
                    for line in lines.feed(data):
                        self._heard(decoded(line, Event))
                    if lines.skipped > skipped:
                        self._missed()
            raise DockerError("the Docker engine: it ended")

    def _found(self) -> None:
        self._backoff.worked()
        if self.trouble:
            logger.info("the Docker engine answers again")
        self.there, self.trouble = True, ""
        self._tell()

    def _lost(self, trouble: str) -> None:
        there = _is_there(self._socket)
        if there and trouble != self.trouble:
            logger.warning("%s", trouble)
        changed = (there, trouble if there or self.there else "") != (self.there, self.trouble)
        self.there, self.trouble = there or self.there, trouble if there or self.there else ""
        if changed:
            self._tell()

    def _heard(self, event: Event) -> None:
        attributes = event.actor.attributes or {}
        name, identity = safe_name(attributes.get("name", "")), event.actor.id
        action, _, detail = event.action.partition(": ")
        at = event.time_nano / 1e9
        if action == "die":
            detail = f"exit code {attributes.get('exitCode', '')}"
        elif action == "kill":
            detail = f"signal {attributes.get('signal', '')}"
        elif action == "oom":
            self.killed[identity] = self.killed.get(identity, 0) + 1
            self._killed_at[identity] = at
        self.events.append(
            ContainerEvent(
                at=at, container=identity, name=name, action=action, detail=safe_name(detail)[:_DETAIL_LIMIT]
            )
        )
        self._look_at(identity)

    def _missed(self) -> None:
        """Look at each anew: of which one an event told that was too long to be read is not known."""
        for identity in self.containers:
            self._look_at(identity)

    def _look_at(self, identity: str) -> None:
        self._moved.add(identity)
        self._wake.set()

    async def _look_again(self) -> None:
        """Look at all now and then: whether the engine still answers, and whether it told everything."""
        while True:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            await self._look_at_all()

    async def _look_at_all(self, *, anew: bool = False) -> None:
        listed = await self.engine.look("/containers/json?all=1", list[Listed], within=LISTED_WITHIN_SECONDS)
        there = {each.id: each for each in listed[:MOST_CONTAINERS]}
        for identity in (self.containers.keys() | self.unseen.keys()) - there.keys():
            self._look_at(identity)
        for identity, each in there.items():
            if anew or identity in self.unseen or _is_news(each, self.containers.get(identity)):
                self._look_at(identity)

    async def _look_at_moved(self) -> None:
        while True:
            await self._wake.wait()
            await self._inspect(self._take_moved())
            self._tell()
            await asyncio.sleep(_GATHER_SECONDS)

    def _take_moved(self) -> set[str]:
        self._wake.clear()
        moved, self._moved = self._moved, set()
        return moved

    async def _inspect(self, identities: Iterable[str]) -> None:
        for identity in identities:
            try:
                found = await self.engine.look(f"/containers/{quote(identity, safe='')}/json", Inspected)
            except DockerError as error:
                if error.status == 404:
                    self._forget(identity)
                elif error.status:
                    self._note_unseen(identity, str(error))
                else:
                    raise
            else:
                self.unseen.pop(identity, None)
                if found.id in self.containers or len(self.containers) < MOST_CONTAINERS:
                    self.containers[found.id] = self._reminded(found)

    def _forget(self, identity: str) -> None:
        for known in (self.containers, self.unseen, self.killed, self._killed_at):
            known.pop(identity, None)

    def _note_unseen(self, identity: str, why: str) -> None:
        if self.unseen.get(identity) != why:
            logger.warning("the container %s cannot be looked at: %s", identity[:12], why)
        self.unseen[identity] = why

    def _reminded(self, container: Inspected) -> Inspected:
        """The engine says it only where it heard of the kill before the container's end, which is a matter of luck."""
        if self._killed_at.get(container.id, 0.0) > instant(container.state.started_at):
            container.state.oom_killed = True
        return container

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def _is_there(socket: Path) -> bool:
    """Tell whether there is a socket, permitted or not."""
    try:
        socket.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _is_news(listed: Listed, known: Inspected | None) -> bool:
    if known is None or listed.state != known.state.status:
        return True
    health = known.state.health.status if known.state.health else ""
    return known.name not in (listed.names or []) or (
        health in {"healthy", "unhealthy"} and health not in listed.status
    )
