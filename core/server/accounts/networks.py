"""Networks that a token or a key is good from, and by which strangers are told apart."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network

from core.server.accounts.refusals import NoNetwork

Network = IPv4Network | IPv6Network


def networks_of(texts: Iterable[str]) -> tuple[Network, ...]:
    """Return what addresses and networks in CIDR notation say.

    Raises:
        Invalid: one is neither.
    """
    try:
        return tuple(dict.fromkeys(_plain(ip_network(text.strip(), strict=False)) for text in texts))
    except ValueError as error:
        raise NoNetwork(f"This is no network: {error}.") from error


def is_within(address: str, networks: Iterable[Network]) -> bool:
    """Say whether an address is in one of the networks. A mapped IPv4 address is one of IPv4."""
    try:
        found = ip_address(address)
    except ValueError:  # such as a Telegram user: no network has it
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in networks)


def network_of(address: str) -> str:
    """Return what one host has of addresses: an IPv4 address, or of IPv6 the /64; any other text as it is."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), 64), strict=False).network_address)


def _plain(network: Network) -> Network:
    """Return a network of mapped IPv4 addresses as what it is."""
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    if mapped is None or network.prefixlen < 96:
        return network
    return IPv4Network((int(mapped), network.prefixlen - 96))
