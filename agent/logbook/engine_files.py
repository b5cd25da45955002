"""Logs of containers read where the engine writes them: it has to do nothing, and keeps up with any flood."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from agent.docker.told import Inspected
from agent.logbook.shelf import Kept
from agent.logbook.tailed import ROUND_BYTES, TailedFile, forget_checkpoint
from agent.logfile import BUFFER_BYTES
from agent.watch import FolderWatch

READ_AGAIN_SECONDS: Final = 0.2
LOOK_SECONDS: Final = 1.0


class EngineFiles:
    """The json-file logs of an engine whose machine's files are seen below `root`."""

    def __init__(self, root: Path, clock: Callable[[], float]) -> None:
        self._root = root
        self._clock = clock
        self._buffer = bytearray(BUFFER_BYTES)
        self._followed: dict[str, TailedFile] = {}
        self._over: set[str] = set()
        self._changes = FolderWatch()

    def path_of(self, container: Inspected) -> Path | None:
        """Return where a container's log is, None where it cannot be read here."""
        config = container.host_config.log_config
        if config is None or config.type != "json-file" or not container.log_path.startswith("/"):
            return None
        path = self._root / container.log_path.lstrip("/")
        try:
            return path if path.is_file() and os.access(path, os.R_OK) else None
        except OSError:
            return None

    def attach(self, identity: str, path: Path, kept: Kept, *, since_ns: int) -> None:
        """Keep what a container says."""
        self._followed[identity] = TailedFile(path, kept, self._buffer, records=True, since_ns=since_ns)
        self._changes.add([path.parent])

    def note(self, identity: str, *, over: bool) -> None:
        """Take note whether a container is over: then its last line needs no newline."""
        if identity in self._followed:
            (self._over.add if over else self._over.discard)(identity)

    def detach(self, identity: str) -> None:
        """Keep what is left of a container that is no more; the next of its name begins with a file of its own."""
        if each := self._followed.pop(identity, None):
            while each.read(time.monotonic(), self._clock()) >= ROUND_BYTES:
                pass
            each.finish()
            each.close()
            forget_checkpoint(each.kept)
            self._changes.keep_only(other.tail.path.parent for other in self._followed.values())
        self._over.discard(identity)

    @property
    def names(self) -> dict[str, str]:
        """Under which names containers are kept, by their ids."""
        return {identity: each.kept.label.name for identity, each in self._followed.items()}

    async def run(self) -> None:
        """Read until cancelled."""
        while True:
            most = 0
            for identity, each in list(self._followed.items()):
                done = each.read(time.monotonic(), self._clock())
                if not done and identity in self._over:
                    each.finish()
                if done:
                    most = max(most, done)
                    await asyncio.sleep(0)
            if most < ROUND_BYTES:
                await asyncio.sleep(READ_AGAIN_SECONDS)
                await self._changes.changed(within=LOOK_SECONDS)

    def close(self) -> None:
        """Let all files go."""
        for each in self._followed.values():
            each.close()
        self._changes.close()
