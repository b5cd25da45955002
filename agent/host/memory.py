from collections.abc import Iterator
from typing import Final

from agent.host.roots import Roots
from agent.metrics.gauge import Reading
from agent.metrics.naming import named
from agent.metrics.rates import Rates

_NUMBERS: Final = {
    "MemTotal": "memory_total_bytes",
    "MemAvailable": "memory_available_bytes",
    "MemFree": "memory_free_bytes",
    "Buffers": "memory_buffers_bytes",
    "Cached": "memory_cached_bytes",
    "Shmem": "memory_shared_bytes",
    "Slab": "memory_slab_bytes",
    "Dirty": "memory_dirty_bytes",
    "Writeback": "memory_writeback_bytes",
    "Committed_AS": "memory_committed_bytes",
    "SwapTotal": "swap_total_bytes",
}
_COUNTERS: Final = {
    "pgmajfault": "major_faults_per_second",
    "pswpin": "swap_in_pages_per_second",
    "pswpout": "swap_out_pages_per_second",
    "oom_kill": "oom_kills_per_second",
}


class MemoryGauge:
    """Memory and swap. Used is what is not available: caches that can be given back count as free.

    `used_bytes` and `total_bytes` are -1 where unknown.
    """

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._rates = Rates()
        self.used_bytes = self.total_bytes = -1

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        sizes = self._sizes()
        self.total_bytes = total = sizes.get("MemTotal", -1)
        self.used_bytes = used = total - sizes["MemAvailable"] if "MemAvailable" in sizes else -1
        for name, metric in _NUMBERS.items():
            if name in sizes:
                yield named("host", "", metric), sizes[name]
        if used >= 0 and total > 0:
            yield named("host", "", "memory_used_bytes"), used
            yield named("host", "", "memory_used_share"), used / total
        if sizes.get("SwapTotal"):
            swapped = sizes["SwapTotal"] - sizes["SwapFree"]
            yield named("host", "", "swap_used_bytes"), swapped
            yield named("host", "", "swap_used_share"), swapped / sizes["SwapTotal"]
        yield from self._activity(now)

    def _sizes(self) -> dict[str, int]:
        pairs = (line.split(":") for line in self._roots.text("meminfo").splitlines() if line.endswith(" kB"))
        return {name: int(value.split()[0]) * 1024 for name, value in pairs}

    def _activity(self, now: float) -> Iterator[Reading]:
        for name, _, value in (line.partition(" ") for line in self._roots.text("vmstat").splitlines()):
            if name in _COUNTERS:
                series = named("host", "", _COUNTERS[name])
                yield series, self._rates.rate(series, int(value), now)
