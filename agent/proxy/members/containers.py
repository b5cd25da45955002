"""Where the node's containers are: asked of the Docker engine, with names that may be hostile."""

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from agent.docker.engine import DockerEngine

_WITHIN_SECONDS: Final = 5.0
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,254}")
_SHARES_THE_HOST: Final = "127.0.0.1"


class _Network(msgspec.Struct, rename="pascal"):
    ip_address: str = msgspec.field(default="", name="IPAddress")
    global_ipv6_address: str = msgspec.field(default="", name="GlobalIPv6Address")

    @property
    def address(self) -> str:
        return self.ip_address or self.global_ipv6_address


class _Settings(msgspec.Struct, rename="pascal"):
    networks: dict[str, _Network] = {}


class Running(msgspec.Struct, rename="pascal"):
    """A container in the list of those that run."""

    names: list[str] = []
    network_settings: _Settings = msgspec.field(default_factory=_Settings)


class Containers:
    """The running containers of a Docker Engine."""

    def __init__(self, socket_path: Path) -> None:
        self._engine = DockerEngine(socket_path)

    async def addresses(self, names: Collection[str]) -> Mapping[str, str]:
        """Return the addresses of those that run, by name; of several networks' that of the first by its name.

        One that shares the host's network is at 127.0.0.1.

        Raises:
            DockerError: the engine does not answer.
        """
        wanted = {name for name in names if _NAME.fullmatch(name)}
        if not wanted:
            return {}
        found = {name: place for each in await self._running(wanted) for name, place in places_of(each)}
        return {name: place for name, place in found.items() if name in wanted}

    async def _running(self, names: Collection[str]) -> list[Running]:
        filters = {"status": ["running"], "name": [f"^/{re.escape(name)}$" for name in sorted(names)]}
        path = f"/containers/json?filters={quote(json.dumps(filters))}"
        return await self._engine.look(path, list[Running], within=_WITHIN_SECONDS)


def places_of(container: Running) -> list[tuple[str, str]]:
    """Return its names, each with its address; nothing where it has none."""
    networks = sorted(container.network_settings.networks.items())
    if "host" in dict(networks):
        address = _SHARES_THE_HOST
    else:
        address = next((network.address for _, network in networks if network.address), "")
    return [(name.removeprefix("/"), address) for name in container.names if address]
