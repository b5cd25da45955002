"""A place in the arrays for each service, in the order of their first record."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.shard import service_hash

MAX_SERVICES: Final = 4096  # the ones after share the last place


class Places:
    """Services by name."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.names: list[str] = []
        self._place: dict[str, int] = {}
        self._hash: dict[str, int] = {}
        self.of(names)

    def __len__(self) -> int:
        return len(self.names)

    def find(self, name: str) -> int | None:
        """Return the place of a service, None where it was never seen."""
        return self._place.get(name)

    def of(self, names: Sequence[str]) -> NDArray[np.int64]:
        """Return the place of each service, new ones included."""
        return np.array([self._of(name) for name in names], dtype=np.int64)

    def _of(self, name: str) -> int:
        if name not in self._place and len(self.names) < MAX_SERVICES:
            self._place[name] = len(self.names)
            self.names.append(name)
        return self._place.get(name, MAX_SERVICES - 1)

    def hashes(self, names: Sequence[str]) -> NDArray[np.uint64]:
        """Return the fixed hash of each service."""
        for name in names:
            if name not in self._hash and len(self._hash) < MAX_SERVICES:
                self._hash[name] = service_hash(name)
        return np.array([self._hash.get(name) or service_hash(name) for name in names], dtype=np.uint64)
