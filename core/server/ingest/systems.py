"""Which autonomous system a source belongs to, by a database that the operator has.

It is asked when a report comes, and the answer goes into the log with the report: a replay needs no database, and gives
the same results whatever has become of it.
"""

from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import maxminddb
import numpy as np
from numpy.typing import NDArray

from agent.contract.address import address_text
from agent.contract.columns import ADDRESS_BYTES
from core.server.errors import DozorError

_FIELD: Final = "autonomous_system_number"
_REMEMBERED: Final = 1 << 16  # addresses


class NoSystemsDatabase(DozorError):  # noqa: N818 - named as the core's errors are, by what is wrong
    """The database of autonomous systems cannot be read."""


class SystemsDatabase:
    """A MaxMind DB (`.mmdb`) whose records hold an `autonomous_system_number`, as GeoLite2-ASN's do.

    It is mapped into memory: put another file in its place, never write into it. A new one counts from the next start.

    Raises:
        NoSystemsDatabase: the file is missing, no such database, or one of something else.
    """

    def __init__(self, file: Path) -> None:
        try:
            self._reader = maxminddb.open_database(file)
            first = next(iter(self._reader), (None, None))[1]
        except (OSError, maxminddb.InvalidDatabaseError) as error:
            raise NoSystemsDatabase(f"{file} is no database of autonomous systems: {error}") from error
        if not isinstance(first, dict) or not isinstance(first.get(_FIELD), int):
            raise NoSystemsDatabase(f"{file} is no database of autonomous systems: its records have no {_FIELD}")
        self._system = lru_cache(_REMEMBERED)(self._look_up)

    def systems(self, addresses: bytes) -> bytes:
        """Return the systems of packed addresses (16 bytes each) as little-endian uint32, 0 where unknown."""
        starts = range(0, len(addresses), ADDRESS_BYTES)
        found = [self._system(addresses[start : start + ADDRESS_BYTES]) for start in starts]
        return np.array(found, "<u4").tobytes()

    def find(self, addresses: NDArray[np.uint8]) -> NDArray[np.uint32]:
        """Return the systems of packed addresses (n, 16), 0 where unknown."""
        return np.frombuffer(self.systems(addresses.tobytes()), "<u4").astype(np.uint32, copy=False)

    def _look_up(self, packed: bytes) -> int:
        try:
            found = self._reader.get(ip_address(address_text(packed)))
        except (ValueError, maxminddb.InvalidDatabaseError):  # IPv6 in a database of IPv4 alone; a damaged record
            return 0
        system = found.get(_FIELD) if isinstance(found, dict) else None
        return system if isinstance(system, int) and 0 < system < 1 << 32 else 0
