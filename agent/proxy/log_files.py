"""Keeps NGINX's logs bounded: a log that has grown too long is put aside, NGINX opens a new one, the oldest goes.

Who reads them (see agent/tail.py) goes on in the renamed file until its end. So nothing is lost as long as the reader
is not as many files behind as are kept.
"""

import asyncio
import logging
from pathlib import Path
from typing import Final

from agent.proxy.nginx_program import NginxError, NginxProgram
from agent.proxy.place import Place

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 10.0
KEPT: Final = 4


class LogFiles:
    """Looks once in a while. `access.log.1` is the newest of those that were put aside."""

    def __init__(self, place: Place, program: NginxProgram) -> None:
        self._logs = (place.access_log, place.error_log)
        self._most_bytes = place.log_bytes
        self._program = program
        self._trouble = ""

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Put aside what is too long, and have NGINX go on in new files. It makes them itself where it does not run."""
        try:
            long = [log for log in self._logs if log.exists() and log.stat().st_size > self._most_bytes]
            for log in long:
                put_aside(log)
            if long:
                await self._program.reopen()
            self._say("")
        except (OSError, NginxError) as error:
            self._say(f"NGINX's logs stay as they are: {error}")

    def _say(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            logger.warning("%s", trouble)
        self._trouble = trouble


def put_aside(log: Path) -> None:
    """Rename a log to NAME.1, NAME.1 to NAME.2 and so on; what would be one too many is gone.

    Raises:
        OSError: the folder cannot be written.
    """
    for number in range(KEPT - 1, 0, -1):
        older = _aside(log, number)
        if older.exists():
            older.replace(_aside(log, number + 1))
    log.replace(_aside(log, 1))


def _aside(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")
