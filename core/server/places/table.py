"""Numbers by address: sorted bounds, each with the number that holds from there on. Lookups are of whole columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, ip_network
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from agent.contract.columns import ADDRESS_BYTES

Addresses = NDArray[np.uint8]  # (n, 16), packed as sources are
Numbers = NDArray[np.uint32]
Range = tuple[int, int, int]
"""First and last address, and the number of all between them; of IPv6 by the upper 64 bits."""

_MAPPED: Final = 0xFFFF
_NOWHERE: Final = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/3", "::/16", "2001:db8::/32", "fc00::/6", "ff00::/8"),
    )
)
"""Networks of no place (RFC 6890): private, documentation, multicast. Registries know who runs them."""


@dataclass(frozen=True, slots=True)
class Half:
    """The bounds of one family of addresses, ascending, and the number that holds from each on; 0 is unknown."""

    starts: NDArray[Any]
    values: Numbers

    def find(self, addresses: NDArray[Any]) -> Numbers:
        """Return the number of each address."""
        if not len(self.starts):
            return np.zeros(len(addresses), np.uint32)
        place = np.searchsorted(self.starts, addresses, side="right").astype(np.int64) - 1
        found: Numbers = np.where(place >= 0, self.values[np.maximum(place, 0)], 0).astype(np.uint32)
        return found


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers by address of both families."""

    four: Half
    six: Half

    def find(self, addresses: Addresses) -> Numbers:
        """Return the number of each address, 0 where it is unknown."""
        halves = np.ascontiguousarray(addresses).view(">u8").astype(np.uint64).reshape(-1, ADDRESS_BYTES // 8)
        mapped = (halves[:, 0] == 0) & (halves[:, 1] >> np.uint64(32) == np.uint64(_MAPPED))
        found = np.zeros(len(halves), np.uint32)
        found[mapped] = self.four.find((halves[mapped, 1] & np.uint64(0xFFFFFFFF)).astype(np.uint32))
        found[~mapped] = self.six.find(halves[~mapped, 0])
        return found

    @classmethod
    def of(cls, four: Iterable[Range], six: Iterable[Range], *, nowhere: bool = True) -> Self:
        """Return the table of ranges, each family's in ascending order.

        Private addresses and the like have no place, whatever the ranges say; unless `nowhere` is False.
        """
        return cls(_half(four, np.uint32, 4 if nowhere else 0), _half(six, np.uint64, 6 if nowhere else 0))

    def save(self, folder: Path, name: str) -> None:
        """Write the table into a folder."""
        for half, family in ((self.four, 4), (self.six, 6)):
            np.save(folder / f"{name}{family}-starts.npy", half.starts)
            np.save(folder / f"{name}{family}-values.npy", half.values)

    @classmethod
    def load(cls, folder: Path, name: str) -> Self:
        """Return what `save` wrote, mapped into memory: what nobody looks up costs none.

        Raises:
            OSError: it is not there.
            ValueError: it is damaged.
        """
        halves = [
            Half(*(np.load(folder / f"{name}{family}-{part}.npy", mmap_mode="r") for part in ("starts", "values")))
            for family in (4, 6)
        ]
        return cls(*halves)


def _half(ranges: Iterable[Range], kind: Any, version: int) -> Half:
    bounds: list[tuple[int, int]] = []
    until = 0
    for first, last, value in ranges:
        if first > until:
            bounds.append((until, 0))
        bounds.append((first, value))
        until = last + 1
    bounds.append((until, 0))
    for nowhere in _NOWHERE:
        if nowhere.version == version:
            shift = 0 if isinstance(nowhere, IPv4Network) else 64
            bounds = _cleared(bounds, int(nowhere[0]) >> shift, (int(nowhere[-1]) >> shift) + 1)
    most = int(np.iinfo(kind).max)
    changes = (bound for i, bound in enumerate(bounds) if i == 0 or bound[1] != bounds[i - 1][1])
    kept = [bound for bound in changes if bound[0] <= most]
    return Half(np.array([start for start, _ in kept], kind), np.array([value for _, value in kept], np.uint32))


def _cleared(bounds: list[tuple[int, int]], first: int, after: int) -> list[tuple[int, int]]:
    """Return the bounds with nothing from `first` to before `after`."""
    held = max((bound for bound in bounds if bound[0] <= after), default=(0, 0))[1]
    before = [bound for bound in bounds if bound[0] < first]
    return [*before, (first, 0), (after, held), *(bound for bound in bounds if bound[0] > after)]
