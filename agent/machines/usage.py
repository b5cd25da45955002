"""What libvirt measures of a domain: by one call for all of them, or call by call where a driver has no such."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree import ElementTree as ET

KIB: Final = 1024
MOST_DEVICES: Final = 64
"""Of a kind in a machine; what is beyond is not measured."""

_NANOSECONDS: Final = 1e9
_BLOCK: Final = {
    "rd.reqs": "disk_reads_per_second",
    "rd.bytes": "disk_read_bytes_per_second",
    "wr.reqs": "disk_writes_per_second",
    "wr.bytes": "disk_written_bytes_per_second",
}
_NET: Final = {
    "rx.bytes": "network_received_bytes_per_second",
    "tx.bytes": "network_sent_bytes_per_second",
    "rx.errs": "network_errors_per_second",
    "tx.errs": "network_errors_per_second",
    "rx.drop": "network_dropped_per_second",
    "tx.drop": "network_dropped_per_second",
}
_BLOCK_CALL: Final = ("rd.reqs", "rd.bytes", "wr.reqs", "wr.bytes")
_NET_CALL: Final = ("rx.bytes", "", "rx.errs", "rx.drop", "tx.bytes", "", "tx.errs", "tx.drop")


@dataclass
class Usage:
    """Gauges by metric, and counters by the metric of their rate and by what they were read of."""

    gauges: dict[str, float] = field(default_factory=dict)
    counters: dict[tuple[str, str], float] = field(default_factory=dict)

    def count(self, metrics: Mapping[str, str], device: str, fields: Mapping[str, float]) -> None:
        """Take a device's counters by libvirt's names of them; -1 is one that libvirt does not have."""
        for name, metric in metrics.items():
            if fields.get(name, -1) >= 0:
                self.counters[metric, f"{device} {name}"] = float(fields[name])

    def remember(self, facts: Mapping[str, float]) -> None:
        """Take a balloon's facts, in KiB. What a guest uses it says itself, where its driver is there and asked to."""
        total, free = facts.get("available", 0), facts.get("usable", facts.get("unused", -1))
        if total > 0 and 0 <= free <= total:
            self.gauges["memory_used_bytes"] = float(total - free) * KIB
            self.gauges["memory_used_share"] = 1 - free / total
        for name, metric in (("current", "memory_bytes"), ("rss", "memory_resident_bytes")):
            if name in facts:
                self.gauges[metric] = float(facts[name]) * KIB


def usage_in_bulk(stats: Mapping[str, Any]) -> Usage:
    """Return what virConnectGetAllDomainStats says of a domain, whose fields are named as `block.0.rd.bytes`."""
    usage = Usage()
    if "cpu.time" in stats:
        usage.counters["cpu_share", "cpu"] = stats["cpu.time"] / _NANOSECONDS
    usage.remember({name.removeprefix("balloon."): stats[name] for name in stats if name.startswith("balloon.")})
    capacity = 0.0
    for kind, metrics in (("block", _BLOCK), ("net", _NET)):
        for index in range(min(int(stats.get(f"{kind}.count", 0)), MOST_DEVICES)):
            device = f"{kind}.{index}."
            fields = {name: stats[device + name] for name in metrics if device + name in stats}
            usage.count(metrics, str(stats.get(device + "name", index)), fields)
            capacity += stats.get(device + "capacity", 0.0)
    if capacity:
        usage.gauges["disk_capacity_bytes"] = capacity
    return usage


@dataclass(frozen=True)
class Devices:
    """Names of a domain's disks and network interfaces."""

    disks: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()

    @classmethod
    def of_xml(cls, xml: str) -> "Devices":
        """Read them from the domain's description, which libvirt itself wrote."""
        tree = ET.fromstring(xml)  # noqa: S314 - no entities and nothing of a guest's in it
        disks, interfaces = (
            tuple(found.get("dev", "") for found in tree.findall(f"./devices/{kind}/target[@dev]")[:MOST_DEVICES])
            for kind in ("disk", "interface")
        )
        return cls(disks, interfaces)


def usage_by_calls(domain: Any, devices: Devices, errors: type[Exception]) -> Usage:
    """Ask a running domain call by call. What its driver or its guest does not tell is not there."""
    usage = Usage()
    info = _told(errors, domain.info)
    if info:
        usage.counters["cpu_share", "cpu"] = info[4] / _NANOSECONDS
    balloon = _told(errors, domain.memoryStats) or {}
    usage.remember({**balloon, "current": balloon.get("actual", info[2] if info else 0)})
    for name in devices.disks:
        usage.count(_BLOCK, name, dict(zip(_BLOCK_CALL, _told(errors, domain.blockStats, name) or (), strict=False)))
    for name in devices.interfaces:
        usage.count(_NET, name, dict(zip(_NET_CALL, _told(errors, domain.interfaceStats, name) or (), strict=False)))
    return usage


def _told(errors: type[Exception], call: Any, *arguments: str) -> Any:
    try:
        return call(*arguments)
    except errors:
        return None
