"""What there is on the nodes, as each said last: in memory, and in PostgreSQL for the next start."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from agent.contract.inventory import Container, Inventory
from core.server.db.queries import load_queries
from core.server.errors import Conflict, NotFound, Throttled
from core.server.inventory.refused import RefusedContainer

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

_SHORT_ID: Final = 12
_SQL: Final = load_queries(Path(__file__).with_name("inventories.sql"))


@dataclass(frozen=True, slots=True)
class Heard:
    """An inventory, and when it came (Unix seconds; 0 where none ever did)."""

    inventory: Inventory
    at: float


NOTHING: Final = Heard(Inventory(), 0.0)


class Inventories:
    """The newest inventory of each node."""

    def __init__(self, database: "Database", clock: "Clock") -> None:
        self._database = database
        self._clock = clock
        self._heard: dict[str, Heard] = {}
        self._unstored: set[str] = set()
        self._hearing: set[str] = set()

    async def load(self) -> None:
        """Read what was kept. What a node said since the start wins."""
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["all_inventories"])
        for row in rows:
            with suppress(msgspec.MsgspecError):  # of another version: the node says it anew within seconds
                inventory = msgspec.json.decode(row["inventory"], type=Inventory)
                self._heard.setdefault(row["node_id"], Heard(inventory, row["heard_at"].timestamp()))

    async def store(self) -> None:
        """Write down what changed.

        Raises:
            DatabaseAway: it goes on waiting.
        """
        nodes = [node for node in self._unstored if node in self._heard]
        rows = [(node, self._heard[node].at, _json(self._heard[node].inventory)) for node in nodes]
        if rows:
            async with self._database.transaction() as connection:
                await connection.executemany(_SQL["store_inventory"], rows)
        self._unstored -= {node for node, at, _ in rows if self._heard.get(node, NOTHING).at == at}

    @contextmanager
    def hearing(self, node: str) -> Iterator[None]:
        """Let a node tell of one inventory at a time: each may take a while to be read.

        Raises:
            Throttled: one of this node is being read.
        """
        if node in self._hearing:
            raise Throttled("This node's inventory is being read.")
        self._hearing.add(node)
        try:
            yield
        finally:
            self._hearing.discard(node)

    def hear(self, node: str, inventory: Inventory) -> None:
        """Take in what a node says there is; bounded (see there)."""
        self._heard[node] = Heard(inventory, self._clock.now())
        self._unstored.add(node)

    def of(self, node: str) -> Heard:
        """Return what a node said last; nothing where it never did."""
        return self._heard.get(node, NOTHING)

    def container(self, node: str, name: str) -> Container:
        """Return a node's container by its id, the beginning of it (12 digits or more), or its name.

        Raises:
            NotFound: there is none.
            Conflict: several ids begin so.
        """
        containers = self.of(node).inventory.containers
        exact = [each for each in containers if each.id == name] or [each for each in containers if each.name == name]
        if exact:
            return exact[0]
        begun = [each for each in containers if len(name) >= _SHORT_ID and each.id.startswith(name)]
        if not begun:
            raise NotFound(RefusedContainer.no_container())
        if len(begun) > 1:
            raise Conflict(RefusedContainer.container_of_many())
        return begun[0]

    def forget(self, node: str) -> None:
        """Forget a node that there is no more."""
        self._heard.pop(node, None)
        self._unstored.discard(node)


def _json(inventory: Inventory) -> str:
    return msgspec.json.encode(inventory).decode()
