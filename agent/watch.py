"""Hears from the system that something changed in a folder (inotify); where there is none, looks come by the clock."""

import asyncio
import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_MODIFY, _MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x2, 0x40, 0x80, 0x100, 0x200
_ONLYDIR: Final = 0x01000000
_EVENTS: Final = _MODIFY | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE | _ONLYDIR


class FolderWatch:
    """Wakes a waiting task when a file in one of the folders is written, made or renamed."""

    def __init__(self) -> None:
        self._system, self._descriptor = _inotify()
        self._folders: set[Path] = set()

    @property
    def available(self) -> bool:
        """Whether the system tells at all."""
        return self._descriptor >= 0

    def add(self, folders: Iterable[Path]) -> None:
        """Watch these folders too. One that does not exist yet is taken at a later call."""
        for folder in set(folders) - self._folders:
            if self._system and self._system.inotify_add_watch(self._descriptor, os.fsencode(folder), _EVENTS) >= 0:
                self._folders.add(folder)

    def keep_only(self, folders: Iterable[Path]) -> None:
        """Remember no others; the system itself lets go of those that were removed."""
        self._folders &= set(folders)

    async def changed(self, within: float) -> None:
        """Return after a change, or after so many seconds without one."""
        if not self.available:
            await asyncio.sleep(within)
            return
        loop = asyncio.get_running_loop()
        heard = asyncio.Event()
        loop.add_reader(self._descriptor, heard.set)
        try:
            async with asyncio.timeout(within):
                await heard.wait()
            self._forget_events()
        except TimeoutError:
            pass
        finally:
            loop.remove_reader(self._descriptor)

    def close(self) -> None:
        """Let the watch go."""
        if self.available:
            os.close(self._descriptor)
            self._descriptor = -1

    def _forget_events(self) -> None:
        try:
            while os.read(self._descriptor, 65536):
                pass
        except BlockingIOError:
            return


def _inotify() -> tuple[ctypes.CDLL | None, int]:
    if not sys.platform.startswith("linux"):
        return None, -1
    system = ctypes.CDLL(None, use_errno=True)
    return system, system.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
