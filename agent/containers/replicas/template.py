"""What a replica is made with: the template's configuration, without what there can be only one of."""

import hashlib
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

import msgspec

from agent.containers.making import Json, body_like, more_networks
from agent.containers.recreating import IMAGE_NAME_LABEL, MADE_FROM_LABEL
from agent.containers.replicas.ours import NUMBER_LABEL, SPEC_LABEL, Group
from agent.containers.telling import REPLICA_LABEL, SERVICE_LABEL
from agent.contract.asking import IMAGE_BEFORE_LABEL

_COMPOSE: Final = "com.docker.compose."
_DIGEST: Final = 16
_OWN: Final = frozenset({MADE_FROM_LABEL, IMAGE_BEFORE_LABEL, IMAGE_NAME_LABEL, SERVICE_LABEL})


class TemplateError(Exception):
    """No replica can be made after this container; the text says why."""


@dataclass(frozen=True)
class Template:
    """How to make replicas. `image` is the id of what the template runs, `image_name` what it was asked for by.

    `spec` is the same for two templates exactly where their replicas would be the same.
    """

    image: str
    image_name: str
    body: Json
    networks: dict[str, Json]
    spec: str

    def body_of(self, group: Group, number: int, image: str) -> Json:
        """Return the body by which the engine makes a replica of this image."""
        ours = {
            SERVICE_LABEL: group.service,
            REPLICA_LABEL: group.template,
            NUMBER_LABEL: str(number),
            SPEC_LABEL: self.spec,
        }
        return {**self.body, "Image": image, "Labels": {**self.body["Labels"], **ours}}


def template_of(inspected: Json, brought: Json) -> Template:
    """Return how to make replicas of a container; `brought` is the configuration that its image came with.

    Published ports, names (of the host, in networks, of the compose project) and fixed addresses are the template's
    alone, and each replica has anonymous volumes of its own.

    Raises:
        TemplateError: a container like this cannot be there more than once, or not be reached.
    """
    found = deepcopy(inspected)
    _check(found)
    found["Mounts"] = []  # else what is in its anonymous volumes would be shared
    body = body_like(found, brought, "")
    body.pop("Hostname", None)
    body["Labels"] = {name: value for name, value in body["Labels"].items() if not _is_its_own(name)}
    body["HostConfig"] |= {"PortBindings": {}, "PublishAllPorts": False, "AutoRemove": False, "ContainerIDFile": ""}
    body["NetworkingConfig"] = {"EndpointsConfig": _shared(body["NetworkingConfig"]["EndpointsConfig"])}
    networks, image = _shared(more_networks(found)), str(found.get("Image", ""))
    name = str((found.get("Config") or {}).get("Image") or image)
    told = msgspec.json.encode([body, networks, image], order="deterministic")
    return Template(image, name, body, networks, hashlib.sha256(told).hexdigest()[:_DIGEST])


def _check(inspected: Json) -> None:
    mode = str((inspected.get("HostConfig") or {}).get("NetworkMode", ""))
    if mode == "host" or mode.startswith("container:"):
        raise TemplateError("the template shares the network of another, where its port is taken")
    if mode == "none":
        raise TemplateError("the template has no network")
    if REPLICA_LABEL in ((inspected.get("Config") or {}).get("Labels") or {}):
        raise TemplateError("the template is a replica itself")


def _is_its_own(label: str) -> bool:
    """Compose takes who has its labels for its own: it would stop one that is too many, maybe the template."""
    return label.startswith(_COMPOSE) or label in _OWN


def _shared(endpoints: dict[str, Json]) -> dict[str, Json]:
    own = {"IPAMConfig", "Aliases"}
    return {
        network: {name: value for name, value in each.items() if name not in own} for network, each in endpoints.items()
    }
