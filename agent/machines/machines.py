"""Virtual machines as a part of the agent: looked at once a second where there is a libvirt."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from agent.contract.inventory import Inventory, Machine
from agent.host.aside import Aside
from agent.machines.looking import Libvirt, LibvirtError, Look, Seen
from agent.metrics.gauge import Reading
from agent.metrics.naming import named
from agent.metrics.rates import Rates

NEVER: Final = "none"
"""A URI which says that libvirt is not to be asked."""

USUAL_URI: Final = "qemu:///system"
LOOK_SECONDS: Final = 0.9
STALE_SECONDS: Final = 5.0
_PRESENCE_SECONDS: Final = 30.0
_FOLDERS: Final = (Path("/run/libvirt"), Path("/var/run/libvirt"))
_SOCKETS: Final = ("libvirt-sock-ro", "libvirt-sock", "virtqemud-sock-ro", "virtqemud-sock")


class MachinesGauge:
    """Machines of the libvirt at `uri`; without one, of the node's own where its socket is there.

    libvirt is asked in a thread. One that does not answer leaves a gap and a trouble, and nothing waits for it.
    """

    def __init__(self, uri: str = "", *, folders: tuple[Path, ...] = _FOLDERS) -> None:
        self._uri = uri
        self._folders = folders
        self._aside: Aside[Look] | None = None
        self._presence_at: float | None = None
        self._look: Look | None = None
        self._readings: list[Reading] = []
        self._rates = Rates()
        self.trouble = ""

    @property
    def present(self) -> bool:
        """Whether there is a libvirt to ask."""
        return self._aside is not None

    @property
    def machines(self) -> list[Machine]:
        """What there is, as it was seen last."""
        return [seen.machine for seen in self._look.machines] if self._look else []

    def inventory(self) -> Inventory:
        """Say which machines there are, as they were seen last."""
        if not self.present:
            return Inventory()
        return Inventory(
            parts=["machines"], machines=self.machines, troubles={"machines": self.trouble} if self.trouble else {}
        )

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        self._find(now)
        if self._aside is None:
            return
        look = self._latest(self._aside, now)
        if look and look is not self._look:
            self._look = look
            self._readings = [reading for seen in look.machines for reading in self._measured(seen, look.at)]
        if look and now - look.at < STALE_SECONDS:
            yield from self._readings

    def _find(self, now: float) -> None:
        """See whether there is a libvirt; where it was away, once in half a minute."""
        if self._presence_at is not None and now - self._presence_at < _PRESENCE_SECONDS:
            return
        self._presence_at = now
        uri = self._uri or (USUAL_URI if _is_there(self._folders) else NEVER)
        if uri == NEVER:
            self._aside, self._look, self.trouble = None, None, ""
        elif self._aside is None:
            self._aside = Aside(Libvirt(uri).look, every_seconds=LOOK_SECONDS)

    def _latest(self, aside: Aside[Look], now: float) -> Look | None:
        try:
            look = aside.latest(now)
        except LibvirtError as error:
            self.trouble = str(error)
            return None
        hangs = aside.unanswered_seconds(now) >= STALE_SECONDS
        self.trouble = f"libvirt has not answered for more than {STALE_SECONDS:.0f} s" if hangs else ""
        return look

    def _measured(self, seen: Seen, at: float) -> Iterator[Reading]:
        name = seen.machine.name
        yield named("machine", name, "running_share"), float(seen.runs)
        for metric, value in seen.usage.gauges.items():
            yield named("machine", name, metric), value
        sums: dict[str, float] = {}
        for (metric, device), count in seen.usage.counters.items():
            rate = self._rates.rate((seen.machine.id, metric, device), count, at)
            sums[metric] = sums.get(metric, 0.0) + rate
        for metric, rate in sums.items():
            yield named("machine", name, metric), rate
        if "cpu_share" in sums and seen.machine.cpus:
            yield named("machine", name, "cpu_limit_share"), sums["cpu_share"] / seen.machine.cpus


def _is_there(folders: tuple[Path, ...]) -> bool:
    return any((folder / socket).exists() for folder in folders for socket in _SOCKETS)
