"""Source addresses: their 16-byte form on the wire and their text."""

from ipaddress import IPv4Address, IPv6Address, ip_address

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
        return str(IPv4Address(packed[12:]))
    return str(IPv6Address(packed))
