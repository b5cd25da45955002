"""Source addresses: their 16-byte form on the wire and their text."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

WIDEST_RANGE: Final = {4: 8, 6: 32}
"""By IP version, the fewest bits that the members of a range have in common about which there may be a decision."""

_SOURCE_BITS: Final = {4: 32, 6: 64}
_MAPPED = bytes(10) + b"\xff\xff"


def pack_address(text: str) -> bytes:
    """Return the 16 bytes of an address: IPv4 mapped into IPv6, IPv6 cut to its /64.

    Raises:
        ValueError: `text` is no IP address.
    """
    address = ip_address(text)
    if isinstance(address, IPv4Address):
        return _MAPPED + address.packed
    if address.ipv4_mapped is not None:
        return _MAPPED + address.ipv4_mapped.packed
    return address.packed[:8] + bytes(8)


def address_text(packed: bytes) -> str:
    """Return the text of a packed source: `192.0.2.1`, or the /64's first address, `2001:db8::`."""
    if packed[:12] == _MAPPED:
        return f"{packed[12]}.{packed[13]}.{packed[14]}.{packed[15]}"  # a fifth of the time of IPv4Address
    return str(IPv6Address(packed))


def range_of_sources(text: str) -> IPv4Network | IPv6Network | None:
    """Return the range that a text names in CIDR form, bits beyond the prefix cut off; None where it is one source.

    Raises:
        ValueError: `text` is no network, IPv4 mapped into IPv6, or wider than WIDEST_RANGE.
    """
    network = ip_network(text, strict=False)
    if isinstance(network, IPv6Network) and network.network_address.ipv4_mapped:
        raise ValueError(f"{text!r} is IPv4 written as IPv6")
    if network.prefixlen < WIDEST_RANGE[network.version]:
        raise ValueError(f"{network} is wider than /{WIDEST_RANGE[network.version]}")
    return network if network.prefixlen < _SOURCE_BITS[network.version] else None
