from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from agent.host.interfaces import is_told_of
from agent.host.roots import Roots
from agent.metrics.gauge import Reading
from agent.metrics.naming import named
from agent.metrics.rates import Rates

MOST_INTERFACES: Final = 64

_RECEIVED: Final = ("bytes", "packets", "errors", "drops")
_METRICS: Final = tuple(f"{way}_{what}_per_second" for way in ("receive", "send") for what in _RECEIVED)


class NetworkGauge:
    """What goes over each interface of the machine.

    Its own namespace is that of its first process; where only our own is seen it is that one.
    """

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._rates = Rates()

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        lines = network_text(self._roots, "dev").splitlines()[2:]
        pairs = ((name.strip(), counts) for name, _, counts in (line.partition(":") for line in lines))
        for name, counts in islice((pair for pair in pairs if is_told_of(pair[0])), MOST_INTERFACES):
            fields = counts.split()
            for metric, count in zip(_METRICS, [*fields[:4], *fields[8:12]], strict=True):
                series = named("network", name, metric)
                yield series, self._rates.rate(series, int(count), now)


def network_text(roots: Roots, name: str) -> str:
    """Return a file of `/proc/net` as the machine's first process sees it."""
    return roots.text(f"1/net/{name}") or roots.text(f"self/net/{name}")


def is_own_namespace(roots: Roots) -> bool:
    """Return whether our network is the machine's: a file of `/proc/net` has another number in each namespace."""
    try:
        return Path(roots.proc, "1/net/dev").stat().st_ino == Path("/proc/self/net/dev").stat().st_ino
    except OSError:
        return False
