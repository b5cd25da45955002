"""Collects who takes part in a scenario: gives out addresses, and writes down requests and the truth."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address
from random import Random

from agent.contract.address import address_text
from models.evaluation.browsing import Visit
from models.evaluation.request import FAMILIES, Request, Truth
from models.evaluation.sites import Site

_RESERVED_BLOCKS = frozenset({0, 10, 100, 127, 169, 172, 192, 198, 203})


class Cast:
    """Everyone in a scenario.

    Args:
        random: where chance comes from.
        sites: the services under protection.
        slower: the range of factors by which attackers slow down, one drawn per source.
        begins_at: nothing is kept from before it, nor from `ends_at` on.
        ends_at: see `begins_at`.
        truth: of those who take part already, where this cast joins another; it is added to.
    """

    def __init__(
        self,
        random: Random,
        sites: Sequence[Site],
        slower: tuple[float, float],
        begins_at: float,
        ends_at: float,
        *,
        truth: dict[str, Truth] | None = None,
    ) -> None:
        self.random = random
        self.sites = sites
        self.requests: list[Request] = []
        self.truth: dict[str, Truth] = {} if truth is None else truth
        self._slower = slower
        self._begins_at, self._ends_at = begins_at, ends_at

    @property
    def pages_sites(self) -> list[Site]:
        """The services that browsers visit."""
        return [site for site in self.sites if not site.is_api]

    def site(self, *, wordpress: bool = False) -> Site:
        """Return a service to attack: a blog for those who look for one, mostly."""
        blogs = [site for site in self.sites if site.wordpress]
        if wordpress and blogs and self.random.random() < 0.7:
            return blogs[0]
        return self.random.choice(self.sites)

    def slower(self) -> float:
        """Return the factor by which one attacker is slower than usual."""
        return self.random.uniform(*self._slower)

    def address(self) -> str:
        """Return an address that nobody has yet; one in twelve is an IPv6 /64."""
        while True:
            text = self._v6() if self.random.random() < 1 / 12 else self._v4()
            if text not in self.truth:
                return text

    def _v4(self) -> str:
        first = self.random.randint(1, 223)
        while first in _RESERVED_BLOCKS:
            first = self.random.randint(1, 223)
        return str(IPv4Address(first << 24 | self.random.getrandbits(24)))

    def _v6(self) -> str:
        network = 0x2A00 << 48 | self.random.getrandbits(48)
        return address_text(network.to_bytes(8) + bytes(8))

    def add(
        self,
        kind: str,
        service: str,
        start: float,
        visits: Iterable[Visit],
        *,
        browser: bool = False,
        attack: bool | None = None,
        source: str = "",
    ) -> str:
        """Write down what one source does from `start` on, and return its address.

        Args:
            kind: one of FAMILIES or HARMLESS.
            service: whom it asks.
            start: the instant of offset 0.
            visits: what it asks.
            browser: whether it would solve a challenge.
            attack: whether it means harm, where the kind does not say.
            source: its address, where it has one already.
        """
        source = source or self.address()
        self.truth[source] = Truth(kind, kind in FAMILIES if attack is None else attack, browser)
        for visit in visits:
            at = start + visit.offset
            if self._begins_at <= at < self._ends_at:
                self.requests.append(Request(at, source, service, *visit[1:]))
        return source
