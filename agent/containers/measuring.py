"""Each container that runs is measured once a second: by the kernel's files, or else by a stream of the engine's."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from agent.client import Backoff
from agent.containers.groups import Group, group_of
from agent.containers.stats import Stats, Values, measured
from agent.docker.engine import DockerError, decoded
from agent.docker.frames import Lines
from agent.docker.told import Inspected
from agent.docker.watch import Watch
from agent.host.roots import Roots

MOST_MEASURED: Final = 200
SILENT_SECONDS: Final = 10.0
READ_SECONDS: Final = 1.0
AGAIN_SECONDS: Final = 10.0
_MEASURED: Final = frozenset({"running", "paused"})


@dataclass(slots=True)
class Measured:
    """What a container's newest two looks say; `at` is monotonic."""

    values: Values | None = None
    at: float = 0.0
    last: Stats | None = field(default=None, repr=False)
    last_at: float = 0.0

    def take(self, stats: Stats, at: float, now: float, container: Inspected) -> None:
        """Take what was read at an instant, by a clock of its own, and learned of at the monotonic `now`."""
        if self.last and at > self.last_at:
            limits, seconds = container.host_config, at - self.last_at
            self.values = measured(self.last, stats, seconds, cpus=limits.cpus, memory_bytes=limits.memory)
            self.at = now
        self.last, self.last_at = stats, at

    def forget(self) -> None:
        """Measure nothing against what was read before."""
        self.last = None


class Measuring:
    """Keeps `latest`, by the containers' ids. What runs beyond MOST_MEASURED is not measured: `left_out` counts it."""

    def __init__(self, watch: Watch, roots: Roots, *, steady: Callable[[], float], chance: Callable[[], float]) -> None:
        self.latest: dict[str, Measured] = {}
        self.left_out = 0
        self._watch = watch
        self._roots = roots
        self._steady = steady
        self._chance = chance
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        watch.subscribe(self._changed.set)

    async def run(self) -> None:
        """Measure until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._changed.clear()
                self._settle(tasks)
                await self._changed.wait()

    def _settle(self, tasks: asyncio.TaskGroup) -> None:
        running = [key for key, each in self._watch.containers.items() if each.state.status in _MEASURED]
        wanted = set(sorted(running, key=lambda key: key not in self._tasks)[:MOST_MEASURED])
        self.left_out = len(running) - len(wanted)
        for identity in self._tasks.keys() - wanted:
            self._tasks.pop(identity).cancel()
        for identity in wanted - self._tasks.keys():
            self._tasks[identity] = tasks.create_task(self._measure(identity))

    async def _measure(self, identity: str) -> None:
        backoff = Backoff(self._chance, longest=AGAIN_SECONDS)
        kept = self.latest[identity] = Measured()
        try:
            while container := self._watch.containers.get(identity):
                if group := group_of(container, self._roots):
                    await self._read_group(container, group, kept, backoff)
                else:
                    with contextlib.suppress(DockerError, ValueError):
                        await self._hear(container, kept, backoff)
                kept.forget()
                await asyncio.sleep(backoff.failed())
        finally:
            if self.latest.get(identity) is kept:
                del self.latest[identity]

    async def _read_group(self, container: Inspected, group: Group, kept: Measured, backoff: Backoff) -> None:
        """Read once a second for as long as the container is the same and its files are there."""
        while _is_same(container, self._watch.containers.get(container.id)):
            now = self._steady()
            stats = group.read()
            if stats is None:
                return
            kept.take(stats, now, now, self._watch.containers[container.id])
            backoff.worked()
            await asyncio.sleep(READ_SECONDS)

    async def _hear(self, container: Inspected, kept: Measured, backoff: Backoff) -> None:
        lines = Lines()
        path = f"/containers/{quote(container.id, safe='')}/stats?stream=1"
        async with self._watch.engine.stream("GET", path) as stream:
            while data := await stream.read(within=SILENT_SECONDS):
                for line in lines.feed(data):
                    stats = decoded(line, Stats)
                    if stats.at:  # 0 where it does not run
                        limits = self._watch.containers.get(container.id, container)
                        kept.take(stats, stats.at, self._steady(), limits)
                        backoff.worked()


def _is_same(before: Inspected, now: Inspected | None) -> bool:
    return now is not None and now.state.pid == before.state.pid
