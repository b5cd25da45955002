"""How many error pages the node's visitors saw, as NGINX counts them (see agent/nginx/shown.js)."""

import asyncio
import logging
from pathlib import Path
from typing import Final

import msgspec

from agent.connection import Connection, Target, UnreachableError

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 10.0
NAMES_LIMIT: Final = 2000
_WITHIN_SECONDS: Final = 3.0


class PageCounts:
    """Asks NGINX once in a while. The counts are since NGINX was started; while it is away they stay as they are."""

    def __init__(self, control_socket: Path) -> None:
        self._connection = Connection(Target(socket_path=str(control_socket)))
        self.counts: dict[str, int] = {}
        self.changed = asyncio.Event()

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Ask now."""
        try:
            response = await self._connection.request("GET", "/pages", within=_WITHIN_SECONDS)
            counts = msgspec.json.decode(response.body, type=dict[str, int]) if response.status == 200 else self.counts
        except (UnreachableError, msgspec.MsgspecError) as error:
            logger.debug("pages shown are not known: %s", error)
            return
        if counts != self.counts:
            self.counts = dict(sorted(counts.items(), key=lambda item: -item[1])[:NAMES_LIMIT])
            self.changed.set()

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()
