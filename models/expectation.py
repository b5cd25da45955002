"""How many requests a second a service is expected to get."""

from typing import Final, Self

import numpy as np

from models.codec import pack_state, unpack_state

TAU_SECONDS: Final = 1800.0
_SETTLED_AFTER: Final = 5  # seconds for late lines and other nodes to arrive
_WARM_AFTER: Final = 60  # seconds of traffic
_GAP_SECONDS: Final = 60  # a longer silence is no traffic but no data
_WIDTH: Final = 4.0  # mean absolute deviations, some 3.2 standard deviations
_ANOMALOUS_SHARE: Final = 0.2


class Expectation:
    """A decayed mean of a service's requests per second and their mean absolute deviation.

    Anomalous sources' requests are left out, and seconds they dominate teach nothing: an attack does not become
    what is expected. When it does not work: the daily rhythm is followed half an hour late.
    """

    def __init__(self) -> None:
        self._pending: dict[int, tuple[float, float]] = {}
        self._mean = 0.0
        self._deviation = 0.0
        self._learned = 0.0
        self._settled = 0

    def observe(self, second: int, requests: float, anomalous: float) -> None:
        """Add requests of one second, `anomalous` of them by anomalous sources. A settled second stays as it was."""
        if second > self._settled:
            total, bad = self._pending.get(second, (0.0, 0.0))
            self._pending[second] = (total + requests, bad + anomalous)

    def settle(self, now: int) -> None:
        """Learn from every second old enough to be complete."""
        for second in sorted(s for s in self._pending if s <= now - _SETTLED_AFTER):
            total, bad = self._pending.pop(second)
            self._learn_silence(second - self._settled - 1)
            if bad <= _ANOMALOUS_SHARE * total:
                self._learn(total - bad, 1)
            self._settled = second

    def _learn_silence(self, seconds: int) -> None:
        if 0 < seconds <= _GAP_SECONDS:
            self._learn(0, seconds)

    def _learn(self, requests: float, seconds: int) -> None:
        self._learned = min(self._learned + seconds, TAU_SECONDS)
        weight = min(seconds / self._learned, 1.0)
        self._deviation += weight * (abs(requests - self._mean) - self._deviation)
        self._mean += weight * (requests - self._mean)

    def range(self) -> tuple[float, float] | None:
        """Return the lowest and highest requests per second that are expected, or None while warming up."""
        if self._learned < _WARM_AFTER:
            return None
        margin = _WIDTH * max(self._deviation, float(np.sqrt(self._mean)) * 0.8) + 1
        return max(self._mean - margin, 0.0), self._mean + margin

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        pending = [[second, *counts] for second, counts in self._pending.items()]
        values = [self._mean, self._deviation, self._learned, self._settled]
        return pack_state("expectation", 1, {}, {"pending": pending, "values": values})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        _, values = unpack_state("expectation", 1, data)
        expectation = cls()
        expectation._pending = {second: (total, bad) for second, total, bad in values["pending"]}
        expectation._mean, expectation._deviation, expectation._learned, expectation._settled = values["values"]
        return expectation
