"""What this machine's NGINX is to serve: documents made over the public API and deployed, and then left to the person.

They are made once, where nothing was ever configured. From then on only ports are set anew, and only those that the
start had to choose differently.
"""

import asyncio
import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from dozor.up.join import LocalCore
from dozor.up.layout import Ports

MEMBER: Final = "demo"
_NODE_SECONDS: Final = 60.0
_TRIES: Final = 3


class NotDeployedError(Exception):
    """The configuration did not get to this machine's NGINX; the text says why."""


async def configure(core: LocalCore, node: str, ports: Ports, domains: tuple[str, ...]) -> None:
    """Have this machine's NGINX listen on its ports and serve the domains; what a person changed stays.

    Raises:
        NotDeployedError: it does not take the configuration.
        httpx.HTTPError: the core is away or refuses.
    """
    config = await core.read("config")
    wanted = moved(config, node, ports) if config["revision"] else first_documents(node, ports, domains)
    if wanted:
        await core.post("config/apply?note=dozor+up", {"text": json.dumps(wanted)})
    if wanted or needs_deployment(await _state(core, node), config["revision"]):
        await _deploy(core, node)


def first_documents(node: str, ports: Ports, domains: tuple[str, ...]) -> dict[str, Any]:
    """Return the node, and for each domain the service that answers for it."""
    member = {"name": MEMBER, "host": "127.0.0.1", "port": ports.services}
    return {
        "nodes": {node: {"description": "This machine", "address": "127.0.0.1", "listen": ["127.0.0.1"], **_of(ports)}},
        "services": {name: {"members": [member], "health": {"path": "/", "host": name}} for name in domains},
        "domains": {name: {"names": [name], "service": name, "nodes": [node]} for name in domains},
    }


def moved(config: Mapping[str, Any], node: str, ports: Ports) -> dict[str, Any]:
    """Return the documents that name other ports than there are now, with these and otherwise as they are."""
    nodes = {node: {**config["nodes"][node], **_of(ports)}} if node in config["nodes"] else {}
    services = deepcopy(config["services"])
    for member in (each for service in services.values() for each in service["members"]):
        if member["name"] == MEMBER and member["host"] == "127.0.0.1":
            member["port"] = ports.services
    found = {"nodes": nodes, "services": services}
    changed = {
        field: {name: each for name, each in documents.items() if each != config[field][name]}
        for field, documents in found.items()
    }
    return {field: documents for field, documents in changed.items() if documents}


def needs_deployment(state: Mapping[str, Any], revision: int) -> bool:
    """Tell whether the node never got anything, or Dozor writes the deployed revision differently since an upgrade.

    What a person saved and did not deploy is not deployed for them.
    """
    is_rewritten = state["revision"] == revision and state["desired"] != state["confirmed"]
    return not state["confirmed"] or is_rewritten


def _of(ports: Ports) -> dict[str, int]:
    return {"http_port": ports.nginx, "https_port": ports.nginx_tls}


async def _state(core: LocalCore, node: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = await core.read("proxy/nodes")
    return next(each for each in found if each["name"].lower() == node)


async def _deploy(core: LocalCore, node: str) -> None:
    """Deploy as soon as the agent speaks; where it was taken for silent, once more."""
    try:
        async with asyncio.timeout(_NODE_SECONDS):
            while not (await _state(core, node))["heard_at"]:  # noqa: ASYNC110 - of another program
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise NotDeployedError("the agent does not speak to the core") from None
    for earlier in await core.read("deployments?limit=1"):  # going on since before the core was ended
        await _ended(core, earlier)
    for _ in range(_TRIES):
        deployed = await _ended(core, (await core.post("deployments", {"note": "dozor up"}))["deployment"])
        if deployed["phase"] == "done" and not any(part["status"] == "away" for part in deployed["nodes"]):
            return
    raise NotDeployedError(deployed["reason"] or "the agent is away")


async def _ended(core: LocalCore, deployment: dict[str, Any]) -> dict[str, Any]:
    while deployment["ended_at"] is None:
        await asyncio.sleep(0.1)
        deployment = await core.read(f"deployments/{deployment['id']}")
    return deployment
