"""The range that a source lies in, where automation decides about ranges: a /24, of IPv6 a /48."""

from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network


@lru_cache(maxsize=4096)
def range_of(value: str) -> str:
    """Return the range of a source, as `192.0.2.0/24`; a text that is no address is returned as it is."""
    try:
        address = ip_address(value)
    except ValueError:
        return value
    length = 24 if isinstance(address, IPv4Address) else 48
    return str(ip_network((address, length), strict=False))
