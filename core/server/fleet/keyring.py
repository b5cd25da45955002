"""The nodes and their keys' hashes in a file, for a start while PostgreSQL is away."""

import os
from pathlib import Path

import msgspec

from core.server.accounts.networks import networks_of
from core.server.fleet.node import KeyTerms, Node


class _Entry(msgspec.Struct, kw_only=True):
    id: str
    name: str
    key_hash: bytes
    created_at: float
    previous_key_hash: bytes
    previous_key_until: float
    groups: tuple[str, ...] = ()
    until: float = 0.0
    networks: tuple[str, ...] = ()


def write_keyring(file: Path, nodes: dict[str, Node]) -> None:
    """Write the nodes, so that a reader finds either the old file or the new one. Only the owner may read it."""
    entries = [
        _Entry(
            id=node.id,
            name=node.name,
            key_hash=node.key_hash,
            created_at=node.created_at,
            previous_key_hash=node.previous_key_hash,
            previous_key_until=node.previous_key_until,
            groups=node.groups,
            until=node.terms.until,
            networks=tuple(map(str, node.terms.networks)),
        )
        for node in nodes.values()
    ]
    new = file.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(msgspec.json.encode(entries))
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)


def read_keyring(file: Path) -> dict[str, Node]:
    """Return the nodes of a file; none where there is no file that can be read."""
    try:
        entries = msgspec.json.decode(file.read_bytes(), type=list[_Entry])
    except (OSError, msgspec.MsgspecError):
        return {}
    return {entry.id: _node(entry) for entry in entries}


def _node(entry: _Entry) -> Node:
    node = Node(entry.id, entry.name, entry.key_hash, entry.created_at, entry.groups)
    node.previous_key_hash, node.previous_key_until = entry.previous_key_hash, entry.previous_key_until
    node.terms = KeyTerms(entry.until, networks_of(entry.networks))
    return node
