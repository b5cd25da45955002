"""What scaling remembers over restarts: the rule's memories, what was ordered, and what people paused."""

import logging
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from agent.contract.proxy import Replicas
from core.server.db.queries import load_queries
from models.codec import StateError
from models.scaling.memory import Memory

_log: Final = logging.getLogger(__name__)
_SQL: Final = load_queries(Path(__file__).with_name("store.sql"))


@dataclass(slots=True)
class Kept:
    """What is kept of a service: `orders` by node id."""

    memory: Memory = field(default_factory=Memory)
    orders: dict[str, Replicas] = field(default_factory=dict)
    start_seconds: float = math.nan
    paused_in: bool = False
    paused_out: bool = False


async def read(connection: Any) -> dict[str, Kept]:
    """Return what is kept, by service. A memory that another version wrote is begun anew; orders hold."""
    found: dict[str, Kept] = {}
    for row in await connection.fetch(_SQL["services"]):
        start = math.nan if row["start_seconds"] is None else row["start_seconds"]
        memory = _memory(row["service"], row["memory"])
        found[row["service"]] = Kept(memory, {}, start, row["paused_in"], row["paused_out"])
    for row in await connection.fetch(_SQL["orders"]):
        order = msgspec.json.decode(row["replicas"], type=Replicas)
        found.setdefault(row["service"], Kept()).orders[row["node_id"]] = order
    return found


async def write(connection: Any, service: str, kept: Kept, *, start_seconds: float) -> None:
    """Keep a service, in a transaction."""
    start = None if math.isnan(start_seconds) else start_seconds
    values = service, kept.memory.to_bytes(), start, kept.paused_in, kept.paused_out
    await connection.execute(_SQL["save_service"], *values)
    await connection.execute(_SQL["forget_orders"], service)
    rows = [(service, node, msgspec.json.encode(order).decode()) for node, order in kept.orders.items()]
    await connection.executemany(_SQL["save_order"], rows)


def _memory(service: str, data: bytes) -> Memory:
    try:
        return Memory.from_bytes(data)
    except StateError as error:
        _log.warning("what scaling remembered of %s is begun anew: %s", service, error)
        return Memory()
