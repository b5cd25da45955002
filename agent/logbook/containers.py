"""Follows what every container says, through its restarts and the engine's, without a line lost or kept twice."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final
from urllib.parse import quote

from agent.docker.engine import DockerError
from agent.docker.told import Inspected
from agent.docker.watch import Watch
from agent.logbook.engine_files import EngineFiles
from agent.logbook.entry import LINE_BYTES
from agent.logbook.kernel import Splitter
from agent.logbook.shelf import Kept, Shelf
from agent.logbook.tailed import forget_checkpoint

logger = logging.getLogger(__name__)

LABEL: Final = "dozor.logs"
AGAIN_SECONDS: Final = 1.0
GATHER_SECONDS: Final = 0.1
"""How long little is let become more: many quiet containers cost little, and nobody waits for longer."""

MUCH_BYTES: Final = 16 * 1024
OVERLAP_NS: Final = 5_000_000_000
"""From how long before the newest line is asked again: a long line that was under way is older than those after it."""

_SPEAKING: Final = frozenset({"running", "paused", "restarting"})
_UNREADABLE: Final = frozenset({400, 404, 409, 500, 501})


class ContainerLogs:
    """Reads a container's log in the engine's file where that can be done, and asks the engine for it otherwise.

    Asked for, each container that speaks, or has said something since it was last read, has a task.
    """

    def __init__(
        self,
        watch: Watch,
        shelf: Shelf,
        clock: Callable[[], float],
        files: EngineFiles,
        *,
        exclude: Sequence[str] = (),
        history_seconds: float,
    ) -> None:
        self._watch = watch
        self._shelf = shelf
        self._clock = clock
        self._files = files
        self._exclude = tuple(exclude)
        self._history_seconds = history_seconds
        self._read: dict[str, str] = {}  # up to which end of each container's runs its log was read
        self._followed: dict[str, str] = {}  # names of those that have a task, by their ids
        self._changed = asyncio.Event()
        self.troubles: dict[str, str] = {}
        watch.subscribe(self._changed.set)

    async def run(self) -> None:
        """Follow until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._files.run())
            while True:
                self._changed.clear()
                self._look(tasks)
                await self._changed.wait()

    def _look(self, tasks: asyncio.TaskGroup) -> None:
        known = {*self._followed, *self._files.names}
        for identity, container in self._watch.containers.items():
            if identity not in known and self._is_wanted(container):
                self._begin(tasks, container)
            self._files.note(identity, over=container.state.status not in _SPEAKING)
        if self._watch.there and not self._watch.trouble:
            self._note_gone()

    def _begin(self, tasks: asyncio.TaskGroup, container: Inspected) -> None:
        if path := self._files.path_of(container):
            self._attach(container, path)
        elif self._has_news(container):
            self._followed[container.id] = container.plain_name
            task = tasks.create_task(self._follow(container.id))
            task.add_done_callback(lambda _: self._done(container.id))

    def _is_wanted(self, container: Inspected) -> bool:
        if container.labels.get(LABEL, "").lower() in {"off", "no", "false", "0"}:
            return False
        return not any(fnmatchcase(container.plain_name, pattern) for pattern in self._exclude)

    def _has_news(self, container: Inspected) -> bool:
        return container.state.status in _SPEAKING or self._read.get(container.id) != container.state.finished_at

    def _attach(self, container: Inspected, path: Path) -> None:
        try:
            kept = self._shelf.open("container", container.plain_name, container=container.id)
            self._files.attach(container.id, path, kept, since_ns=self._history_ns)
        except OSError as error:
            self._say(container.plain_name, str(error))

    @property
    def _history_ns(self) -> int:
        return max(int((self._clock() - self._history_seconds) * 1e9), 0)

    def _done(self, identity: str) -> None:
        del self._followed[identity]
        self._changed.set()

    def _note_gone(self) -> None:
        for identity in self._files.names.keys() - self._watch.containers.keys():
            self._files.detach(identity)
        there = {container.plain_name for container in self._watch.containers.values()}
        there.update(self._followed.values(), self._files.names.values())
        for kept in self._shelf:
            if kept.label.kind == "container" and kept.label.name not in there:
                self._shelf.mark_gone(kept, self._clock())
        for identity in self._read.keys() - self._watch.containers.keys():
            del self._read[identity]
        for name in self.troubles.keys() - there:
            del self.troubles[name]

    async def _follow(self, identity: str) -> None:
        """Read until the container ends and all is read, or it is no more."""
        while container := self._watch.containers.get(identity):
            ended = container.state.finished_at if container.state.status not in _SPEAKING else ""
            try:
                kept = self._shelf.open("container", container.plain_name, container=identity)
                forget_checkpoint(kept)
                await self._read_on(container, kept, over=bool(ended))
                self.troubles.pop(container.plain_name, None)
            except (DockerError, OSError) as error:
                self._say(container.plain_name, str(error))
                if isinstance(error, DockerError) and error.status in _UNREADABLE:
                    self._read[identity] = container.state.finished_at  # until something becomes of it
                    if ended or error.status == 404:
                        return
            else:
                if ended:
                    kept.spool.seal()
                    self._read[identity] = ended
                    return
            await asyncio.sleep(AGAIN_SECONDS)

    async def _read_on(self, container: Inspected, kept: Kept, *, over: bool) -> None:
        """Keep what comes until the stream ends. Of a container that is over the last line needs no newline."""
        splitter = Splitter(framed=not container.config.tty, stamped=True, line_bytes=LINE_BYTES)
        since_ns = self._resume(splitter, kept)
        since = f"{since_ns // 10**9}.{since_ns % 10**9:09d}"
        wish = f"follow={int(not over)}&stdout=1&stderr=1&timestamps=1&since={since}"
        path = f"/containers/{quote(container.id, safe='')}/logs?{wish}"
        async with self._watch.engine.stream("GET", path) as stream:
            while data := await stream.read():
                self._take(splitter, kept, data)
                if len(data) < MUCH_BYTES:
                    await asyncio.sleep(GATHER_SECONDS)
        if over:
            splitter.finish()
            self._take(splitter, kept, b"")

    def _resume(self, splitter: Splitter, kept: Kept) -> int:
        """Have the splitter pass over what is kept already; return from when on to ask."""
        newest = 0
        for stream, (at_ns, count) in enumerate(kept.spool.resume_points()):
            splitter.resume(stream, at_ns, count)
            newest = max(newest, at_ns)
        return max(newest - OVERLAP_NS, self._history_ns)

    def _take(self, splitter: Splitter, kept: Kept, data: bytes) -> None:
        splitter.feed(data, int(self._clock() * 1e9))
        kept.spool.append(*splitter.take())

    def _say(self, name: str, trouble: str) -> None:
        if self.troubles.get(name) != trouble:
            logger.info("the log of %s cannot be read: %s", name, trouble)
        self.troubles[name] = trouble
