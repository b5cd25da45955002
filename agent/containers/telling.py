"""Containers as the core is told of them."""

import re
from typing import Final

from msgspec.structs import replace

from agent.contract.inventory import Container, Port
from agent.docker.told import Inspected, instant

SERVICE_LABEL: Final = "dozor.service"
REPLICA_LABEL: Final = "dozor.replica-of"
PROJECT_LABEL: Final = "com.docker.compose.project"

MOST_LABELS: Final = 64
MOST_PORTS: Final = 64
_TEXT_LIMIT: Final = 500
_PORT: Final = re.compile(r"[0-9]{1,5}")


def container_of(container: Inspected, *, service: str, image_created_at: float) -> Container:
    """Return what the core is told of a container. `service` is what is known besides its labels."""
    state, labels = container.state, container.labels
    return Container(
        id=container.id,
        name=container.plain_name,
        image=_cut(container.config.image),
        image_id=_cut(container.image),
        image_created_at=image_created_at,
        state=_cut(state.status),
        health="" if state.health is None or state.health.status == "none" else _cut(state.health.status),
        restarts=container.restart_count,
        exit_code=state.exit_code,
        oom_killed=state.oom_killed,
        error=_cut(state.error),
        created_at=instant(container.created),
        started_at=instant(state.started_at),
        finished_at=instant(state.finished_at),
        service=_cut(labels.get(SERVICE_LABEL, "") or service),
        project=_cut(labels.get(PROJECT_LABEL, "")),
        replica_of=_cut(labels.get(REPLICA_LABEL, "")),
        addresses=_addresses(container),
        ports=_ports(container),
        labels={_cut(name): _cut(value) for name, value in sorted(labels.items())[:MOST_LABELS]},
        limits=_limits(container),
    )


def _cut(text: str) -> str:
    """A text that fits and can be encoded; what else it holds is for who shows it to care about."""
    return text[:_TEXT_LIMIT].encode("utf-8", "replace").decode()


def _addresses(container: Inspected) -> list[str]:
    networks = (container.network_settings.networks or {}).values()
    found = (address for network in networks for address in (network.ip_address, network.global_ipv6_address))
    return [_cut(address) for address in found if address]


def _ports(container: Inspected) -> list[Port]:
    ports: list[Port] = []
    for place, bindings in sorted((container.network_settings.ports or {}).items()):
        text, _, protocol = place.partition("/")
        if private := _number(text):
            here = Port(private=private, protocol=_cut(protocol))
            published = [(_cut(each.host_ip), _number(each.host_port)) for each in bindings or ()]
            ports += [replace(here, address=at, public=public) for at, public in published if public] or [here]
    return ports[:MOST_PORTS]


def _number(text: str) -> int:
    """Return a port's number, 0 where it is none."""
    return int(text) if _PORT.fullmatch(text) else 0


def _limits(container: Inspected) -> dict[str, float]:
    limits = container.host_config
    found = {"cpus": limits.cpus, "memory_bytes": limits.memory, "pids": limits.pids_limit or 0.0}
    return {name: value for name, value in found.items() if value > 0}
