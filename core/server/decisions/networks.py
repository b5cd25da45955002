"""Networks in which packed sources are looked up: as many steps as there are prefix lengths, however many networks."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.address import pack_address

Network = IPv4Network | IPv6Network
_MAPPED: Final = bytes(10) + b"\xff\xff"
_BITS: Final = {True: 32, False: 64}  # of a source's key: IPv4 whole, IPv6 its /64
_Family = tuple[bool, int]  # IPv4 or not, and how many bits the members have in common


class Networks:
    """Networks by name. One that is smaller than a source (an IPv6 /64) counts as the source that it lies in."""

    def __init__(self, networks: Iterable[tuple[str, Network]] = ()) -> None:
        self._names: dict[_Family, dict[int, list[str]]] = {}
        for name, network in networks:
            family, prefix = _family_of(network)
            self._names.setdefault(family, {}).setdefault(prefix, []).append(name)
        self._prefixes = {family: np.sort(np.array([*prefixes], np.uint64)) for family, prefixes in self._names.items()}

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._names)

    def covering(self, packed: bytes) -> Iterator[str]:
        """Yield the names of the networks that cover a packed source."""
        is_v4, key = _key_of(packed)
        for (of_v4, length), names in self._names.items():
            if of_v4 == is_v4:
                yield from names.get(key >> (_BITS[is_v4] - length), ())

    def members(self, addresses: NDArray[np.uint8]) -> Iterator[tuple[str, NDArray[np.intp]]]:
        """Yield by name the rows of (n, 16) packed sources that a network covers, where it covers any."""
        for family, rows, prefixes in self._found(addresses):
            for prefix in np.unique(prefixes).tolist():
                for name in self._names[family][prefix]:
                    yield name, rows[prefixes == prefix]

    def cover_many(self, addresses: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Tell of (n, 16) packed sources whether any network covers them."""
        covered = np.zeros(len(addresses), np.bool_)
        for _, rows, _ in self._found(addresses):
            covered[rows] = True
        return covered

    def _found(self, addresses: NDArray[np.uint8]) -> Iterator[tuple[_Family, NDArray[np.intp], NDArray[np.uint64]]]:
        if not self._names or not len(addresses):
            return
        packed = np.ascontiguousarray(addresses)
        is_v4 = (packed[:, :12] == np.frombuffer(_MAPPED, np.uint8)).all(axis=1)
        keys = {
            True: packed.view(">u4")[:, 3].astype(np.uint64),
            False: packed.view(">u8")[:, 0].astype(np.uint64),
        }
        for (of_v4, length), known in self._prefixes.items():
            own = keys[of_v4] >> np.uint64(_BITS[of_v4] - length)
            nearest = known[np.minimum(np.searchsorted(known, own), len(known) - 1)]
            rows = np.flatnonzero((nearest == own) & (is_v4 == of_v4))
            if len(rows):
                yield (of_v4, length), rows, own[rows]


def network_of(text: str) -> Network:
    """Return the network that a text names, bits beyond the prefix cut off.

    Raises:
        ValueError: it names none, everybody, or IPv4 written as IPv6.
    """
    network = ip_network(text, strict=False)
    if network.prefixlen == 0:
        raise ValueError(f"{text!r} is everybody")
    if isinstance(network, IPv6Network) and network.network_address.ipv4_mapped:
        raise ValueError(f"{text!r} is IPv4 written as IPv6")
    return network


def _key_of(packed: bytes) -> tuple[bool, int]:
    is_v4 = packed.startswith(_MAPPED)
    return is_v4, int.from_bytes(packed[12:] if is_v4 else packed[:8])


def _family_of(network: Network) -> tuple[_Family, int]:
    is_v4, key = _key_of(pack_address(str(network.network_address)))
    length = min(network.prefixlen, _BITS[is_v4]) if is_v4 == (network.version == 4) else _BITS[is_v4]
    return (is_v4, length), key >> (_BITS[is_v4] - length)
