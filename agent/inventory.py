"""Tells the core what there is on the node: when it changes, and once in a while anyway."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import zstandard
from msgspec.structs import replace

from agent.client import Backoff
from agent.connection import Connection, Target, UnreachableError
from agent.contract.inventory import HostFacts, Inventory
from agent.contract.wire import MSGPACK

logger = logging.getLogger(__name__)

PATH: Final = "/api/v1/agent/inventory"
LOOK_SECONDS: Final = 1.0
AGAIN_SECONDS: Final = 30.0
WITHIN_SECONDS: Final = 15.0
MOST_BYTES: Final = 6 * 1024**2

Part = Callable[[], Inventory]
"""Says what it knows: an inventory with its own fields alone. Cheap: it is asked once a second."""

_encoder: Final = msgspec.msgpack.Encoder()


class InventorySender:
    """Asks the parts once a second, and sends what they say together where it is news.

    Where a log begins and ends is no news by itself: it is told with the next that is.
    """

    def __init__(
        self, target: Target, *, node_id: str, node_key: str, clock: Callable[[], float], chance: Callable[[], float]
    ) -> None:
        self._connection = Connection(target)
        self._headers = {
            "Authorization": f"Bearer {node_id}.{node_key}",
            "Content-Type": MSGPACK,
            "Content-Encoding": "zstd",
        }
        self._clock = clock
        self._backoff = Backoff(chance)
        self._parts: dict[str, Part] = {}
        self._failing: set[str] = set()

    def add(self, name: str, part: Part) -> None:
        """Ask this part too; its failures are told under its name."""
        self._parts[name] = part

    async def run(self) -> None:
        """Tell until cancelled."""
        told, told_at = Inventory(), float("-inf")
        while True:
            found = together([self._ask(name) for name in self._parts])
            now = time.monotonic()
            if essence(found) != told or now - told_at >= AGAIN_SECONDS:
                try:
                    await self._send(found)
                except UnreachableError as error:
                    logger.debug("the inventory is not told: %s", error)
                    await asyncio.sleep(self._backoff.failed())
                    continue
                self._backoff.worked()
                told, told_at = essence(found), now
            await asyncio.sleep(LOOK_SECONDS)

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def _ask(self, name: str) -> Inventory:
        try:
            found = self._parts[name]()
            _encoder.encode(found)  # a text that is none must not keep the others from being told
        except Exception as error:
            if name not in self._failing:
                logger.exception("%s cannot be told", name)
            self._failing.add(name)
            return Inventory(troubles={name: ascii(error)})
        self._failing.discard(name)
        return found

    async def _send(self, inventory: Inventory) -> None:
        body = zstandard.ZstdCompressor(level=3).compress(_fitting(replace(inventory, at=self._clock())))
        response = await self._connection.request("POST", PATH, headers=self._headers, body=body, within=WITHIN_SECONDS)
        if response.status != 204:
            raise UnreachableError(f"the core answers {response.status}")


def together(parts: Sequence[Inventory]) -> Inventory:
    """Return all that the parts say; of two that tell of the machine the first."""
    return Inventory(
        host=next((part.host for part in parts if part.host != HostFacts()), HostFacts()),
        parts=sorted({name for part in parts for name in part.parts}),
        containers=[each for part in parts for each in part.containers],
        events=[each for part in parts for each in part.events],
        machines=[each for part in parts for each in part.machines],
        logs=[each for part in parts for each in part.logs],
        replicas=[each for part in parts for each in part.replicas],
        series_left_out=sum(part.series_left_out for part in parts),
        troubles={name: why for part in parts for name, why in part.troubles.items()},
    )


def essence(inventory: Inventory) -> Inventory:
    """Return what of an inventory is news when it changes."""
    return replace(inventory, at=0.0, logs=[(each.kind, each.name, each.present) for each in inventory.logs])


def _fitting(inventory: Inventory) -> bytes:
    """Return it packed, without what is least needed where it is too long."""
    packed = _encoder.encode(inventory)
    if len(packed) > MOST_BYTES:
        containers = [replace(each, labels={}) for each in inventory.containers]
        troubles = {**inventory.troubles, "inventory": "there is too much to tell: labels are left out"}
        packed = _encoder.encode(replace(inventory, containers=containers, troubles=troubles))
    return packed
