"""Replays a load second by second against a scaler: replicas with a queue in front, as a fluid.

What it leaves out flatters everybody alike: within a second requests come evenly, replicas are equal, stopping one
costs nothing and loses nothing, a decision is carried out a second after the last report. What upstreams answered is
told when it ends, as an access log does, so a growing queue shows with a delay; `custom` is what is in flight at this
moment, as replicas would tell it themselves.
"""

import math
from collections import deque
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.scaling.observed import Observed

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """What one replica is: its capacity, and when requests are late or lost.

    Attributes:
        requests_per_second: that it answers when it is full.
        service_seconds: of a request that does not wait; both together say how many are in flight.
        start_seconds: from the order to the first answer.
        queue_seconds: requests that would have to wait longer are dropped.
        slo_seconds: requests that wait longer are late.
    """

    requests_per_second: float = 10.0
    service_seconds: float = 0.4
    start_seconds: float = 15.0
    queue_seconds: float = 5.0
    slo_seconds: float = 0.5

    @property
    def concurrency(self) -> float:
        """Requests in flight at a full replica."""
        return self.requests_per_second * self.service_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What comes to a service, (n,) each, by the second.

    `legit` and `attack` are requests that reach upstreams, after bans; `anomalous_share` is what detection says of
    them, `incident` and `crowd` likewise. In `silent` seconds no report comes. `lost` is the share of ready replicas
    that dies.
    """

    started_at: float
    legit: Floats
    attack: Floats
    anomalous_share: Floats
    incident: Bools
    crowd: Bools
    silent: Bools
    lost: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of a load, (n,) by the second: replicas wanted, ready, paid for; harmless requests late, dropped."""

    wanted: Floats
    ready: Floats
    paid: Floats
    late: Floats
    dropped: Floats


class Scaler(Protocol):
    """What decides how many replicas there are to be."""

    def wanted(self, observed: Observed, now: float) -> int:
        """Return the replicas wanted after one more second. Called for each second, in order."""


class _Fleet:
    """Replicas that are ready, and those on their way by the second they will be."""

    def __init__(self, ready: int, start_seconds: float) -> None:
        self.ready = ready
        self.starting: deque[tuple[int, int]] = deque()
        self._start = math.ceil(start_seconds)

    @property
    def coming(self) -> int:
        return sum(count for _, count in self.starting)

    def tick(self, second: int, lost_share: float) -> None:
        while self.starting and self.starting[0][0] <= second:
            self.ready += self.starting.popleft()[1]
        if lost := round(self.ready * lost_share):
            self.ready -= lost
            self.starting.append((second + self._start, lost))

    def order(self, second: int, wanted: int) -> None:
        more = wanted - self.ready - self.coming
        if more > 0:
            self.starting.append((second + 1 + self._start, more))
        while more < 0 and self.starting:
            due, count = self.starting.pop()
            more += count
            if more > 0:
                self.starting.append((due, more))
        self.ready += min(more, 0)


class _Queue:
    """Requests in front of the replicas, answered in the order in which they came."""

    def __init__(self, replica: Replica, seconds: int) -> None:
        self.waiting = 0.0
        self._replica, self._waits, self._oldest = replica, np.zeros(seconds), 0

    def step(self, second: int, arrived: float, capacity: float) -> tuple[float, float]:
        """Return the requests that are answered and those that are dropped in a second."""
        answered = min(self.waiting + arrived, capacity)
        self.waiting += arrived - answered
        dropped = max(0.0, self.waiting - self._replica.queue_seconds * capacity)
        self.waiting -= dropped
        self._waits[second] = self.waiting / capacity if capacity else 0.0
        return answered, dropped

    def late(self, second: int) -> bool:
        """Tell whether who comes in this second waits too long."""
        return bool(self._waits[second] > self._replica.slo_seconds)

    def waited(self, second: int) -> float:
        """Return how long those have waited that are answered in this second."""
        while self._oldest < second and self._oldest + 1 + self._waits[self._oldest + 1] <= second:
            self._oldest += 1
        return float(self._waits[self._oldest])


def simulate(load: Load, replica: Replica, scaler: Scaler, initial: int) -> Run:
    """Return what comes of a load, beginning with `initial` ready replicas."""
    seconds, told, silent_for = len(load.legit), initial, 0
    fleet, queue = _Fleet(initial, replica.start_seconds), _Queue(replica, seconds)
    wanted, ready, paid, late, dropped = (np.zeros(seconds) for _ in range(5))
    for second in range(seconds):
        fleet.tick(second, load.lost[second])
        capacity = fleet.ready * replica.requests_per_second
        arrived = load.legit[second] + load.attack[second]
        answered, over = queue.step(second, arrived, capacity)
        dropped[second] = load.legit[second] * (over / arrived if arrived else 0.0)
        late[second] = load.legit[second] - dropped[second] if queue.late(second) else 0.0
        ready[second], paid[second], wanted[second] = fleet.ready, fleet.ready + fleet.coming, told
        silent_for = silent_for + 1 if load.silent[second] else 0
        seen = _known(load, second, fleet, told, float(silent_for))
        if not silent_for:
            seen = replace(
                seen,
                requests=answered + over,
                upstream_seconds=answered * (replica.service_seconds + queue.waited(second)),
                custom=queue.waiting + answered * replica.service_seconds,
                cpu_share=answered / capacity if capacity else math.nan,
                start_seconds=replica.start_seconds,
            )
        told = scaler.wanted(seen, load.started_at + second)
        fleet.order(second, told)
    return Run(wanted=wanted, ready=ready, paid=paid, late=late, dropped=dropped)


def _known(load: Load, second: int, fleet: _Fleet, wanted: int, age_seconds: float) -> Observed:
    """Return what is known of a second without a report: the core's own replicas and detection."""
    return Observed(
        anomalous_share=float(load.anomalous_share[second]),
        incident=bool(load.incident[second]),
        crowd=bool(load.crowd[second]),
        ready=fleet.ready,
        starting=fleet.coming,
        wanted=wanted,
        age_seconds=age_seconds,
    )


def oracle(load: Load, replica: Replica, least: int, most: int) -> Floats:
    """Return (n,) the replicas that just answer the legitimate requests of each second; no scaler knows that before."""
    return np.clip(np.ceil(load.legit / replica.requests_per_second), max(least, 1), most)
