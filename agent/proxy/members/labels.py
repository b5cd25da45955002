"""Addresses as DNS labels: `127-0-0-1-8080` stands for 127.0.0.1, so that nobody has to remember who is where.

The port is part of the label since NGINX hashes by the name of a server: two members at one address must differ in it.
A label always means the same address, so that NGINX may keep what it resolves to for as long as it likes.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

_IPV4 = re.compile(rb"(\d{1,3})-(\d{1,3})-(\d{1,3})-(\d{1,3})-\d{1,5}")
_IPV6 = re.compile(rb"((?:[0-9a-f]{1,4}-){8})\d{1,5}")


def label_of(address: str, port: int) -> bytes:
    """Return the label of an IPv4 or IPv6 address.

    Raises:
        ValueError: it is no address.
    """
    packed = ip_address(address).packed
    if len(packed) == 4:
        parts = [str(part) for part in packed]
    else:
        parts = [f"{packed[at] << 8 | packed[at + 1]:x}" for at in range(0, 16, 2)]
    return "-".join([*parts, str(port)]).encode()


def address_of(label: bytes) -> bytes | None:
    """Return the 4 or 16 bytes of the address that a label stands for, none where it stands for none."""
    try:
        if match := _IPV4.fullmatch(label):
            return IPv4Address(".".join(part.decode() for part in match.groups())).packed
        if match := _IPV6.fullmatch(label):
            return IPv6Address(match[1][:-1].replace(b"-", b":").decode()).packed
    except ValueError:
        pass
    return None
