"""What the engine measures of a container, and the metrics that two looks at it make.

The kernel names memory's parts in two ways (cgroup v1 and v2); both are taken. A processor's time is of the first core
1 per second, so a share of 2 is two cores busy.
"""

from typing import Final

import msgspec

from agent.docker.told import instant

METRICS: Final = (
    "cpu_share",
    "cpu_limit_share",
    "throttled_share",
    "memory_used_bytes",
    "memory_cache_bytes",
    "memory_limit_share",
    "network_received_bytes_per_second",
    "network_sent_bytes_per_second",
    "network_dropped_per_second",
    "network_errors_per_second",
    "disk_read_bytes_per_second",
    "disk_written_bytes_per_second",
    "disk_reads_per_second",
    "disk_writes_per_second",
    "processes_count",
)
"""The order in which `measured` returns values."""

Values = tuple[float | None, ...]


class CpuUsage(msgspec.Struct):
    """Nanoseconds of processors' time."""

    total_usage: float = 0.0


class Throttling(msgspec.Struct):
    """Periods of the scheduler, and those in which the container was held back by its limit."""

    periods: float = 0.0
    throttled_periods: float = 0.0


class Cpu(msgspec.Struct):
    """Processors' time."""

    cpu_usage: CpuUsage = msgspec.field(default_factory=CpuUsage)
    throttling_data: Throttling = msgspec.field(default_factory=Throttling)


class MemoryParts(msgspec.Struct):
    """Bytes: the first two of cgroup v1, the others of v2."""

    total_inactive_file: float | None = None
    total_cache: float | None = None
    inactive_file: float = 0.0
    file: float = 0.0


class Memory(msgspec.Struct):
    """Bytes. `limit` is the machine's memory where there is none."""

    usage: float = 0.0
    stats: MemoryParts | None = None


class Pids(msgspec.Struct):
    """Processes and threads."""

    current: float | None = None


class Traffic(msgspec.Struct):
    """What went through an interface."""

    rx_bytes: float = 0.0
    tx_bytes: float = 0.0
    rx_dropped: float = 0.0
    tx_dropped: float = 0.0
    rx_errors: float = 0.0
    tx_errors: float = 0.0


class DiskCount(msgspec.Struct):
    """How much of an operation a device did."""

    op: str = ""
    value: float = 0.0


class Disk(msgspec.Struct):
    """Bytes and operations by device."""

    io_service_bytes_recursive: list[DiskCount] | None = None
    io_serviced_recursive: list[DiskCount] | None = None


class Stats(msgspec.Struct):
    """One look at a container."""

    read: str = ""
    cpu_stats: Cpu = msgspec.field(default_factory=Cpu)
    memory_stats: Memory = msgspec.field(default_factory=Memory)
    pids_stats: Pids = msgspec.field(default_factory=Pids)
    blkio_stats: Disk = msgspec.field(default_factory=Disk)
    networks: dict[str, Traffic] | None = None

    @property
    def at(self) -> float:
        """When the engine looked, in Unix seconds; 0 where the container does not run."""
        return instant(self.read)


def measured(before: Stats, after: Stats, seconds: float, *, cpus: float, memory_bytes: float) -> Values:
    """Return the values of METRICS over so many seconds (more than 0), None for each that there is none of.

    `cpus` and `memory_bytes` are the container's limits, 0 where it has none.
    """
    cpu = _grown(before.cpu_stats.cpu_usage.total_usage, after.cpu_stats.cpu_usage.total_usage) / 1e9 / seconds
    used, cached = _memory(after.memory_stats)
    return (
        cpu,
        cpu / cpus if cpus else None,
        _throttled(before.cpu_stats.throttling_data, after.cpu_stats.throttling_data) if cpus else None,
        used,
        cached,
        used / memory_bytes if memory_bytes else None,
        *_network(before.networks, after.networks, seconds),
        *_disk(before.blkio_stats, after.blkio_stats, seconds),
        after.pids_stats.current,
    )


def _grown(before: float, after: float) -> float:
    """A counter that fell was started anew."""
    return after - before if after >= before else after


def _memory(memory: Memory) -> tuple[float, float]:
    """Return what is used without the file cache that the kernel would give up first, and all of the file cache."""
    parts = memory.stats or MemoryParts()
    inactive = parts.inactive_file if parts.total_inactive_file is None else parts.total_inactive_file
    cached = parts.file if parts.total_cache is None else parts.total_cache
    return memory.usage - inactive if inactive < memory.usage else memory.usage, cached


def _throttled(before: Throttling, after: Throttling) -> float:
    periods = _grown(before.periods, after.periods)
    return _grown(before.throttled_periods, after.throttled_periods) / periods if periods else 0.0


def _network(before: dict[str, Traffic] | None, after: dict[str, Traffic] | None, seconds: float) -> Values:
    """Sum over interfaces; of one that came in between all counts. Without a network of its own there is nothing."""
    if not after:
        return None, None, None, None
    received = sent = dropped = errors = 0.0
    for name, new in after.items():
        old = (before or {}).get(name) or Traffic()
        received += _grown(old.rx_bytes, new.rx_bytes)
        sent += _grown(old.tx_bytes, new.tx_bytes)
        dropped += _grown(old.rx_dropped + old.tx_dropped, new.rx_dropped + new.tx_dropped)
        errors += _grown(old.rx_errors + old.tx_errors, new.rx_errors + new.tx_errors)
    return received / seconds, sent / seconds, dropped / seconds, errors / seconds


def _disk(before: Disk, after: Disk, seconds: float) -> Values:
    counts = []
    for old, new in (
        (before.io_service_bytes_recursive, after.io_service_bytes_recursive),
        (before.io_serviced_recursive, after.io_serviced_recursive),
    ):
        counts += [_grown(_sum(old, op), _sum(new, op)) / seconds for op in ("read", "write")]
    return tuple(counts)


def _sum(counts: list[DiskCount] | None, op: str) -> float:
    return sum(count.value for count in counts or () if count.op.lower() == op)
