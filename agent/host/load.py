from collections.abc import Iterator

from agent.host.roots import Roots
from agent.metrics.gauge import Reading
from agent.metrics.naming import named


class LoadGauge:
    """Load, tasks, open files, uptime. `load_1m` and `uptime_seconds` are -1 where unknown."""

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self.load_1m = self.uptime_seconds = -1.0

    def read(self, now: float) -> Iterator[Reading]:  # noqa: ARG002 - a Gauge
        """See Gauge."""
        load, uptime = self._roots.text("loadavg").split(), self._roots.text("uptime").split()
        self.load_1m = float(load[0]) if load else -1.0
        self.uptime_seconds = float(uptime[0]) if uptime else -1.0
        if load:
            for minutes, value in zip((1, 5, 15), load, strict=False):
                yield named("host", "", f"load_{minutes}m_count"), float(value)
            yield named("host", "", "tasks_count"), int(load[3].partition("/")[2])
        if uptime:
            yield named("host", "", "uptime_seconds"), self.uptime_seconds
        files = self._roots.text("sys/fs/file-nr").split()
        if files:
            yield named("host", "", "open_files_count"), int(files[0])
