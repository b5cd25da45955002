"""What the engine tells of containers, as far as it is of use here. Lists and objects of the engine's may be null."""

import re
from datetime import UTC, datetime
from typing import Final

import msgspec

_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NAME_LIMIT: Final = 255


class Health(msgspec.Struct, rename="pascal"):
    """What a container's own check says: starting, healthy, unhealthy; none where there is no check."""

    status: str = ""


class State(msgspec.Struct, rename="pascal"):
    """What a container is doing."""

    status: str = ""
    running: bool = False
    paused: bool = False
    oom_killed: bool = msgspec.field(default=False, name="OOMKilled")
    pid: int = 0
    exit_code: int = 0
    error: str = ""
    started_at: str = ""
    finished_at: str = ""
    health: Health | None = None


class Config(msgspec.Struct, rename="pascal"):
    """What a container was made with."""

    image: str = ""
    tty: bool = False
    labels: dict[str, str] | None = None


class LogConfig(msgspec.Struct, rename="pascal"):
    """Where the engine puts what a container says."""

    type: str = ""


class HostConfig(msgspec.Struct, rename="pascal"):
    """What a container may use of the machine: 0 where it is not bounded."""

    network_mode: str = ""
    memory: float = 0.0
    nano_cpus: float = 0.0
    cpu_quota: float = 0.0
    cpu_period: float = 0.0
    pids_limit: float | None = None
    log_config: LogConfig | None = None

    @property
    def cpus(self) -> float:
        """How many cores' time it may use."""
        if self.nano_cpus > 0:
            return self.nano_cpus / 1e9
        return self.cpu_quota / (self.cpu_period or 100_000) if self.cpu_quota > 0 else 0.0


class Network(msgspec.Struct, rename="pascal"):
    """A container's place in a network."""

    ip_address: str = msgspec.field(default="", name="IPAddress")
    global_ipv6_address: str = msgspec.field(default="", name="GlobalIPv6Address")


class Binding(msgspec.Struct, rename="pascal"):
    """Where a container's port is published on the machine."""

    host_ip: str = ""
    host_port: str = ""


class NetworkSettings(msgspec.Struct, rename="pascal"):
    """A container's networks by name, and its ports such as `80/tcp`."""

    networks: dict[str, Network] | None = None
    ports: dict[str, list[Binding] | None] | None = None


class Inspected(msgspec.Struct, rename="pascal"):
    """A container, as it is now. `image` is the id of what it runs, `config.image` the name it was asked for by."""

    id: str
    name: str = ""
    created: str = ""
    image: str = ""
    restart_count: int = 0
    log_path: str = ""
    state: State = msgspec.field(default_factory=State)
    config: Config = msgspec.field(default_factory=Config)
    host_config: HostConfig = msgspec.field(default_factory=HostConfig)
    network_settings: NetworkSettings = msgspec.field(default_factory=NetworkSettings)

    @property
    def plain_name(self) -> str:
        """Its name without the slash, harmless to show."""
        return safe_name(self.name)

    @property
    def labels(self) -> dict[str, str]:
        """Its labels, which may hold anything."""
        return self.config.labels or {}


class Listed(msgspec.Struct, rename="pascal"):
    """A container in the list of all."""

    id: str
    names: list[str] | None = None
    state: str = ""
    status: str = ""


class Actor(msgspec.Struct, rename="pascal"):
    """Whom something happened to."""

    id: str = msgspec.field(default="", name="ID")
    attributes: dict[str, str] | None = None


class Event(msgspec.Struct):
    """Something that happened to a container."""

    action: str = msgspec.field(default="", name="Action")
    actor: Actor = msgspec.field(default_factory=Actor, name="Actor")
    time_nano: float = msgspec.field(default=0.0, name="timeNano")


def instant(text: str) -> float:
    """Return the Unix seconds that the engine writes so; 0 for its year 1, and for what is no instant."""
    try:
        at = datetime.fromisoformat(text)
        return max((at - _EPOCH).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return 0.0


def safe_name(name: str) -> str:
    """Return a container's name as it may be shown and put into names of series."""
    return _UNSAFE.sub("�", name.removeprefix("/"))[:_NAME_LIMIT]
