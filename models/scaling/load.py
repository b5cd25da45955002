"""One second's load in the target's unit: what is needed to serve what comes, and to work off what waits.

Requests that have ended tell how many were in flight (Little, A Proof for the Queuing Formula L = lambda W, Operations
Research 1961), those that waited included. A queue says how long somebody waited and not how much is needed: ten
seconds' worth of waiting requests would order ten times the replicas. So the busy part and the waiting part are told
apart: replicas are needed for the busy part, for what the queue grew by, and for working it off in `drain_seconds`.
Busy is what replicas hold, or, where that is more, what as many requests take when they do not wait: `usual_seconds`.

It does not work with `rps` where a full service answers what it can and nobody knows the queue; nor where requests get
slower for another reason than waiting: that looks like a queue, and is answered with at most three times the replicas.
"""

import math
from typing import Final

from models.scaling.observed import Observed
from models.scaling.policy import Policy

_CALM_PART: Final = 0.9  # of what ready replicas hold, up to which none waits
_NEWEST_WEIGHT: Final = 0.02
_MOST: Final = 1e15  # beyond which no load is, and squares of it overflow
_MOST_DRAIN: Final = 3.0  # times the busy part that a queue may add


def load_of(policy: Policy, observed: Observed, waited: float, usual_seconds: float) -> tuple[float, float]:
    """Return the load and the requests that wait; NaN for a load that nothing is known of.

    Args:
        policy: whose target says what is measured.
        observed: the second.
        waited: requests that waited a second before.
        usual_seconds: that a request is at an upstream when none waits; NaN where that is not known yet.
    """
    busy, waiting = _parts(policy, observed, usual_seconds)
    busy = min(max(busy, 0.0), _MOST) if math.isfinite(busy) else math.nan
    if waiting <= 0 or not busy > 0:
        return busy, max(waiting, 0.0)
    requests = observed.requests if observed.requests >= 1 else 1.0
    extra = (max(0.0, waiting - waited) + waiting / policy.drain_seconds) / requests
    return busy * (1 + min(extra, _MOST_DRAIN)), waiting


def usual_seconds_of(policy: Policy, observed: Observed, before: float) -> float:
    """Return how long a request is at an upstream when none waits, given what that was `before`."""
    calm = 0 < observed.upstream_seconds < _CALM_PART * observed.ready * policy.target.value
    if policy.target.kind != "concurrency" or not calm or not 1 <= observed.requests < math.inf:
        return before
    mean = observed.upstream_seconds / observed.requests
    return mean if math.isnan(before) else before + _NEWEST_WEIGHT * (mean - before)


def _parts(policy: Policy, observed: Observed, usual_seconds: float) -> tuple[float, float]:
    """Return what replicas are busy with, in the target's unit, and how many requests wait."""
    queue = observed.queue if math.isfinite(observed.queue) else 0.0
    match policy.target.kind:
        case "concurrency":
            work = observed.requests * usual_seconds
            full = max(observed.ready * policy.target.value, work if math.isfinite(work) else 0.0)
            over = max(0.0, observed.upstream_seconds - full) if observed.ready else 0.0
            return observed.upstream_seconds - over, max(queue, over)
        case "rps":
            return observed.requests, queue
        case "cpu":
            return observed.cpu_share * observed.ready, queue
        case "custom":
            return observed.custom, queue


def full_at(policy: Policy) -> float:
    """Return the load that fills one replica."""
    return 1.0 if policy.target.kind == "cpu" else policy.target.value
