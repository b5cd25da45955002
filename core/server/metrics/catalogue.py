"""The names behind the numbers by which rows and blocks know them.

A set is stored whole and compressed, not as what changed: the names of a node are so much alike that a set of a
thousand series takes less than 3 kB, and reading one needs no other.
"""

from collections import OrderedDict
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import zstandard

from agent.contract.metrics import SeriesName, pack_names, unpack_names
from core.server.db.queries import load_queries
from core.server.metrics.check import names_digest

_SQL: Final = load_queries(Path(__file__).with_name("catalogue.sql"))
_LEVEL: Final = 3
_MOST_NAMES: Final = 500_000  # of all that are remembered, some 100 MB
Names = tuple[SeriesName, ...]


class Listed:
    """Names in their order, and where those of each metric stand."""

    def __init__(self, names: Names) -> None:
        self.names = names

    @cached_property
    def by_metric(self) -> dict[tuple[str, str], list[int]]:
        """The places of the series by (kind, metric)."""
        places: dict[tuple[str, str], list[int]] = {}
        for place, name in enumerate(self.names):
            places.setdefault((name.kind, name.metric), []).append(place)
        return places


class Catalogue:
    """What was read lately, for one thread. A number stands for the same names for ever."""

    def __init__(self) -> None:
        self._listed: OrderedDict[int, Listed] = OrderedDict()
        self._size = 0

    async def read(self, connection: Any, numbers: Iterable[int]) -> dict[int, Listed]:
        """Return the names of those numbers that there are."""
        wanted = set(numbers)
        found = {number: self._listed[number] for number in wanted if number in self._listed}
        missing = sorted(wanted - found.keys())
        if missing:
            for row in await connection.fetch(_SQL["names"], missing):
                found[row["id"]] = self._remember(row["id"], _names_of(row["names"]))
        return found

    async def number(self, connection: Any, names: Names, now: int) -> int:
        """Return the number of names, given to them where they have none; `now` is when they were seen last."""
        packed = pack_names(names)
        number = await put_names(connection, names_digest(packed), packed, now)
        if number not in self._listed:
            self._remember(number, names)
        return number

    def _remember(self, number: int, names: Names) -> Listed:
        listed = self._listed[number] = Listed(names)
        self._size += len(names)
        while self._size > _MOST_NAMES and len(self._listed) > 1:
            self._size -= len(self._listed.popitem(last=False)[1].names)
        return listed


def stored_names(packed: bytes) -> bytes:
    """Return packed names as they are stored."""
    return zstandard.compress(packed, _LEVEL)


def _names_of(stored: bytes) -> Names:
    # A database of an earlier revision holds plain ones, which begin with a small letter.
    packed = zstandard.decompress(stored) if stored.startswith(zstandard.FRAME_HEADER) else stored
    return tuple(unpack_names(packed))


async def put_names(connection: Any, digest: bytes, packed: bytes, now: int) -> int:
    """Keep packed names, seen at `now`, and return their number."""
    return int(await connection.fetchval(_SQL["put_names"], digest, stored_names(packed), now))


async def find_numbers(connection: Any, digests: Iterable[bytes]) -> dict[bytes, int]:
    """Return the numbers of the digests whose names are known."""
    rows = await connection.fetch(_SQL["find_numbers"], list(digests))
    return {row["digest"]: row["id"] for row in rows}


async def forget_unused(connection: Any, now: int) -> None:
    """Delete names that nothing refers to any more and that were not seen for an hour."""
    await connection.execute(_SQL["forget_unused"], now)
