import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from agent.host.roots import text
from agent.metrics.gauge import Reading
from agent.metrics.naming import named
from agent.metrics.rates import Rates

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


class OwnGauge:
    """What the agent itself costs. `cpu_share` is of one core, -1 before there were two looks."""

    def __init__(self) -> None:
        self._rates = Rates()
        self.cpu_share = -1.0
        self.rss_bytes = -1

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        times = os.times()
        busy = named("agent", "", "busy_share")
        share = self._rates.rate(busy, times.user + times.system + times.children_user + times.children_system, now)
        self.cpu_share = share if share >= 0 else -1.0
        yield busy, share
        statm = text("/proc/self/statm").split()
        self.rss_bytes = int(statm[1]) * _PAGE if statm else -1
        if statm:
            yield named("agent", "", "memory_bytes"), self.rss_bytes
        yield named("agent", "", "threads_count"), threading.active_count()
        with contextlib.suppress(OSError):
            yield named("agent", "", "open_files_count"), sum(1 for _ in Path("/proc/self/fd").iterdir()) - 1
