"""Whom a profile is about: an address, a network, an autonomous system or a country."""

import re
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Final, Literal

from agent.contract.address import address_text, pack_address, range_of_sources
from core.server.decisions.refused_decisions import RefusedDecision
from core.server.errors import Invalid

_SYSTEM: Final = re.compile(r"AS(\d{1,10})", re.IGNORECASE)
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}")
Kind = Literal["address", "network", "asn", "country"]


@dataclass(frozen=True, slots=True)
class Subject:
    """`key` is the one name of it."""

    kind: Kind
    key: str

    def covers(self, value: str) -> bool:
        """Say whether what a decision is about lies in it. Of systems and countries that is not told by an address."""
        if self.kind == "address":
            return value == self.key
        return self.kind == "network" and _lies_in(value, self.key)

    def search(self) -> str:
        """Return a text that the values of all decisions about it hold."""
        if self.kind == "address":
            return self.key
        if self.kind != "network":
            return ""
        address, _, bits = self.key.partition("/")
        if ":" in address:
            return address.partition("::")[0]
        return "".join(f"{octet}." for octet in address.split(".")[: int(bits) // 8])


def subject_of(text: str) -> Subject:
    """Return whom a text names.

    Raises:
        Invalid: it names nobody.
    """
    if system := _SYSTEM.fullmatch(text):
        return Subject("asn", f"AS{int(system[1])}")
    if _COUNTRY.fullmatch(text):
        return Subject("country", text.upper())
    try:
        network = range_of_sources(text) if "/" in text else None
        if network is not None:
            return Subject("network", str(network))
        return Subject("address", address_text(pack_address(text.partition("/")[0])))
    except ValueError as error:
        raise Invalid(RefusedDecision.no_subject(text=text)) from error


def _lies_in(value: str, network: str) -> bool:
    outer = ip_network(network)
    try:
        inner = ip_network(value) if "/" in value else ip_network(ip_address(value))
    except ValueError:
        return False
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type] # of one version
