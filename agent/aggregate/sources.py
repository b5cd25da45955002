"""Who sent a request: the address behind trusted proxies."""

from agent.aggregate.hit import Hit
from agent.parse.fields import read_hop
from agent.parse.variables import Field

Network = tuple[bytes, int]


def find_source(hit: Hit, trusted: tuple[Network, ...]) -> bytes:
    """Return the packed source of a hit whose peer is known.

    Behind a trusted peer it is the rightmost hop that is not trusted. A hop that is no address ends the search:
    whatever stands left of it was written by someone nobody trusts.
    """
    address: bytes = hit[Field.ADDRESS]
    if not is_trusted(address, trusted):
        return address
    address = hit[Field.PROXY_ADDRESS] or address
    if not is_trusted(address, trusted):
        return address
    address = _follow(hit[Field.FORWARDED_FOR], address, trusted)
    return (hit[Field.CLIENT_ADDRESS] or address) if is_trusted(address, trusted) else address


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
