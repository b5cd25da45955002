"""The logs of a node: containers and files into spools, and answers out of them."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path
from typing import Final

from agent.contract.asking import Answer, CountLogs, CountRequests, End, ReadLogs
from agent.contract.inventory import Inventory
from agent.docker.watch import Watch
from agent.logbook.containers import ContainerLogs
from agent.logbook.counting import count_logs
from agent.logbook.engine_files import EngineFiles
from agent.logbook.files import LogFiles
from agent.logbook.filters import QuestionError
from agent.logbook.keeping import Keeping
from agent.logbook.reading import read_logs
from agent.logbook.requests.access_logs import AccessLogs, AccessSources
from agent.logbook.shelf import Shelf
from agent.watch import FolderWatch

READ_AGAIN_SECONDS: Final = 0.2
TIDY_SECONDS: Final = 1.0
_TROUBLE_LIMIT: Final = 500


class Logbook:
    """Keeps what containers and files say. `watch` is None where containers are not to be read.

    Below `root` are the machine's files, as the engine names them; `access` are the logs of requests.
    """

    def __init__(
        self,
        folder: Path,
        keeping: Keeping,
        watch: Watch | None,
        clock: Callable[[], float],
        *,
        root: Path,
        access: AccessSources | None = None,
    ) -> None:
        self._clock = clock
        self._shelf = Shelf(
            folder,
            bound_bytes=keeping.bound_bytes,
            source_bytes=keeping.source_bytes,
            keep_seconds=keeping.keep_seconds,
        )
        self._engine_files = EngineFiles(root, clock)
        self._containers = watch and ContainerLogs(
            watch, self._shelf, clock, self._engine_files, exclude=keeping.exclude, history_seconds=keeping.keep_seconds
        )
        self._access = AccessLogs(access or AccessSources(), self._shelf)
        files = LogFiles(keeping.files, self._shelf) if keeping.files else None
        requests = self._access.files if keeping.requests else None
        self._files = [each for each in (files, requests) if each]

    def lines(self, title: str) -> int:
        """Return how many lines a source has said since it is known, as `container:web`."""
        kept = self._shelf.find(title)
        return kept.spool.next_line if kept else 0

    def inventory(self) -> Inventory:
        """Return what logs there are, and what keeps lines from being kept."""
        trouble = "; ".join(self._troubles())[:_TROUBLE_LIMIT]
        return Inventory(
            parts=["logs"], logs=[kept.tell() for kept in self._shelf], troubles={"logs": trouble} if trouble else {}
        )

    async def run(self) -> None:
        """Keep what comes until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tidy())
            for files in self._files:
                tasks.create_task(self._read_files(files))
            if self._containers:
                tasks.create_task(self._containers.run())

    async def read(self, question: ReadLogs) -> AsyncGenerator[Answer, None]:
        """Answer a question for lines, or for requests."""
        wanted = question.requests
        try:
            answers = read_logs(self._shelf, question) if wanted is None else self._access.read(question, wanted)
            async for answer in answers:
                yield answer
        except QuestionError as error:
            yield End(ok=False, error=str(error))

    async def count(self, question: CountLogs) -> AsyncGenerator[Answer, None]:
        """Answer a question for numbers of lines."""
        try:
            async for answer in count_logs(self._shelf, question):
                yield answer
        except QuestionError as error:
            yield End(ok=False, error=str(error))

    async def count_requests(self, question: CountRequests) -> AsyncGenerator[Answer, None]:
        """Answer a question for numbers of requests."""
        try:
            async for answer in self._access.count(question):
                yield answer
        except QuestionError as error:
            yield End(ok=False, error=str(error))

    def close(self) -> None:
        """Let all files go."""
        for files in self._files:
            files.close()
        self._engine_files.close()
        self._shelf.close()

    def _troubles(self) -> Iterator[str]:
        for kept in self._shelf:
            if kept.spool.trouble:
                yield kept.spool.trouble
        for files in self._files:
            yield from files.troubles.values()
        if self._containers:
            yield from (f"{name}: {trouble}" for name, trouble in self._containers.troubles.items())

    async def _tidy(self) -> None:
        while True:
            self._shelf.tidy(self._clock())
            await asyncio.sleep(TIDY_SECONDS)

    async def _read_files(self, files: LogFiles) -> None:
        with contextlib.closing(FolderWatch()) as changes:
            while True:
                more = files.read(time.monotonic(), self._clock())
                changes.keep_only(files.folders)
                changes.add(files.folders)
                await asyncio.sleep(READ_AGAIN_SECONDS if not more else 0)
                if not more:
                    await changes.changed(within=1.0)
