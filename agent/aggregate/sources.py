"""Who sent a request: the address behind trusted proxies."""

from agent.parse.fields import read_address, read_hop
from agent.parse.line import Fields
from agent.parse.variables import Field

Network = tuple[bytes, int]


def read_source(fields: Fields, trusted: tuple[Network, ...]) -> bytes | None:
    """Return the packed source of a hit, or None where the line names no address.

    Behind a trusted peer it is the rightmost hop that is not trusted. A hop that is no address ends the search:
    whatever stands left of it was written by someone nobody trusts.
    """
    address = read_address(fields[Field.ADDRESS])
    if address is None or not is_trusted(address, trusted):
        return address
    address = read_hop(fields.get(Field.PROXY_ADDRESS, b"")) or address
    if not is_trusted(address, trusted):
        return address
    address = _follow(fields.get(Field.FORWARDED_FOR, b""), address, trusted)
    if is_trusted(address, trusted):
        address = read_hop(fields.get(Field.CLIENT_ADDRESS, b"")) or address
    return address


def _follow(chain: bytes, address: bytes, trusted: tuple[Network, ...]) -> bytes:
    for hop in reversed(chain.split(b",")):
        packed = read_hop(hop)
        if packed is None:
            break
        address = packed
        if not is_trusted(address, trusted):
            break
    return address


def is_trusted(address: bytes, trusted: tuple[Network, ...]) -> bool:
    """Tell whether a packed address lies within one of the networks."""
    number = int.from_bytes(address)
    return any((number ^ int.from_bytes(network)) >> (128 - prefix) == 0 for network, prefix in trusted)
