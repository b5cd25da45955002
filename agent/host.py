"""How the node is doing, read from `/proc` (the host's, where the agent runs in a container)."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.contract.wire import Host

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class _Cpu:
    busy: int
    total: int


class HostGauge:
    """Measures shares between one look and the next; the first look has none (-1)."""

    def __init__(self, proc: Path = Path("/proc"), *, disk: Path = Path("/")) -> None:
        self._proc = proc
        self._disk = disk
        self._cpu: _Cpu | None = None
        self._own: tuple[float, float] | None = None

    def read(self, now: float) -> Host:
        """Return what the system says now; `now` is monotonic. What it does not tell is -1."""
        memory = self._memory()
        total = memory.get("MemTotal", -1)
        used = total - memory["MemAvailable"] if "MemAvailable" in memory else -1
        return Host(
            hostname=self._text("sys/kernel/hostname").strip() or socket.gethostname(),
            cpu_share=self._cpu_share(),
            load_1m=_first_number(self._text("loadavg")),
            memory_used_bytes=used,
            memory_total_bytes=total,
            disk_used_share=self._disk_share(),
            uptime_seconds=_first_number(self._text("uptime")),
            agent_cpu_share=self._own_share(now),
            agent_rss_bytes=_own_rss(),
        )

    def _text(self, name: str) -> str:
        try:
            return (self._proc / name).read_text()
        except OSError:
            return ""

    def _memory(self) -> dict[str, int]:
        pairs = (line.split(":") for line in self._text("meminfo").splitlines() if line.endswith(" kB"))
        return {name: int(value.split()[0]) * 1024 for name, value in pairs}

    def _cpu_share(self) -> float:
        fields = [int(field) for field in self._text("stat").partition("\n")[0].split()[1:9]]
        if len(fields) < 8:
            return -1.0
        cpu = _Cpu(busy=sum(fields) - fields[3] - fields[4], total=sum(fields))  # all but idle and iowait
        before, self._cpu = self._cpu, cpu
        if before is None or cpu.total <= before.total:
            return -1.0
        return (cpu.busy - before.busy) / (cpu.total - before.total)

    def _own_share(self, now: float) -> float:
        times = os.times()
        own = (times.user + times.system, now)
        before, self._own = self._own, own
        if before is None or now <= before[1]:
            return -1.0
        return (own[0] - before[0]) / (now - before[1])

    def _disk_share(self) -> float:
        try:
            disk = os.statvfs(self._disk)
        except OSError:
            return -1.0
        used = disk.f_blocks - disk.f_bfree
        usable = used + disk.f_bavail
        return used / usable if usable else -1.0


def _first_number(text: str) -> float:
    fields = text.split()
    return float(fields[0]) if fields else -1.0


def _own_rss() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return -1
