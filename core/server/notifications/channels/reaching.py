"""Which addresses a webhook may reach: what people type must not make the core speak to what only it can reach."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from core.server.notifications.channels.channel import Away, Refused

Address = IPv4Address | IPv6Address
_METADATA: Final = frozenset(map(ip_address, ("169.254.169.254", "100.100.100.200", "fd00:ec2::254", "168.63.129.16")))
_HOLDING_IPV4: Final = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/96", "::ffff:0:0:0/96")))
_MOST_URL: Final = 2000


def url_fault(url: str) -> str:
    """Return why a text is no URL of a webhook; "" where it is one."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "this is no URL"
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        return "a URL that begins with https:// or http:// is wanted"
    if parts.username is not None or parts.password is not None:
        return "a URL with a user or password is not taken, as it would be shown: sign the messages instead"
    if len(url) > _MOST_URL or not url.isascii() or not url.isprintable() or " " in url or parts.fragment:
        return "the URL is too long, or has characters that no URL has"
    return ""


def shown_address(address: str) -> str:
    """Return a chat's address for who need not know it: of a URL, whose path is often a secret, where it leads."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not (parts.path.strip("/") or parts.query):
        return address
    return f"{parts.scheme}://{parts.netloc}/…"


def may_reach(address: Address, *, allow_local: bool) -> bool:
    """Say whether a webhook may go there: not to this machine, link-local or metadata addresses, unless it is let."""
    plain: Address = address
    if isinstance(address, IPv6Address):
        plain = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)
        if any(address in network for network in _HOLDING_IPV4):
            plain = IPv4Address(int(address) & 0xFFFFFFFF)
    if plain.is_multicast or plain.is_unspecified or plain == ip_address("255.255.255.255"):
        return False
    return allow_local or not (plain.is_loopback or plain.is_link_local or plain in _METADATA)


async def address_of(host: str, port: int, *, allow_local: bool) -> str:
    """Return an address of a host that may be reached. Who then speaks to it speaks to no other.

    Raises:
        Away: the name cannot be resolved now.
        Refused: it names what may not be reached.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Away(f"{host} cannot be resolved: {error}") from error
    addresses = [ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    for each in addresses:
        if not may_reach(each, allow_local=allow_local):
            raise Refused(f"{host} is {each}: webhooks may not go there (see allow_local of the channel)")
    return str(addresses[0])
