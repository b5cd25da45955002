"""What a service usually gets: how much, and from whom."""

import math
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.server.decisions.seen_sources import SeenSources

_MEMORY_SECONDS: Final = 1800.0


class _Saved(msgspec.Struct):
    requests: float
    began_at: float
    at: float
    sources: bytes


class UsualTraffic:
    """Requests of ordinary sources, fading over half an hour, and who these sources are."""

    def __init__(self) -> None:
        self.sources = SeenSources()
        self._requests = 0.0
        self._began_at = 0.0
        self._at = 0.0

    def add(self, requests: float, places: NDArray[np.int64], at: float, *, under_attack: bool) -> None:
        """Take in the requests of ordinary sources at an instant, and who these are (`seen_sources.places_of`)."""
        self._fade(at)
        self._requests += requests
        self.sources.add(places, at, under_attack=under_attack)

    def _fade(self, at: float) -> None:
        self._began_at = self._began_at or at
        fading = math.exp(-max(at - self._at, 0.0) / _MEMORY_SECONDS) if self._at else 1.0
        self._requests, self._at = self._requests * fading, max(at, self._at)

    @property
    def rps(self) -> float:
        """Usual requests per second."""
        return self._requests / min(_MEMORY_SECONDS, max(self._at - self._began_at, 1.0))

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        saved = _Saved(self._requests, self._began_at, self._at, self.sources.to_bytes())
        return msgspec.msgpack.encode(saved)

    @classmethod
    def from_bytes(cls, data: bytes) -> "UsualTraffic":
        """Return what `to_bytes` wrote.

        Raises:
            ValueError: the bytes are damaged.
        """
        saved, usual = msgspec.msgpack.decode(data, type=_Saved), cls()
        usual.sources = SeenSources.from_bytes(saved.sources)
        usual._requests, usual._began_at, usual._at = saved.requests, saved.began_at, saved.at
        return usual
