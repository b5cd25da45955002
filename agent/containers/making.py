"""What the engine has to be told so that it makes a container like one that there is.

The engine tells of a container's configuration together with what its image brought. That is taken out again, so that a
newer image brings its own.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

_ENTRIES: Final = ("Labels", "ExposedPorts", "Volumes")
_PLAIN: Final = (
    *("Cmd", "Entrypoint", "WorkingDir", "User", "Healthcheck", "StopSignal", "StopTimeout", "Shell", "OnBuild"),
    *("ArgsEscaped",),
)
_BOUND_TO_MACHINE: Final = ("MacAddress",)
_ENDPOINT: Final = ("IPAMConfig", "Links", "Aliases", "DriverOpts")
_WITHOUT_ENDPOINTS: Final = frozenset({"default", "bridge", "host", "none"})
_SHORT_ID: Final = 12

Json = dict[str, Any]


def body_like(inspected: Json, image_config: Json, image: str) -> Json:
    """Return the body for `/containers/create`. `image_config` is what the old container's image brought."""
    config = _own(inspected.get("Config") or {}, image_config)
    config["Image"] = image
    host = deepcopy(inspected.get("HostConfig") or {})
    host["Binds"] = [*(host.get("Binds") or []), *_anonymous_volumes(inspected)] or None
    if config.get("Hostname") == str(inspected.get("Id", ""))[:_SHORT_ID] or _is_shared(host):
        config.pop("Hostname", None)
        config.pop("Domainname", None)
    if str(host.get("NetworkMode", "")).startswith("container:"):
        config.pop("ExposedPorts", None)
    first = _first_network(inspected)
    endpoints = {first: endpoint(inspected, first)} if first else {}
    return {**config, "HostConfig": host, "NetworkingConfig": {"EndpointsConfig": endpoints}}


def more_networks(inspected: Json) -> dict[str, Json]:
    """Return the networks besides the first, which are joined one by one, with how."""
    first = _first_network(inspected)
    return {name: endpoint(inspected, name) for name in _networks(inspected) if name != first}


def endpoint(inspected: Json, network: str) -> Json:
    """Return how a container is in a network: as it was told, without what it got there by itself."""
    found = _networks(inspected)[network]
    made = {name: deepcopy(found[name]) for name in _ENDPOINT if found.get(name)}
    short = str(inspected.get("Id", ""))[:_SHORT_ID]
    if aliases := [alias for alias in made.pop("Aliases", []) if alias != short]:
        made["Aliases"] = aliases
    return made


def _own(config: Json, image: Json) -> Json:
    own = {name: value for name, value in deepcopy(config).items() if name not in _BOUND_TO_MACHINE}
    for name in _PLAIN:
        if name in own and (own[name] == image.get(name) or own[name] is None):
            del own[name]
    if "Entrypoint" in own:  # one that is given puts the image's command out of force
        own["Cmd"] = config.get("Cmd")
    brought = set(image.get("Env") or [])
    own["Env"] = [variable for variable in own.get("Env") or [] if variable not in brought]
    for name in _ENTRIES:
        had = image.get(name) or {}
        own[name] = {key: value for key, value in (own.get(name) or {}).items() if had.get(key, _MISSING) != value}
    return own


def _anonymous_volumes(inspected: Json) -> list[str]:
    """Return the volumes that the engine named itself, as binds: what is in them goes on with the new container."""
    host = inspected.get("HostConfig") or {}
    told = {bind.split(":")[1] for bind in host.get("Binds") or [] if ":" in bind}
    told |= {str(mount.get("Target")) for mount in host.get("Mounts") or []}
    return [
        f"{mount['Name']}:{mount['Destination']}{'' if mount.get('RW', True) else ':ro'}"
        for mount in inspected.get("Mounts") or []
        if mount.get("Type") == "volume" and mount.get("Name") and mount.get("Destination") not in told
    ]


def _networks(inspected: Json) -> Mapping[str, Json]:
    networks = (inspected.get("NetworkSettings") or {}).get("Networks") or {}
    return {name: each or {} for name, each in networks.items() if name not in _WITHOUT_ENDPOINTS}


def _first_network(inspected: Json) -> str:
    """Return the network that the container is made in, empty where that takes no more words than its mode."""
    mode = str((inspected.get("HostConfig") or {}).get("NetworkMode", ""))
    networks = _networks(inspected)
    return next((name for name, each in networks.items() if mode in {name, each.get("NetworkID")}), "")


def _is_shared(host: Json) -> bool:
    return str(host.get("NetworkMode", "")).startswith("container:") or host.get("UTSMode") == "host"


_MISSING: Final = object()
