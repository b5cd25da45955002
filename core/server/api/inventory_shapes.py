"""From inventories to what the API shows of them."""

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from agent.contract.asking import IMAGE_BEFORE_LABEL
from core.server.api.decision_shapes import instant
from core.server.api.inventory_schemas import (
    ContainerEventOut,
    ContainerOut,
    HostFactsOut,
    InventoryOut,
    LogSourceOut,
    MachineOut,
    PortOut,
    ReplicaStateOut,
)

if TYPE_CHECKING:
    from agent.contract.inventory import Container, ContainerEvent, HostFacts, LogSource, Machine, Port
    from core.server.fleet.node import Node
    from core.server.inventory.inventories import Heard


def instant_or_none(seconds: float) -> datetime | None:
    """Return Unix seconds as an instant; 0 stands for none."""
    return instant(seconds) if seconds else None


def shown_inventory(node: "Node", heard: "Heard", *, logs: bool) -> InventoryOut:
    """Return what a node said; what its containers' labels say, and what logs it has, only to who may read `logs`."""
    inventory = heard.inventory
    return InventoryOut(
        node=node.id,
        node_name=node.name,
        heard_at=instant_or_none(heard.at),
        host=_host(inventory.host),
        parts=list(inventory.parts),
        containers=[shown_container(node, each, labels=logs) for each in inventory.containers],
        machines=[shown_machine(node, each) for each in inventory.machines],
        logs=[shown_source(node, each) for each in inventory.logs] if logs else [],
        replicas=[ReplicaStateOut(**msgspec.structs.asdict(each)) for each in inventory.replicas],
        series_left_out=inventory.series_left_out,
        troubles=inventory.troubles,
    )


def shown_container(node: "Node", container: "Container", *, labels: bool) -> ContainerOut:
    """Return a container of a node; what its labels say, such as password hashes of a proxy's, only with `labels`."""
    plain = msgspec.structs.asdict(container)
    if not labels:
        plain["labels"] = {}
    before = container.labels.get(IMAGE_BEFORE_LABEL, "")
    plain["image_before"] = before if before != container.image_id else ""
    times = {name: instant_or_none(value) for name, value in plain.items() if name.endswith("_at")}
    ports = [_port(each) for each in container.ports]
    return ContainerOut(**{**plain, **times, "ports": ports, "node": node.id, "node_name": node.name})


def shown_event(event: "ContainerEvent") -> ContainerEventOut:
    """Return something that happened to a container."""
    return ContainerEventOut(at=instant(event.at), action=event.action, detail=event.detail)


def shown_machine(node: "Node", machine: "Machine") -> MachineOut:
    """Return a virtual machine of a node."""
    return MachineOut(node=node.id, node_name=node.name, **msgspec.structs.asdict(machine))


def shown_source(node: "Node", source: "LogSource") -> LogSourceOut:
    """Return something of a node that logs can be read of."""
    plain = msgspec.structs.asdict(source)
    times = {"first_at": instant_or_none(source.first_at), "last_at": instant_or_none(source.last_at)}
    name = f"{node.name}/{source.kind}:{source.name}"
    return LogSourceOut(**{**plain, **times, "source": name, "node": node.id, "node_name": node.name})


def _host(host: "HostFacts") -> HostFactsOut:
    return HostFactsOut(**{**msgspec.structs.asdict(host), "boot_at": instant_or_none(host.boot_at)})


def _port(port: "Port") -> PortOut:
    return PortOut(private=port.private, protocol=port.protocol, address=port.address, public=port.public or None)
