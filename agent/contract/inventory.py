"""What there is on a node: sent when it changes, and once in thirty seconds anyway. A state, not a message.

    POST /api/v1/agent/inventory   Inventory, msgpack, zstd-compressed   -> 204

Every text in it may hold anything.
"""

from typing import Literal

import msgspec


class HostFacts(msgspec.Struct, kw_only=True, frozen=True):
    """The machine, as it is outside of any container."""

    machine_id: str = ""
    hostname: str = ""
    system: str = ""  # as in "Debian GNU/Linux 12 (bookworm)"
    kernel: str = ""
    architecture: str = ""
    virtualization: str = ""
    processor: str = ""
    cores: int = 0
    memory_bytes: int = 0
    boot_at: float = 0.0
    addresses: list[str] = []


class Port(msgspec.Struct, kw_only=True, frozen=True):
    """A port of a container; `public` is 0 where it is not published."""

    private: int
    protocol: str = "tcp"
    address: str = ""
    public: int = 0


class Container(msgspec.Struct, kw_only=True, frozen=True):
    """A container of the node's engine. `service` is what it answers for, `project` its compose project.

    `replica_of` names the template container where it is a replica of our own making. Instants are Unix seconds, 0
    where there is none.
    """

    id: str
    name: str
    image: str = ""
    image_id: str = ""
    image_created_at: float = 0.0
    state: str = ""  # created, running, paused, restarting, removing, exited, dead
    health: str = ""  # starting, healthy, unhealthy; empty without a check
    restarts: int = 0
    exit_code: int = 0
    oom_killed: bool = False
    error: str = ""
    created_at: float = 0.0
    started_at: float = 0.0
    finished_at: float = 0.0
    service: str = ""
    project: str = ""
    replica_of: str = ""
    addresses: list[str] = []
    ports: list[Port] = []
    labels: dict[str, str] = {}
    limits: dict[str, float] = {}  # cpus, memory_bytes, pids: those that are set


class ContainerEvent(msgspec.Struct, kw_only=True, frozen=True):
    """Something that happened to a container, as the engine tells it: start, die, oom, health_status ..."""

    at: float
    container: str
    name: str
    action: str
    detail: str = ""


class Machine(msgspec.Struct, kw_only=True, frozen=True):
    """A virtual machine of the node's libvirt."""

    id: str
    name: str
    state: str = ""
    cpus: int = 0
    memory_bytes: int = 0
    autostart: bool = False


class LogSource(msgspec.Struct, kw_only=True, frozen=True):
    """Something that logs can be read of: a container, there or gone, or a file. `name` is unique on the node by kind.

    `access` is a log of requests, whose records are searched by their fields.

    `first_at` and `last_at` are the instants of the oldest and newest line that is kept.
    """

    kind: Literal["container", "file", "access"]
    name: str
    container: str = ""  # its id
    present: bool = True
    first_at: float = 0.0
    last_at: float = 0.0
    bytes: int = 0
    dropped_lines: int = 0


class ReplicaState(msgspec.Struct, kw_only=True, frozen=True):
    """How far a node is with the replicas that it was ordered to have of a template.

    `ready` are those that get requests, `starting` those that do not yet, `draining` those on their way out, which
    nobody asks anything new. `trouble` is why there are not as many as wanted, or why one does not get ready.
    """

    service: str
    template: str = ""
    wanted: int = 0
    ready: int = 0
    starting: int = 0
    draining: int = 0
    trouble: str = ""


class Inventory(msgspec.Struct, kw_only=True, frozen=True):
    """Everything. `troubles` says by part (`containers`, `machines`, `metrics` ...) what does not work, and why.

    `events` are the newest, oldest first. Absent libvirt or an absent engine is no trouble; `parts` names those there.
    """

    at: float = 0.0
    host: HostFacts = HostFacts()
    parts: list[Literal["containers", "machines", "logs", "custom", "nginx"]] = []
    containers: list[Container] = []
    events: list[ContainerEvent] = []
    machines: list[Machine] = []
    logs: list[LogSource] = []
    replicas: list[ReplicaState] = []
    series_left_out: int = 0
    troubles: dict[str, str] = {}
