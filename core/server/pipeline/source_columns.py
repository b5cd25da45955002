"""Sources as columns: one row per source at one service."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from agent.contract.address import pack_address
from agent.contract.columns import ADDRESS_BYTES
from models.kernels.keys import Addresses, Keys, source_keys

Rows = NDArray[np.int64] | NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SourceColumns:
    """n rows. `service` is an index into `services`; instants are Unix seconds.

    `score` is the highest of late, NaN where nothing was scored; `load` is requests per second, fading over minutes;
    `agent` is the hash of a User-Agent, whose text `agents` may have, 0 where unknown.
    """

    services: list[str]
    agents: dict[int, str]
    service: NDArray[np.int64]
    address: Addresses
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    requests: NDArray[np.int64]
    refused: NDArray[np.int64]
    errors: NDArray[np.int64]
    rps: NDArray[np.float32]
    load: NDArray[np.float32]
    score: NDArray[np.float32]
    agent: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.service)

    def of(self, rows: Rows) -> Self:
        """Return some of the rows."""
        names = (name for name in self.__slots__ if name not in {"services", "agents"})
        return replace(self, **{name: getattr(self, name)[rows] for name in names})


def address_keys(addresses: Addresses) -> Keys:
    """Return a number of each address, the same for the same one."""
    return source_keys(np.zeros(len(addresses), np.uint64), addresses) if len(addresses) else np.zeros(0, np.uint64)


def packed_column(sources: Sequence[str]) -> Addresses:
    """Return the packed addresses of sources, (n, 16)."""
    return np.frombuffer(b"".join(map(pack_address, sources)), np.uint8).reshape(-1, ADDRESS_BYTES)
