"""Other scaling rules, after their documentation, to be measured beside ours on the same load.

`Hpa`: Kubernetes' HorizontalPodAutoscaler on CPU, with its defaults (kubernetes.io, Horizontal Pod Autoscaling,
algorithm details and default behaviour): every 15 s, desired = ceil(current * utilisation / target), nothing within a
tolerance of 10%, pods that are not ready count as idle when growing, at most 100% or 4 pods more in 15 s, and what was
wanted in the last 300 s keeps it from shrinking.

`Kpa`: Knative's autoscaler on concurrency (knative.dev, Autoscaling: concurrency, stable window and panic; and the
defaults of `config-autoscaler`), which its own proxies count (`Observed.custom`): every 2 s, desired = ceil(concurrency
/ target) over 60 s; where 6 s want twice what is ready it panics: the 6 s count, and nothing shrinks until it did not
panic for 60 s; at most halved at once.

Both are told at once what a second has brought, which their metrics pipelines are not.
"""

import math
from collections import deque
from typing import Final

from models.scaling.memory import Memory
from models.scaling.observed import Observed
from models.scaling.policy import Policy
from models.scaling.rule import decide

_HPA_PERIOD: Final = 15
_HPA_TOLERANCE: Final = 0.1
_HPA_STABILIZATION: Final = 300
_HPA_STEP: Final = 4
_KPA_PERIOD: Final = 2
_KPA_STABLE: Final = 60
_KPA_PANIC: Final = 6
_KPA_THRESHOLD: Final = 2.0
_KPA_DOWN_RATE: Final = 2.0


class Ours:
    """Drives the rule."""

    def __init__(self, policy: Policy, memory: Memory | None = None) -> None:
        self._policy, self._memory = policy, memory or Memory()

    def wanted(self, observed: Observed, now: float) -> int:
        """Return what the rule decides."""
        decision = decide(self._policy, observed, self._memory, now)
        self._memory = decision.memory
        return observed.wanted if decision.dry_run else decision.desired


class Hpa:
    """Kubernetes' HorizontalPodAutoscaler."""

    def __init__(self, target: float, least: int, most: int) -> None:
        self._target, self._least, self._most = target, least, most
        self._shares: deque[float] = deque(maxlen=_HPA_PERIOD)
        self._recommended: deque[int] = deque(maxlen=_HPA_STABILIZATION // _HPA_PERIOD)
        self._second = 0

    def wanted(self, observed: Observed, now: float) -> int:  # noqa: ARG002 - it goes by its own period
        """Return the desired replicas."""
        self._second += 1
        if not math.isnan(observed.cpu_share):
            self._shares.append(observed.cpu_share)
        if self._second % _HPA_PERIOD or not self._shares or observed.age_seconds > 0:
            return observed.wanted
        current = observed.wanted
        self._recommended.append(self._desired(observed, current))
        desired = max(self._recommended) if self._recommended[-1] < current else self._recommended[-1]
        desired = min(desired, max(2 * current, current + _HPA_STEP))
        if self._recommended[-1] < current:
            desired = min(desired, current)
        return min(max(desired, self._least), self._most)

    def _desired(self, observed: Observed, current: int) -> int:
        ratio = sum(self._shares) / len(self._shares) / self._target
        if abs(ratio - 1) <= _HPA_TOLERANCE:
            return current
        if ratio > 1 and observed.starting:
            ratio *= observed.ready / (observed.ready + observed.starting)
            return current if ratio <= 1 + _HPA_TOLERANCE else math.ceil(ratio * (observed.ready + observed.starting))
        return math.ceil(ratio * observed.ready)


class Kpa:
    """Knative's autoscaler; `full` is what a replica holds in flight, `target` the part of it that is aimed at."""

    def __init__(self, target: float, full: float, least: int, most: int) -> None:
        self._per_replica, self._least, self._most = target * full, least, most
        self._seen: deque[float] = deque(maxlen=_KPA_STABLE)
        self._panics, self._panic_peak, self._second = -math.inf, 0, 0

    def wanted(self, observed: Observed, now: float) -> int:
        """Return the desired replicas."""
        self._second += 1
        if observed.age_seconds > 0 or math.isnan(observed.custom):
            return observed.wanted
        self._seen.append(observed.custom)
        if self._second % _KPA_PERIOD:
            return observed.wanted
        ready = max(observed.ready, 1)
        recent = list(self._seen)[-_KPA_PANIC:]
        stable = math.ceil(sum(self._seen) / len(self._seen) / self._per_replica)
        sudden = math.ceil(sum(recent) / len(recent) / self._per_replica)
        stable = max(stable, math.floor(ready / _KPA_DOWN_RATE))
        if sudden / ready >= _KPA_THRESHOLD:
            self._panics = now
        if now - self._panics < _KPA_STABLE:
            self._panic_peak = max(self._panic_peak, sudden, observed.ready)
            stable = max(self._panic_peak, stable)
        else:
            self._panic_peak = 0
        return min(max(stable, self._least), self._most)
