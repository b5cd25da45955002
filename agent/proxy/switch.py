"""Brings NGINX from one generation to another, and says whether its workers got there."""

import asyncio
import logging
import time
from pathlib import Path
from typing import Final

from agent.contract.proxy import Problem
from agent.proxy.generations import Generation, Generations
from agent.proxy.nginx_output import problems_of
from agent.proxy.nginx_program import NginxError, NginxProgram
from agent.proxy.place import Place
from agent.proxy.workers import Running, Workers

logger = logging.getLogger(__name__)

RELOAD_SECONDS: Final = 30.0
SETTLE_SECONDS: Final = 0.15
"""NGINX's master lets new workers start for 0.1 s before it asks the old ones to go: both answer for so long."""
_POLL_SECONDS: Final = 0.02
_LOG_TAIL_BYTES: Final = 64 * 1024


class Switch:
    """One switch at a time; `reloads` counts how often NGINX was told."""

    def __init__(
        self, place: Place, generations: Generations, program: NginxProgram, *, within: float = RELOAD_SECONDS
    ) -> None:
        self._place = place
        self._generations = generations
        self._program = program
        self._within = within
        self._workers = Workers(place.control_socket)
        self.reloads = 0

    async def running(self) -> Running:
        """Return what NGINX's workers run now."""
        return await self._workers.running()

    async def to(self, generation: Generation, *, back_to: Generation | None = None) -> list[Problem]:
        """Let NGINX run a generation; return what kept its workers from it, with the link left as it is then.

        Raises:
            OSError: the link cannot be switched; NGINX runs what it ran.
        """
        log_end = _size(self._place.error_log)
        await asyncio.to_thread(self._generations.point, generation, back_to=back_to)
        try:
            await self._program.reload()
        except NginxError as error:
            return [Problem(file="nginx.conf", line=0, message=str(error))]
        self.reloads += 1
        return await self._arrive(generation, log_end)

    async def _arrive(self, generation: Generation, log_end: int) -> list[Problem]:
        """Wait until none but workers of the generation answer."""
        deadline = time.monotonic() + self._within
        since = None
        while time.monotonic() < deadline:
            if (await self.running()).name == generation.name:
                since = since or time.monotonic()
                if time.monotonic() - since >= SETTLE_SECONDS:
                    return []
            else:
                since = None
                if problems := self._logged_since(log_end, generation):
                    return problems
            await asyncio.sleep(_POLL_SECONDS)
        message = f"NGINX's workers did not take the configuration within {self._within:g} s"
        return [Problem(file="nginx.conf", line=0, message=message)]

    def _logged_since(self, start: int, generation: Generation) -> list[Problem]:
        """Return why NGINX's master did not take the configuration, from its log."""
        try:
            with self._place.error_log.open("rb") as log:
                log.seek(max(start, _size(self._place.error_log) - _LOG_TAIL_BYTES))
                said = log.read(_LOG_TAIL_BYTES).decode("utf-8", "replace")
        except OSError:
            return []
        failures = "\n".join(line for line in said.splitlines() if "[emerg]" in line)
        return problems_of(failures, (str(self._generations.path(generation.name)), str(self._place.live)))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
