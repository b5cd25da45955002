"""The fleet: nodes, their keys, and what was last heard of them.

All of it is in memory, so that reports are let in while PostgreSQL is away; `nodes.json` in the data folder
has the keys' hashes for a start without it.
"""

import hmac
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import asyncpg
import msgspec

from agent.contract.wire import Report
from core.server.accounts.networks import networks_of
from core.server.accounts.tokens import token_hash
from core.server.db.queries import load_queries
from core.server.errors import Conflict, NotFound, WrongNodeKey
from core.server.fleet.keyring import read_keyring, write_keyring
from core.server.fleet.node import KeyTerms, Node, Seen
from core.server.fleet.refused import RefusedNode

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("fleet.sql"))
_GRACE_SECONDS: Final = 24 * 3600.0


class Fleet:
    """The nodes. A node's key is shown when it is made and never again."""

    def __init__(self, database: "Database", clock: "Clock", keyring: Path) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._nodes = read_keyring(keyring)

    async def load(self) -> None:
        """Read the nodes from the database; it wins over the keyring."""
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["all_nodes"])
        known, self._nodes = self._nodes, {row["id"]: _node(row) for row in rows}
        for node in self._nodes.values():
            if node.id in known and known[node.id].seen.last_report_at > node.seen.last_report_at:
                node.seen = known[node.id].seen
        self._keep()

    def verify(self, authorization: str | None, address: str) -> Node:
        """Return the node that an `Authorization: Bearer NODE_ID.KEY` header from an address proves.

        Raises:
            WrongNodeKey: it proves none.
        """
        scheme, _, credentials = (authorization or "").partition(" ")
        node_id, _, key = credentials.strip().partition(".")
        node = self._nodes.get(node_id)
        if scheme.lower() != "bearer" or node is None or not self._opens(node, token_hash(key)):
            raise WrongNodeKey
        if not node.terms.hold(address, self._clock.now()):
            raise WrongNodeKey
        return node

    def all(self) -> list[Node]:
        """Return the nodes by name."""
        return sorted(self._nodes.values(), key=lambda node: node.name.lower())

    def get(self, node_id: str) -> Node:
        """Return a node.

        Raises:
            NotFound: there is none of that id.
        """
        if node_id not in self._nodes:
            raise NotFound(RefusedNode.no_node())
        return self._nodes[node_id]

    def note(self, node_id: str, report: Report, received_at: float, address: str) -> None:
        """Take in what a report says of its node."""
        if node_id in self._nodes:
            self._nodes[node_id].note(report, received_at, address)

    def addresses(self) -> tuple[str, ...]:
        """Return where the nodes report from: the fleet's own addresses."""
        return tuple(sorted({node.seen.address for node in self._nodes.values() if node.seen.address}))

    async def create(self, name: str, groups: tuple[str, ...] = (), terms: KeyTerms | None = None) -> tuple[Node, str]:
        """Make a node and return it with its key.

        Raises:
            Conflict: there is one of that name.
        """
        node_id, key, now = f"n{secrets.token_hex(6)}", secrets.token_urlsafe(32), self._clock.now()
        terms = terms or KeyTerms()
        await self._execute("add_node", node_id, name, groups, token_hash(key), now, *_columns(terms))
        node = self._nodes[node_id] = Node(node_id, name, token_hash(key), now, groups)
        node.terms = terms
        self._keep()
        return node, key

    async def change(self, node_id: str, *, name: str, groups: tuple[str, ...]) -> Node:
        """Name a node, and put it into groups.

        Raises:
            Conflict: there is another one of that name.
        """
        node = self.get(node_id)
        await self._execute("change_node", node_id, name, groups)
        node.name, node.groups = name, groups
        self._keep()
        return node

    async def delete(self, node_id: str) -> None:
        """Delete a node; its key opens nothing from now on."""
        self.get(node_id)
        await self._execute("delete_node", node_id)
        self._nodes.pop(node_id, None)
        self._keep()

    async def rotate(self, node_id: str, terms: KeyTerms | None = None) -> tuple[Node, str]:
        """Give a node a new key. The one before opens for another day, so that no report is refused meanwhile.

        `terms` hold for both; without them the new key is good from where the one before was, without end.
        """
        node, key, until = self.get(node_id), secrets.token_urlsafe(32), self._clock.now() + _GRACE_SECONDS
        terms = terms or KeyTerms(networks=node.terms.networks)
        await self._execute("change_key", node_id, token_hash(key), node.key_hash or None, until, *_columns(terms))
        node.terms = terms
        node.previous_key_hash, node.previous_key_until, node.key_hash = node.key_hash, until, token_hash(key)
        self._keep()
        return node, key

    async def revoke(self, node_id: str) -> Node:
        """Have all keys of a node open nothing from now on. It stays, with all that is known of it."""
        node = self.get(node_id)
        node.key_hash, node.previous_key_hash, node.previous_key_until = b"", b"", 0.0  # first: it must not open again
        self._keep()
        await self._execute("revoke_key", node_id)
        return node

    async def store(self) -> None:
        """Write down what was last heard of the nodes."""
        heard_of = [node for node in self.all() if node.seen.last_report_at]
        rows = [(node.id, node.seen.last_report_at, msgspec.json.encode(node.seen).decode()) for node in heard_of]
        async with self._database.connection() as connection:
            await connection.executemany(_SQL["store_seen"], rows)

    async def _execute(self, query: str, *arguments: Any) -> None:
        try:
            async with self._database.connection() as connection:
                await connection.execute(_SQL[query], *arguments)
        except asyncpg.UniqueViolationError as error:
            raise Conflict(RefusedNode.node_name_taken()) from error

    def _opens(self, node: Node, hashed: bytes) -> bool:
        previous = node.previous_key_hash if self._clock.now() < node.previous_key_until else node.key_hash
        return hmac.compare_digest(hashed, node.key_hash) or hmac.compare_digest(hashed, previous)

    def _keep(self) -> None:
        write_keyring(self._keyring, self._nodes)


def _columns(terms: KeyTerms) -> tuple[float | None, list[str]]:
    return terms.until or None, [str(each) for each in terms.networks]


def _node(row: Any) -> Node:
    node = Node(row["id"], row["name"], row["key_hash"], row["created_at"].timestamp(), tuple(row["groups"]))
    node.previous_key_hash = row["previous_key_hash"] or b""
    node.previous_key_until = row["previous_key_until"].timestamp() if row["previous_key_until"] else 0.0
    until = row["key_until"].timestamp() if row["key_until"] else 0.0
    node.terms = KeyTerms(until, networks_of(row["key_networks"]))
    node.seen = msgspec.json.decode(row["last_seen"], type=Seen)
    return node
