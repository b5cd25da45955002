"""The models of what there is on nodes. What `core.server.api.schemas` says of models holds here, too."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class HostFactsOut(BaseModel):
    """A node's machine, as it is outside of any container; empty or 0 where it is not known."""

    machine_id: str
    hostname: str
    system: str
    kernel: str
    architecture: str
    virtualization: str
    processor: str
    cores: int
    memory_bytes: int
    boot_at: datetime | None
    addresses: list[str]


class PortOut(BaseModel):
    """A port of a container; `public` is null where it is not published."""

    private: int
    protocol: str
    address: str
    public: int | None


class ContainerOut(BaseModel):
    """A container. `service` is what it answers for, `project` its compose project, `replica_of` its template.

    `limits` are those that are set: `cpus`, `memory_bytes`, `pids`. `labels` are told to who may read logs: they may
    hold secrets. `image_before` is the id of the image of the one in whose place it was made, where that is another.
    """

    node: str
    node_name: str
    id: str
    name: str
    image: str
    image_id: str
    image_before: str
    image_created_at: datetime | None
    state: str
    health: str
    restarts: int
    exit_code: int
    oom_killed: bool
    error: str
    created_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    service: str
    project: str
    replica_of: str
    addresses: list[str]
    ports: list[PortOut]
    labels: dict[str, str]
    limits: dict[str, float]


class ContainerEventOut(BaseModel):
    """Something that happened to a container: `start`, `die`, `oom`, `health_status` ..."""

    at: datetime
    action: str
    detail: str


class ContainerDetail(BaseModel):
    """A container, and what happened to it lately, the newest first."""

    container: ContainerOut
    events: list[ContainerEventOut]
    heard_at: datetime


class MachineOut(BaseModel):
    """A virtual machine of a node's libvirt."""

    node: str
    node_name: str
    id: str
    name: str
    state: str
    cpus: int
    memory_bytes: int
    autostart: bool


class LogSourceOut(BaseModel):
    """Something that logs can be read of. `source` is its name for `/logs`: `NODE/KIND:NAME`.

    `access` is a log of requests, which `/requests` searches. A container that is gone is not `present`; its logs are
    kept for a while. `dropped_lines` are those that could not be kept.
    """

    source: str
    node: str
    node_name: str
    kind: Literal["container", "file", "access"]
    name: str
    container: str
    present: bool
    first_at: datetime | None
    last_at: datetime | None
    bytes: int
    dropped_lines: int


class ReplicaStateOut(BaseModel):
    """How far a node is with the replicas that it was ordered to have of a template.

    `ready` are those that get requests, `starting` those that do not yet, `draining` those on their way out. `trouble`
    is why there are not as many as wanted.
    """

    service: str
    template: str
    wanted: int
    ready: int
    starting: int
    draining: int
    trouble: str


class InventoryOut(BaseModel):
    """What there is on a node, as it said at `heard_at` (null: never).

    `parts` are those that the agent works with; `troubles` says by part what does not work, and why.
    """

    node: str
    node_name: str
    heard_at: datetime | None
    host: HostFactsOut
    parts: list[str]
    containers: list[ContainerOut]
    machines: list[MachineOut]
    logs: list[LogSourceOut]
    replicas: list[ReplicaStateOut]
    series_left_out: int
    troubles: dict[str, str]


class ProcessOut(BaseModel):
    """A process of a node. Shares are of one core. A command line may hold secrets."""

    pid: int
    name: str
    command: str
    user: str
    container: str
    cpu_share: float
    memory_bytes: int
    read_bytes_per_second: float
    write_bytes_per_second: float
    threads: int
    started_at: datetime | None
