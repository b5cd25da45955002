"""All that the node tells the core besides reports, and answers it."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from agent.asked.answering import Answering, Handler
from agent.asked.link import AskedLink
from agent.connection import Target
from agent.inventory import InventorySender, Part


class Talk:
    """What the parts of the agent have to say of the node, and whom questions are handed to."""

    def __init__(self, core: Target, *, node_id: str, node_key: str, clock: Callable[[], float]) -> None:
        self._link = AskedLink(core, node_id=node_id, node_key=node_key)
        self._answering = Answering(self._link, random.random)
        self._inventory = InventorySender(core, node_id=node_id, node_key=node_key, clock=clock, chance=random.random)

    def tell(self, name: str, part: Part) -> None:
        """Have the core told what this part says there is."""
        self._inventory.add(name, part)

    def answer(self, kind: type[Any], handler: Handler) -> None:
        """Have questions of this kind answered so."""
        self._answering.add(kind, handler)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._answering.run())
            tasks.create_task(self._inventory.run())

    def close(self) -> None:
        """Let the connections go."""
        self._link.close()
        self._inventory.close()
