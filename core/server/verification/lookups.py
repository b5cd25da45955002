"""Names of addresses, and addresses of names: what name servers say, each way."""

from ipaddress import ip_address
from typing import Final

import dns.asyncresolver
import dns.name
import dns.resolver
import dns.reversename

_MOST_NAMES: Final = 5  # of one address that are followed up
_NO_SUCH: Final = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer)


async def names_of(address: str, resolver: dns.asyncresolver.Resolver) -> list[str]:
    """Return the names that an address has, the first few, as printable ASCII: other bytes are written as numbers."""
    return (await _resolved(resolver, dns.reversename.from_address(address), "PTR"))[:_MOST_NAMES]


async def leads_back(name: str, address: str, resolver: dns.asyncresolver.Resolver) -> bool:
    """Say whether a name leads to an address: only its owner can have it do so."""
    wanted = ip_address(address)
    found = await _resolved(resolver, dns.name.from_text(name), "A" if wanted.version == 4 else "AAAA")
    return any(ip_address(each) == wanted for each in found)


async def _resolved(resolver: dns.asyncresolver.Resolver, name: dns.name.Name, kind: str) -> list[str]:
    """Return the texts of an answer, none where there is no such name."""
    try:
        answer = await resolver.resolve(name, kind)
    except _NO_SUCH:
        return []
    return [record.to_text() for record in answer]
