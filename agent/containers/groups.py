"""Containers measured where the engine itself measures them: in the files of their control groups.

For fifty containers the engine spends a seventh of a core on telling what these files say; reading them costs less than
hearing it tell. Where they cannot be seen, the engine is asked.
"""

import re
from pathlib import Path
from typing import Final

from agent.containers.stats import (
    Cpu,
    CpuUsage,
    Disk,
    DiskCount,
    Memory,
    MemoryParts,
    Pids,
    Stats,
    Throttling,
    Traffic,
)
from agent.docker.told import Inspected
from agent.host.roots import Roots, text

CONTROLLERS: Final = ("cpuacct", "cpu", "memory", "pids", "blkio")
_PARENTS: Final = ("", "docker/", "system.slice/")
_MOST_INTERFACES: Final = 64


class Group:
    """The files of one container, in one of the two layouts; `at` is when they were read, by any clock."""

    def __init__(self, container: Inspected, roots: Roots, folders: dict[str, str]) -> None:
        self._roots = roots
        self._network = "" if container.host_config.network_mode == "host" else f"{container.state.pid}/net/dev"
        self._folders = folders
        self._disk = _disk_counter(folders["blkio"]) if "blkio" in folders else ""

    def read(self) -> Stats | None:
        """Return what the files say; None where they are gone."""
        folders = self._folders
        found = _unified(folders[""]) if "" in folders else _by_controller(folders, self._disk)
        if found and self._network:
            found.networks = _interfaces(self._roots.text(self._network))
        return found


def group_of(container: Inspected, roots: Roots) -> Group | None:
    """Return where the kernel counts what a container uses, None where that cannot be seen from here.

    The paths are as the agent's own control group sees them: from within a container they lead up and out of it.
    """
    if container.state.pid <= 0:
        return None
    base = f"{roots.sys.rstrip('/')}/fs/cgroup"
    folders: dict[str, str] = {}
    for line in roots.text(f"{container.state.pid}/cgroup").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        for controller in [""] if not controllers else set(controllers.split(",")) & set(CONTROLLERS):
            if folder := _folder(f"{base}/{controller}" if controller else base, path, container.id):
                folders[controller] = folder
    if set(CONTROLLERS) <= folders.keys():
        folders.pop("", None)
        return Group(container, roots, folders)
    return Group(container, roots, {"": folders[""]}) if "" in folders else None


def _folder(base: str, path: str, identity: str) -> str:
    """Return the container's own folder, which its id is a part of, however deep in it its first process is."""
    parts = [part for part in path.split("/") if part not in {"", ".", ".."}]
    own = next((at for at, part in enumerate(parts) if identity in part), None)
    if own is None:
        return ""
    inside = "/".join(parts[: own + 1])
    places = (f"{base}/{parent}{inside}" for parent in _PARENTS)
    # What is in it does not matter: of processes that are in no namespace of the agent's, cgroup v1 tells nothing.
    return next((place for place in places if Path(place, "cgroup.procs").exists()), "")


def _unified(folder: str) -> Stats | None:
    cpu = _numbers(text(f"{folder}/cpu.stat"))
    if "usage_usec" not in cpu:
        return None
    memory, pids = text(f"{folder}/memory.stat"), text(f"{folder}/pids.current")
    counts = _io_stat(text(f"{folder}/io.stat"))
    return Stats(
        cpu_stats=Cpu(
            cpu_usage=CpuUsage(total_usage=cpu["usage_usec"] * 1e3),
            throttling_data=Throttling(
                periods=cpu.get("nr_periods", 0.0), throttled_periods=cpu.get("nr_throttled", 0.0)
            ),
        ),
        memory_stats=Memory(
            usage=_number(text(f"{folder}/memory.current")),
            stats=MemoryParts(inactive_file=_field(memory, "inactive_file"), file=_field(memory, "file")),
        ),
        pids_stats=Pids(current=_number(pids) if pids else None),
        blkio_stats=Disk(
            io_service_bytes_recursive=[
                DiskCount(op="read", value=counts["rbytes"]),
                DiskCount(op="write", value=counts["wbytes"]),
            ],
            io_serviced_recursive=[
                DiskCount(op="read", value=counts["rios"]),
                DiskCount(op="write", value=counts["wios"]),
            ],
        ),
    )


def _by_controller(folders: dict[str, str], disk: str) -> Stats | None:
    used = text(f"{folders['cpuacct']}/cpuacct.usage")
    if not used:
        return None
    periods = _numbers(text(f"{folders['cpu']}/cpu.stat"))
    memory, pids = text(f"{folders['memory']}/memory.stat"), text(f"{folders['pids']}/pids.current")
    return Stats(
        cpu_stats=Cpu(
            cpu_usage=CpuUsage(total_usage=_number(used)),
            throttling_data=Throttling(
                periods=periods.get("nr_periods", 0.0), throttled_periods=periods.get("nr_throttled", 0.0)
            ),
        ),
        memory_stats=Memory(
            usage=_number(text(f"{folders['memory']}/memory.usage_in_bytes")),
            stats=MemoryParts(
                total_inactive_file=_field(memory, "total_inactive_file"), total_cache=_field(memory, "total_cache")
            ),
        ),
        pids_stats=Pids(current=_number(pids) if pids else None),
        blkio_stats=Disk(
            io_service_bytes_recursive=_operations(f"{disk}io_service_bytes_recursive"),
            io_serviced_recursive=_operations(f"{disk}io_serviced_recursive"),
        ),
    )


def _numbers(said: str) -> dict[str, float]:
    pairs = (line.partition(" ") for line in said.splitlines())
    return {name: _number(value) for name, _, value in pairs}


def _number(said: str) -> float:
    said = said.strip()
    return float(said) if said.isascii() and said.isdigit() else 0.0


def _field(said: str, name: str) -> float:
    """Return one of many numbers, without taking all of them apart."""
    at = 0 if said.startswith(f"{name} ") else said.find(f"\n{name} ") + 1
    if not at and not said.startswith(f"{name} "):
        return 0.0
    return _number(said[at + len(name) : said.find("\n", at) if "\n" in said[at:] else None])


def _io_stat(said: str) -> dict[str, float]:
    """Return the sums over devices of lines such as `8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0`."""
    counts = {"rbytes": 0.0, "wbytes": 0.0, "rios": 0.0, "wios": 0.0}
    for word in said.split():
        name, _, value = word.partition("=")
        if name in counts:
            counts[name] += _number(value)
    return counts


def _disk_counter(folder: str) -> str:
    """Return what the paths begin with of those of two pairs of files which count on this kernel."""
    return f"{folder}/blkio." if ":" in text(f"{folder}/blkio.io_serviced_recursive") else f"{folder}/blkio.throttle."


def _operations(path: str) -> list[DiskCount]:
    """Return the lines such as `8:0 Read 4096`."""
    fields = (line.split() for line in text(path).splitlines())
    return [DiskCount(op=each[1], value=_number(each[2])) for each in fields if len(each) == 3]


_COUNTED: Final = re.compile(r"^\s*(\S+):((?:\s+\d+){16})\s*$", re.MULTILINE)


def _interfaces(said: str) -> dict[str, Traffic]:
    found: dict[str, Traffic] = {}
    for name, counts in _COUNTED.findall(said)[:_MOST_INTERFACES]:
        if name != "lo":
            each = [float(count) for count in counts.split()]
            found[name] = Traffic(
                rx_bytes=each[0],
                rx_errors=each[2],
                rx_dropped=each[3],
                tx_bytes=each[8],
                tx_errors=each[10],
                tx_dropped=each[11],
            )
    return found
