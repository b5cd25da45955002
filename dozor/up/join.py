"""Makes this machine a node of its own core, over the public API, with the token that the core leaves in its folder."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class NodeKey:
    """What an agent signs its reports with."""

    node_id: str
    key: str


class LocalCore:
    """The API of the core on this machine, spoken to as its administrator.

    Raises:
        httpx.HTTPError: the core is away or refuses.
    """

    def __init__(self, url: str, token_file: Path) -> None:
        self._url = url
        self._token_file = token_file

    async def is_up(self) -> bool:
        """Return whether the core answers."""
        try:
            async with httpx.AsyncClient(base_url=self._url, timeout=2) as client:
                return (await client.get("/api/v1/health")).is_success and self._token_file.exists()
        except httpx.HTTPError:
            return False

    async def join(self, name: str, key_file: Path) -> NodeKey:
        """Return the key of the node `name`: the one kept in `key_file`, or a new one, kept there from now on."""
        async with self._client() as client:
            nodes = (await client.get("/api/v1/nodes")).raise_for_status().json()
            known = {node["id"]: node["name"] for node in nodes}
            kept = _read_key(key_file)
            if kept is not None and kept.node_id in known:
                return kept
            same_name = [node_id for node_id, known_name in known.items() if known_name == name]
            answer = await (
                client.post(f"/api/v1/nodes/{same_name[0]}/key")
                if same_name
                else client.post("/api/v1/nodes", json={"name": name})
            )
            made = answer.raise_for_status().json()
            key = NodeKey(made["node"]["id"], made["key"])
            _write_key(key_file, key)
            return key

    async def enforce(self, service: str) -> None:
        """Have decisions about a service carried out."""
        async with self._client() as client:
            (await client.patch(f"/api/v1/services/{service}", json={"mode": "enforce"})).raise_for_status()

    async def read(self, path: str) -> Any:
        """Return what the API says."""
        async with self._client() as client:
            return (await client.get(f"/api/v1/{path}")).raise_for_status().json()

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """Ask the API to do something, and return what it says to it."""
        async with self._client() as client:
            return (await client.post(f"/api/v1/{path}", json=body)).raise_for_status().json()

    def _client(self) -> httpx.AsyncClient:
        token = self._token_file.read_text().strip()
        return httpx.AsyncClient(base_url=self._url, timeout=10, headers={"Authorization": f"Bearer {token}"})


def _read_key(file: Path) -> NodeKey | None:
    try:
        kept = json.loads(file.read_text())
        return NodeKey(kept["node_id"], kept["key"])
    except (OSError, ValueError, KeyError):
        return None


def _write_key(file: Path, key: NodeKey) -> None:
    file.touch(mode=0o600)
    file.write_text(json.dumps({"node_id": key.node_id, "key": key.key}))
