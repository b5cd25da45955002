"""What scoring remembers of each service: its place in the arrays, its load and its expectation."""

import math
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.expectation import Expectation
from models.shard import service_hash

MAX_SERVICES = 4096  # the ones after share the last place
_LOAD_TAU = 60.0


class Services:
    """Services in the order of their first record."""

    def __init__(self) -> None:
        self.place: dict[str, int] = {}
        self._hash: dict[str, int] = {}
        self.expectations: list[Expectation] = []
        self._load: list[float] = []
        self._load_at: list[int] = []

    def places(self, names: list[str]) -> NDArray[np.int64]:
        """Return the place of each service, new ones included."""
        return np.array([self._place(name) for name in names], dtype=np.int64)

    def hashes(self, names: list[str]) -> NDArray[np.uint64]:
        """Return the fixed hash of each service."""
        for name in names:
            if name not in self._hash and len(self._hash) < MAX_SERVICES:
                self._hash[name] = service_hash(name)
        return np.array([self._hash.get(name) or service_hash(name) for name in names], dtype=np.uint64)

    def _place(self, name: str) -> int:
        known = self.place.get(name)
        if known is not None:
            return known
        if len(self.place) >= MAX_SERVICES:
            return MAX_SERVICES - 1
        self.place[name] = len(self.place)
        self.expectations.append(Expectation())
        self._load.append(0.0)
        self._load_at.append(0)
        return self.place[name]

    def add_load(self, place: int, requests: float, second: int) -> None:
        """Count requests of a service."""
        self._load[place] = self.load(place, second) + requests
        self._load_at[place] = max(second, self._load_at[place])

    def load(self, place: int, second: int) -> float:
        """Return a service's requests, decayed over a minute."""
        return self._load[place] * math.exp(-max(second - self._load_at[place], 0) / _LOAD_TAU)

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        values = {
            "names": list(self.place),
            "load": self._load,
            "load_at": self._load_at,
            "expectations": [expectation.to_bytes() for expectation in self.expectations],
        }
        return pack_state("services", 1, {}, values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        _, values = unpack_state("services", 1, data)
        services = cls()
        services.place = {name: place for place, name in enumerate(values["names"])}
        services._load, services._load_at = values["load"], values["load_at"]
        services.expectations = [Expectation.from_bytes(data) for data in values["expectations"]]
        return services
