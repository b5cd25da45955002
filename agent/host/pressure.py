from collections.abc import Iterator
from typing import Final

from agent.host.roots import Roots
from agent.metrics.gauge import Reading
from agent.metrics.naming import named
from agent.metrics.rates import Rates

_RESOURCES: Final = ("cpu", "memory", "io")


class PressureGauge:
    """The share of time in which tasks stood still for lack of something (PSI, Linux 4.20; nothing where it is off).

    `some`: at least one of them. `full`: all of them at once. From the totals, as the kernel's own averages are of ten
    seconds and more.
    """

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._rates = Rates()

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        for resource in _RESOURCES:
            for line in self._roots.text(f"pressure/{resource}").splitlines():
                kind, _, rest = line.partition(" ")
                if kind in {"some", "full"}:
                    series = named("host", "", f"pressure_{resource}_{kind}_share")
                    stalled_seconds = int(rest.partition("total=")[2]) / 1e6
                    yield series, min(self._rates.rate(series, stalled_seconds, now), 1.0)
