"""Certificates that run out: what is served on the nodes and was not renewed in time."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from core.server.notifications.event import Event, Severity
from core.server.notifications.sources.source import Conditions, bounded
from core.server.proxy.certificates.inventory import warning_of
from core.server.proxy.certificates.wanted import domains_with

if TYPE_CHECKING:
    from core.server.proxy.certificates.certificate import Certificate
    from core.server.proxy.proxy import Proxy

_LOOK_SECONDS: Final = 30.0
_SEVERITIES: Final[tuple[Severity, ...]] = ("low", "medium", "high", "critical")


class RunningOut:
    """From a third of its lifetime on it is of severity medium, from a sixth high, from a twelfth critical."""

    name = "certificates"

    def __init__(self, proxy: "Proxy") -> None:
        self._proxy = proxy
        self._conditions = Conditions("certificate")
        self._looked_at = 0.0
        self.heard = 0.0

    def begin(self, heard: float, open_events: Iterable[Event]) -> None:
        """Go on from there."""
        self.heard = heard
        self._conditions.begin(open_events)

    async def look(self, now: float) -> list[Event]:
        """Return which began, got worse, or are over."""
        self.heard = now
        if self._proxy.trouble or 0 <= now - self._looked_at < _LOOK_SECONDS:
            return []
        self._looked_at = now
        _, state = self._proxy.deployer.deployed()
        used = [name for name in state.certificates if any(domains_with(state, name))]
        current = {name: self._proxy.certificates.shelf.current(name) for name in used}
        warned = {name: each for name, each in current.items() if each is not None and warning_of(each, now)}
        return self._conditions.step({name: _event(name, each, now) for name, each in warned.items()}, now)


def _event(name: str, certificate: "Certificate", now: float) -> Event:
    over = certificate.not_after <= now
    facts = {
        "name": name,
        "names": [each[:100] for each in certificate.names[:5]],
        "what": "expired" if over else "expiring",
        "not_after": certificate.not_after,
        "detail": "",
    }
    return Event(
        id="",
        kind="certificate",
        severity=_SEVERITIES[min(warning_of(certificate, now), len(_SEVERITIES) - 1)],
        at=now,
        thread="",
        state="opened",
        labels={"certificate": name},
        facts=bounded(facts),
    )
