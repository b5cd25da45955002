import socket

from agent.contract.wire import Host
from agent.host.clock import ClockGauge
from agent.host.cpu import CpuGauge
from agent.host.disks import DisksGauge
from agent.host.filesystems import FilesystemsGauge
from agent.host.identity import hostname
from agent.host.load import LoadGauge
from agent.host.memory import MemoryGauge
from agent.host.network import NetworkGauge
from agent.host.own import OwnGauge
from agent.host.pressure import PressureGauge
from agent.host.roots import Roots
from agent.host.sensors import SensorsGauge
from agent.host.tcp import TcpGauge
from agent.metrics.sheet import Sheet


class HostParts:
    """The gauges of the machine, and what they saw last in one look for the page of all nodes."""

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._cpu = CpuGauge(roots)
        self._memory = MemoryGauge(roots)
        self._load = LoadGauge(roots)
        self._filesystems = FilesystemsGauge(roots)
        self._own = OwnGauge()
        self._hostname = ""

    def add_to(self, sheet: Sheet) -> None:
        """Have a sheet ask each by itself, so that one that fails leaves the others."""
        sheet.add("cpu", self._cpu)
        sheet.add("memory", self._memory)
        sheet.add("load", self._load)
        sheet.add("pressure", PressureGauge(self._roots))
        sheet.add("own cost", self._own)
        sheet.add("filesystems", self._filesystems)
        sheet.add("disks", DisksGauge(self._roots))
        sheet.add("network", NetworkGauge(self._roots))
        sheet.add("tcp", TcpGauge(self._roots))
        sheet.add("clock", ClockGauge())
        sheet.add("sensors", SensorsGauge(self._roots))

    def summary(self) -> Host:
        """Return what the gauges said when they were asked last. What the system does not tell is -1."""
        self._hostname = self._hostname or hostname(self._roots) or socket.gethostname()
        return Host(
            hostname=self._hostname,
            cpu_share=self._cpu.busy_share,
            load_1m=self._load.load_1m,
            memory_used_bytes=self._memory.used_bytes,
            memory_total_bytes=self._memory.total_bytes,
            disk_used_share=self._filesystems.root_used_share,
            uptime_seconds=self._load.uptime_seconds,
            agent_cpu_share=self._own.cpu_share,
            agent_rss_bytes=self._own.rss_bytes,
        )
