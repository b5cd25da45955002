"""Seconds of a service for tests of the scaling rule."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from models.scaling.memory import Memory
from models.scaling.observed import Observed
from models.scaling.policy import Policy, Target
from models.scaling.rule import Decision, decide

MONDAY = 345_600.0  # 1970-01-05, 00:00 UTC
POLICY = Policy(least=1, most=50, target=Target(value=4.0, utilisation=0.5), headroom_deviations=0.0, forecast=False)


def at_load(in_flight: float, **more: float | bool) -> Observed:
    """Return a second with so many requests in flight, each of 0.4 s."""
    return Observed(requests=in_flight / 0.4, upstream_seconds=in_flight, **more)


def driven(
    policy: Policy, seconds: Iterable[Observed], memory: Memory | None = None, start: int = 3, now: float = MONDAY
) -> Iterator[Decision]:
    """Yield the decision of each second, carried out at once."""
    memory, replicas = memory or Memory(), start
    for second, observed in enumerate(seconds):
        decision = decide(policy, replace(observed, ready=replicas, wanted=replicas), memory, now + second)
        memory, replicas = decision.memory, decision.desired
        yield decision


def last(policy: Policy, seconds: Iterable[Observed], **more: object) -> Decision:
    """Return the decision of the last second."""
    *_, decision = driven(policy, seconds, **more)
    return decision
