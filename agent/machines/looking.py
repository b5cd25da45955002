"""One look at libvirt, in a thread: every call of it may block."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from agent.contract.inventory import Machine
from agent.machines.usage import KIB, Devices, Usage, usage_by_calls, usage_in_bulk

MOST_MACHINES: Final = 256
FACTS_SECONDS: Final = 30.0
"""How old what seldom changes may be: whether a machine is started with the node, and its devices."""

_STATES: Final = ("unknown", "running", "blocked", "paused", "stopping", "stopped", "crashed", "suspended")
RUNNING: Final = frozenset({"running", "blocked"})


class LibvirtError(Exception):
    """libvirt cannot be asked; the text says why."""


@dataclass(frozen=True)
class Seen:
    """A machine and what it uses. Nothing is measured of one that does not run."""

    machine: Machine
    usage: Usage

    @property
    def runs(self) -> bool:
        """Whether it runs."""
        return self.machine.state in RUNNING


@dataclass(frozen=True)
class Look:
    """All machines at a monotonic instant."""

    at: float
    machines: tuple[Seen, ...]


@dataclass
class _Facts:
    at: float
    autostart: bool
    devices: Devices | None = None


class Libvirt:
    """A read-only connection to one libvirt, made when it is needed, and anew after an error."""

    def __init__(self, uri: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._uri = uri
        self._clock = clock
        self._connection: Any = None
        self._facts: dict[str, _Facts] = {}

    def look(self) -> Look:
        """Return all machines. It blocks, for ever where libvirt hangs.

        Raises:
            LibvirtError: libvirt cannot be asked.
        """
        library = _library()
        try:
            self._connection = self._connection or library.openReadOnly(self._uri)
            seen = tuple(self._machines(library))
        except library.libvirtError as error:
            self._connection = None
            raise LibvirtError(f"{self._uri}: {error}") from error
        names = {each.machine.id for each in seen}
        self._facts = {name: facts for name, facts in self._facts.items() if name in names}
        return Look(self._clock(), seen)

    def _machines(self, library: Any) -> Iterator[Seen]:
        for domain, stats in self._all(library)[:MOST_MACHINES]:
            try:
                yield self._seen(library, domain, stats)
            except library.libvirtError as error:
                if error.get_error_code() != library.VIR_ERR_NO_DOMAIN:  # it went away meanwhile
                    raise

    def _all(self, library: Any) -> list[tuple[Any, dict[str, Any]]]:
        """Return all domains with what one call says of them. A domain that is busy does not keep the others."""
        kinds = ("STATE", "CPU_TOTAL", "BALLOON", "VCPU", "INTERFACE", "BLOCK")
        wanted = sum(getattr(library, f"VIR_DOMAIN_STATS_{kind}") for kind in kinds)
        try:
            return list(self._connection.getAllDomainStats(wanted, library.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT))
        except library.libvirtError as error:
            if error.get_error_code() not in {library.VIR_ERR_NO_SUPPORT, library.VIR_ERR_INVALID_ARG}:
                raise
            return [(domain, {}) for domain in self._connection.listAllDomains()]

    def _seen(self, library: Any, domain: Any, stats: dict[str, Any]) -> Seen:
        facts = self._known(library, domain)
        machine = _machine(domain, stats, autostart=facts.autostart)
        if machine.state not in RUNNING:
            return Seen(machine, Usage())
        if "cpu.time" in stats:
            return Seen(machine, usage_in_bulk(stats))
        facts.devices = facts.devices or Devices.of_xml(domain.XMLDesc())
        return Seen(machine, usage_by_calls(domain, facts.devices, library.libvirtError))

    def _known(self, library: Any, domain: Any) -> _Facts:
        identity, now = domain.UUIDString(), self._clock()
        known = self._facts.get(identity)
        if known is None or now - known.at >= FACTS_SECONDS:
            try:
                autostart = bool(domain.autostart())
            except library.libvirtError:  # a domain without a file has no such
                autostart = False
            known = self._facts[identity] = _Facts(now, autostart)
        return known


def _machine(domain: Any, stats: dict[str, Any], *, autostart: bool) -> Machine:
    wanted = ("state.state", "balloon.maximum", "vcpu.current")
    if all(name in stats for name in wanted):
        state, most_kib, cpus = (stats[name] for name in wanted)
    else:
        state, most_kib, _, cpus, _ = domain.info()
    return Machine(
        id=domain.UUIDString(),
        name=domain.name(),
        state=_STATES[state] if 0 <= state < len(_STATES) else "unknown",
        cpus=cpus,
        memory_bytes=most_kib * KIB,
        autostart=autostart,
    )


def _library() -> Any:
    """Return libvirt's binding, which takes 17 MB: only where there is a libvirt to ask.

    Raises:
        LibvirtError: it is not installed.
    """
    try:
        import libvirt  # noqa: PLC0415 - see above
    except ImportError as error:
        raise LibvirtError(f"there is a libvirt, but its Python binding cannot be used: {error}") from error
    libvirt.registerErrorHandler(lambda *_: None, None)  # which otherwise writes to the standard error output
    return libvirt
