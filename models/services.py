"""What scoring remembers of each service: its place in the arrays and its load."""

import math
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.places import Places

_LOAD_TAU = 60.0


class Services(Places):
    """Services in the order of their first record, and how much each is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._load: list[float] = []
        self._load_at: list[int] = []

    def places(self, names: list[str]) -> NDArray[np.int64]:
        """Return the place of each service, new ones included."""
        places = self.of(names)
        missing = len(self) - len(self._load)
        self._load += [0.0] * missing
        self._load_at += [0] * missing
        return places

    def add_load(self, place: int, requests: float, second: int) -> None:
        """Count requests of a service."""
        self._load[place] = self.load(place, second) + requests
        self._load_at[place] = max(second, self._load_at[place])

    def load(self, place: int, second: int) -> float:
        """Return a service's requests, decayed over a minute."""
        return self._load[place] * math.exp(-max(second - self._load_at[place], 0) / _LOAD_TAU)

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        return pack_state("services", 2, {}, {"names": self.names, "load": self._load, "load_at": self._load_at})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        _, values = unpack_state("services", 2, data)
        services = cls()
        services.places(values["names"])
        services._load, services._load_at = values["load"], values["load_at"]
        return services
