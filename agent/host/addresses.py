"""The machine's own addresses, as every namespace's `/proc/net` tells them."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

from agent.host.interfaces import is_told_of
from agent.host.network import network_text
from agent.host.roots import Roots

MOST_ADDRESSES: Final = 64

_Network = IPv4Network | IPv6Network


def addresses(roots: Roots) -> list[str]:
    """Return the addresses at which the machine may be reached: no loopback, link-local, or bridge of containers."""
    found = dict.fromkeys([*map(str, _ipv4(roots)), *map(str, _ipv6(roots))])
    return list(found)[:MOST_ADDRESSES]


def _ipv4(roots: Roots) -> Iterator[IPv4Address]:
    """Read the routing trie: a leaf is an address, and under it stands whether it is the machine's own."""
    bridges = list(_networks_of_bridges(roots))
    leaf = ""
    for line in network_text(roots, "fib_trie").splitlines():
        _, found, rest = line.partition("|-- ")
        if found:
            leaf = rest
        elif line.endswith("/32 host LOCAL"):
            address = IPv4Address(leaf)
            if not (address.is_loopback or address.is_link_local or any(address in network for network in bridges)):
                yield address


def _networks_of_bridges(roots: Roots) -> Iterator[_Network]:
    for fields in map(str.split, network_text(roots, "route").splitlines()[1:]):
        if len(fields) >= 8 and not is_told_of(fields[0]):
            yield IPv4Network((_of_hex(fields[1]), int(fields[7], 16).bit_count()))


def _of_hex(text: str) -> IPv4Address:
    return IPv4Address(bytes.fromhex(text)[::-1])


def _ipv6(roots: Roots) -> Iterator[IPv6Address]:
    for fields in map(str.split, network_text(roots, "if_inet6").splitlines()):
        address = IPv6Address(bytes.fromhex(fields[0]))
        if is_told_of(fields[5]) and not (address.is_loopback or address.is_link_local):
            yield address
