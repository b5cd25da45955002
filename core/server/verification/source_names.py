"""How an address is called: asked when somebody wants to know, and remembered for some minutes.

Who owns an address may give it any name; that the name leads back to the address is what they cannot make up for
somebody else's. When it does not work: sources of IPv6 are a /64, which has no name.
"""

import asyncio
from collections import OrderedDict
from typing import Final, Literal, NamedTuple

import dns.asyncresolver
import dns.exception

from core.server.clock import Clock
from core.server.errors import Throttled
from core.server.verification.lookups import leads_back, names_of

_KNOWN_SECONDS: Final = 900.0
_UNKNOWN_SECONDS: Final = 60.0
_MOST_KEPT: Final = 4000
_MOST_AT_ONCE: Final = 16
State = Literal["named", "nameless", "unanswered", "off"]


class Name(NamedTuple):
    """A name of an address, and whether it leads back there."""

    text: str
    confirmed: bool


class Named(NamedTuple):
    """What is known: names, that there is none, that a name server did not answer, or that nobody is asked."""

    state: State
    names: tuple[Name, ...] = ()


class SourceNames:
    """Asks a resolver; without one it says that it is off."""

    def __init__(self, clock: Clock, resolver: dns.asyncresolver.Resolver | None) -> None:
        self._clock = clock
        self._resolver = resolver
        self._kept: OrderedDict[str, tuple[float, Named]] = OrderedDict()
        self._asking = 0

    async def of(self, address: str) -> Named:
        """Return how an address is called.

        Raises:
            Throttled: too many are being asked for.
        """
        if self._resolver is None:
            return Named("off")
        until_at, known = self._kept.get(address, (0.0, Named("unanswered")))
        if self._clock.now() < until_at:
            return known
        if self._asking >= _MOST_AT_ONCE:
            raise Throttled("Too many names are being looked up at once.")
        self._asking += 1
        try:
            found = await _asked(address, self._resolver)
        finally:
            self._asking -= 1
        self._keep(address, found)
        return found

    def _keep(self, address: str, found: Named) -> None:
        seconds = _UNKNOWN_SECONDS if found.state == "unanswered" else _KNOWN_SECONDS
        self._kept[address] = self._clock.now() + seconds, found
        self._kept.move_to_end(address)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)


async def _asked(address: str, resolver: dns.asyncresolver.Resolver) -> Named:
    try:
        names = await names_of(address, resolver)
    except (TimeoutError, dns.exception.DNSException, OSError):
        return Named("unanswered")
    confirmed = await asyncio.gather(*(_confirmed(name, address, resolver) for name in names))
    found = [Name(name.removesuffix("."), leads) for name, leads in zip(names, confirmed, strict=True)]
    return Named("named", tuple(sorted(found, key=lambda name: not name.confirmed))) if found else Named("nameless")


async def _confirmed(name: str, address: str, resolver: dns.asyncresolver.Resolver) -> bool:
    """Say whether a name is known to lead back: where nobody answers, it is not."""
    try:
        return await leads_back(name, address, resolver)
    except (TimeoutError, dns.exception.DNSException, OSError):
        return False
