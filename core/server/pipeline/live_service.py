"""The last fifteen minutes of one service, in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.server.series.latency import BUCKETS
from core.server.series.rows import TrafficRow

SPARK_POINTS: Final = 60
SPARK_SECONDS: Final = 15
_SECONDS: Final = 64  # how many seconds are kept one by one
_REQUESTS, _REFUSED, _ERRORS, _ANOMALOUS, _LATENCY = 0, 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Load:
    """Sums over some seconds. `latency_counts` by core.server.series.latency.EDGES."""

    seconds: int
    requests: float
    refused: float
    errors_5xx: float
    anomalous: float
    latency_counts: list[float]


class Ring:
    """Sums by span of `seconds`, the newest `size` of them."""

    def __init__(self, size: int, seconds: int) -> None:
        self._seconds = seconds
        self._span = np.full(size, -1, np.int64)
        self._sums = np.zeros((size, _LATENCY + BUCKETS))

    def at(self, t: int) -> NDArray[np.float64] | None:
        """Return the sums that a second belongs to, to be added to; None where it is too old."""
        span = t // self._seconds
        place = span % len(self._span)
        if self._span[place] > span:
            return None
        if self._span[place] < span:
            self._span[place] = span
            self._sums[place] = 0
        sums: NDArray[np.float64] = self._sums[place]
        return sums

    def load(self, first: int, spans: int) -> Load | None:
        """Return the sums of spans from one number on; None where nothing was heard of any of them."""
        numbers = np.arange(first, first + spans)
        there = numbers[self._span[numbers % len(self._span)] == numbers]
        if not len(there):
            return None
        sums = self._sums[there % len(self._span)].sum(axis=0)
        requests, refused, errors, anomalous = sums[:_LATENCY].tolist()
        return Load(spans * self._seconds, requests, refused, errors, anomalous, sums[_LATENCY:].tolist())


class LiveService:
    """Sums by second for now, and by 15 s for the sparks."""

    def __init__(self) -> None:
        self._by_second = Ring(_SECONDS, 1)
        self._by_spark = Ring(SPARK_POINTS + 1, SPARK_SECONDS)
        self.expected: tuple[float, float] | None = None
        self.last_second = 0
        self.scored_at = 0

    def add(self, row: TrafficRow) -> None:
        """Add what a report says of a second."""
        for ring in (self._by_second, self._by_spark):
            sums = ring.at(row.t)
            if sums is not None:
                sums[:_ANOMALOUS] += (row.requests, row.refused, row.status_5xx)
                if row.latency_counts:
                    sums[_LATENCY:] += row.latency_counts
        if row.expected_low is not None and row.expected_high is not None:
            self.expected = (row.expected_low, row.expected_high)
        if row.requests or row.refused:
            self.last_second = max(self.last_second, row.t)
        if row.score is not None:
            self.scored_at = max(self.scored_at, row.t)

    def add_anomalous(self, t: int, requests: float) -> None:
        """Add requests that came from anomalous sources."""
        for ring in (self._by_second, self._by_spark):
            sums = ring.at(t)
            if sums is not None:
                sums[_ANOMALOUS] += requests

    def now(self, second: int, seconds: int = 10) -> Load | None:
        """Return the sums of the seconds before `second`."""
        return self._by_second.load(second - seconds, seconds)

    def sparks(self, second: int) -> list[Load | None]:
        """Return the last 60 spans of 15 s that are over before `second`, oldest first; None is a gap."""
        first = second // SPARK_SECONDS - SPARK_POINTS
        return [self._by_spark.load(first + i, 1) for i in range(SPARK_POINTS)]


class LiveServices:
    """Several services as one, for who sees these and no others. What is expected of a sum nobody knows."""

    expected = None

    def __init__(self, services: Sequence[LiveService]) -> None:
        self._services = services

    @property
    def scored_at(self) -> int:
        """The newest second that was scored, of any of them."""
        return max(each.scored_at for each in self._services)

    def now(self, second: int, seconds: int = 10) -> Load | None:
        """Return the sums of the seconds before `second`."""
        return _sum([each.now(second, seconds) for each in self._services])

    def sparks(self, second: int) -> list[Load | None]:
        """Return the last 60 spans of 15 s that are over before `second`, oldest first; None is a gap."""
        return [_sum(loads) for loads in zip(*(each.sparks(second) for each in self._services), strict=True)]


def _sum(loads: Iterable[Load | None]) -> Load | None:
    there = [load for load in loads if load is not None]
    if not there:
        return None
    return Load(
        seconds=there[0].seconds,
        requests=sum(load.requests for load in there),
        refused=sum(load.refused for load in there),
        errors_5xx=sum(load.errors_5xx for load in there),
        anomalous=sum(load.anomalous for load in there),
        latency_counts=np.sum([load.latency_counts for load in there], axis=0).tolist(),
    )
