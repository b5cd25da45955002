"""How many replicas the load of the last seconds wants, before any delay or bound."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.scaling.learning import in_doubt
from models.scaling.load import full_at
from models.scaling.memory import Floats, Memory
from models.scaling.observed import Observed
from models.scaling.policy import MOST_REPLICAS, Policy

_EPSILON: Final = 1e-9
_NOISE_SECONDS: Final = 60
_NEWEST_SECONDS: Final = 5  # whose mean stands for now; for the trend, compared with
_BEFORE_SECONDS: Final = 15  # seconds before them
_TREND_FROM: Final = 3.0  # standard errors that a rise must exceed to be a trend
_LONGEST_START: Final = 3600.0
_MOST_ROOM: Final = 0.5  # of the load: who has moved more may do anything
_CALM_SECONDS: Final = 60
_LONGEST_LAG: Final = 60.0
_TREND_PART: Final = 0.5  # of it that goes on until a replica is ready: rises end


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What is wanted, and why.

    Attributes:
        wanted: replicas for all traffic, for anomalous traffic within its budget.
        clean: replicas for clean traffic alone; where an attack was found lately, for what was usual before it.
        refused: replicas that anomalous traffic would have had beyond its budget.
        panic: more comes at once than what is ready can hold.
        seconds: that load was averaged over.
        utilisation: load of the ready replicas, 1 is full.
        forecast: the same when a replica that is ordered now would be ready.
        room: what is added to it, as load usually moves.
    """

    wanted: int
    clean: int
    refused: int
    panic: bool
    seconds: int
    utilisation: float
    forecast: float
    room: float


def need_of(policy: Policy, observed: Observed, memory: Memory) -> Need:
    """Return what is needed, given the loads in the memory; the last second's is known."""
    ready = full_at(policy) * max(observed.ready, 1)
    panic = _mean(memory.loads[0], policy.panic_window_seconds) > policy.panic_threshold * ready
    seconds = policy.panic_window_seconds if panic else policy.window_seconds
    start = min(observed.start_seconds, _LONGEST_START) if observed.start_seconds >= 0 else policy.start_seconds
    ahead = [_ahead(policy, memory, row, seconds, start) for row in memory.loads]
    room = min(policy.headroom_deviations * _movement(memory, start), _MOST_ROOM * ahead[1])
    both, own = (_replicas(policy, load + room) for load in ahead)
    if in_doubt(memory) and len(memory.calm):
        own = min(own, _replicas(policy, _mean(memory.calm, _CALM_SECONDS) + room))
    allowed = own + math.ceil(policy.attack_budget * max(own, 1))
    return Need(
        wanted=min(both, allowed),
        clean=own,
        refused=max(0, both - allowed),
        panic=panic,
        seconds=seconds,
        utilisation=_mean(memory.loads[0], seconds) / ready,
        forecast=ahead[0] / ready,
        room=room / ready,
    )


def _ahead(policy: Policy, memory: Memory, row: Floats, seconds: int, start_seconds: float) -> float:
    """Return the load that a replica would meet that is ordered now; never less than now."""
    load = _mean(row, seconds)
    if not policy.forecast:
        return load
    season = max(1.0, memory.forecast.growth(memory.now, start_seconds + seconds / 2))
    return load * season + _TREND_PART * start_seconds * _trend(row)


def _trend(row: Floats) -> float:
    """Return by how much load grows a second, where that is more than noise; 0 where it does not, or is not known."""
    newest = row[-_NEWEST_SECONDS:]
    before = row[-_NEWEST_SECONDS - _BEFORE_SECONDS : -_NEWEST_SECONDS]
    rise = float(newest.sum()) / _NEWEST_SECONDS - float(before.sum()) / _BEFORE_SECONDS
    error = _noise(row) * math.sqrt(1 / _NEWEST_SECONDS + 1 / _BEFORE_SECONDS)
    return rise / ((_NEWEST_SECONDS + _BEFORE_SECONDS) / 2) if rise > _TREND_FROM * error else 0.0


def _replicas(policy: Policy, load: float) -> int:
    """Return the replicas that are busy as aimed at with this load."""
    replicas = load / (full_at(policy) * policy.target.utilisation)
    return math.ceil(min(replicas, MOST_REPLICAS) - _EPSILON)


def _mean(row: Floats, seconds: int) -> float:
    """Return the mean of the last seconds that are known; the very last one is."""
    recent = row[-seconds:]
    total = float(recent.sum())
    return float(np.nanmean(recent)) if math.isnan(total) else total / len(recent)


def _movement(memory: Memory, start_seconds: float) -> float:
    """Return how far load moves within the time that a replica needs to start, as a standard deviation.

    That is what may come before anything can be done about it, noise included. By the mean of what it moved and not of
    its square, so that one step, which is over, does not count for minutes.
    """
    lag = int(min(max(start_seconds, 1.0), _LONGEST_LAG))
    if len(memory.calm) < lag + 2 * _NEWEST_SECONDS:
        return _noise(memory.loads[1])
    sums = np.cumsum(memory.calm)
    means = (sums[_NEWEST_SECONDS:] - sums[:-_NEWEST_SECONDS]) / _NEWEST_SECONDS
    return math.sqrt(math.pi / 2) * float(np.abs(means[lag:] - means[:-lag]).mean())


def _noise(row: Floats) -> float:
    """Return the standard deviation from second to second, which a steady rise or fall adds nothing to."""
    steps = np.diff(row[-_NOISE_SECONDS:])
    squares = float(steps @ steps)
    if math.isnan(squares):
        steps = steps[~np.isnan(steps)]
        squares = float(steps @ steps)
    return math.sqrt(squares / (2 * max(len(steps), 1)))
