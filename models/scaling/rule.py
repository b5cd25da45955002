"""How many replicas a service is to have: a pure function of the policy, one second, and what is remembered.

Load is averaged over a window, a shorter one in a panic, carried ahead by trend and season until a new replica would be
ready, and given room for what it usually moves by meanwhile. Less is ordered only after less was wanted for a while.

So that an attacker does not buy machines: what clean traffic wanted is kept for the long delay, what all traffic wanted
for a short one; what was wanted just before an attack was found is forgotten when it is; and for the first minutes of
an incident, while bots are still being found, growth is bought from its budget.

Window and panic are Knative's, the memory of what was wanted is Kubernetes' stabilisation, the forecast orders only
more, as predictive scaling elsewhere does. docs/scaling.md has the figures, and when it does not work.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from models.scaling.learning import heed, learn
from models.scaling.load import load_of, usual_seconds_of
from models.scaling.memory import REMEMBERED_SECONDS, Memory, shifted
from models.scaling.need import Need, need_of
from models.scaling.observed import Observed
from models.scaling.policy import Policy
from models.scaling.reasons import Reason
from models.scaling.schedule import bounds_at
from models.scaling.settling import remember, settle, wanted_of

_TOLD_ROOM: Final = 0.005
_CLOCK_BACK_SECONDS: Final = 60.0  # a clock that was set back so far starts anew; by less, it is waited for


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided in a second.

    Attributes:
        desired: replicas there are to be; with `dry_run`, there would be.
        current: replicas that were ordered before.
        utilisation: load of the ready replicas, 1 is full; NaN where it is not known.
        forecast: the same when a replica that is ordered now would be ready.
        reasons: why, the measured first.
        held: too little is known, so that all stays as it is.
        dry_run: nothing of it is to be carried out.
        memory: what to remember.
    """

    desired: int
    current: int
    utilisation: float
    forecast: float
    reasons: tuple[Reason, ...]
    held: bool
    dry_run: bool
    memory: Memory

    def __str__(self) -> str:
        return sentence(self.desired, self.current, self.reasons)


def sentence(desired: int, current: int, reasons: Iterable[Reason]) -> str:
    """Return a decision and why it was made, in English."""
    change = f"{current} -> {desired}" if desired != current else f"{current}"
    return f"{change}: {'; '.join(map(str, reasons))}"


def decide(policy: Policy, observed: Observed, memory: Memory, now: float) -> Decision:
    """Return how many replicas there are to be. Called once a second; seconds left out count as unknown."""
    if now <= memory.now - _CLOCK_BACK_SECONDS:
        memory = Memory(forecast=memory.forecast)
    load, waiting = load_of(policy, observed, memory.waiting, memory.usual_seconds)
    if silence := _silence(policy, observed, memory, load, now):
        return _held(policy, observed, memory, now, silence)
    resumed = now - memory.now > policy.stale_seconds
    memory = replace(_with_second(policy, observed, memory, load, now), waiting=waiting)
    need = need_of(policy, observed, memory)
    memory = remember(policy, observed, memory, need, resumed=resumed)
    desired, why, memory = settle(policy, observed, memory, wanted_of(policy, memory), panic=need.panic)
    within, bound = _bounded(policy, desired, now)
    return Decision(
        desired=within,
        current=observed.wanted,
        utilisation=need.utilisation if observed.ready else math.nan,
        forecast=need.forecast if observed.ready else math.nan,
        reasons=(*_measured(policy, observed, memory, need), *why, *bound),
        held=False,
        dry_run=policy.dry_run,
        memory=memory,
    )


def _held(policy: Policy, observed: Observed, memory: Memory, now: float, why: Reason) -> Decision:
    """Return the decision to leave everything as it is: the least of this instant holds, but no most takes away."""
    within, bound = _bounded(policy, observed.wanted, now)
    if within < observed.wanted:
        within, bound = observed.wanted, ()
    return Decision(
        desired=within,
        current=observed.wanted,
        utilisation=math.nan,
        forecast=math.nan,
        reasons=(why, *bound),
        held=True,
        dry_run=policy.dry_run,
        memory=memory,
    )


def _bounded(policy: Policy, desired: int, now: float) -> tuple[int, tuple[Reason, ...]]:
    """Return what is within the bounds of an instant, and the bound where that is something else."""
    least, most, scheduled = bounds_at(policy.schedule, policy.timezone, now, (policy.least, policy.most))
    within = min(max(desired, least), most)
    if within == desired:
        return within, ()
    args = {"bound": within, "scheduled": scheduled, "wanted": desired}
    return within, (Reason("least" if within > desired else "most", args),)


def _silence(policy: Policy, observed: Observed, memory: Memory, load: float, now: float) -> Reason | None:
    if now <= memory.now:
        return Reason("decided_before")
    if observed.age_seconds > policy.stale_seconds:
        return Reason("no_telemetry", {"seconds": observed.age_seconds})
    return None if math.isfinite(load) else Reason("target_unknown", {"metric": policy.target.kind})


def _with_second(policy: Policy, observed: Observed, memory: Memory, load: float, now: float) -> Memory:
    """Return the memory with the load of one more second, which the forecast may learn of."""
    share = 0.0 if observed.crowd or math.isnan(observed.anomalous_share) else observed.anomalous_share
    clean, size = load * (1 - min(max(share, 0.0), 1.0)), max(REMEMBERED_SECONDS, policy.window_seconds)
    passed = size if math.isinf(memory.now) else min(max(round(now - memory.now), 1), size)
    first = math.isinf(memory.active_at)
    memory = replace(
        memory,
        now=now,
        usual_seconds=usual_seconds_of(policy, observed, memory.usual_seconds),
        loads=shifted(memory.loads, passed, size, load, clean),
        active_at=now if first or load > 0 or observed.requests > 0 else memory.active_at,
    )
    memory = heed(memory, observed, clean, now)
    return learn(memory, clean, now, doubtful=observed.incident or observed.crowd)


def _measured(policy: Policy, observed: Observed, memory: Memory, need: Need) -> Iterator[Reason]:
    if observed.ready:
        yield Reason("load", _load(policy, need))
    else:
        yield Reason("none_ready")
    if need.refused:
        yield Reason("beyond_budget", {"replicas": need.refused})
    if need.wanted > need.clean:
        yield Reason("for_anomalous", {"replicas": need.wanted - need.clean})
    kept = wanted_of(policy, memory)
    if kept > need.wanted:
        yield Reason("kept", {"wanted": need.wanted, "kept": kept, "seconds": policy.scale_down_delay_seconds})


def _load(policy: Policy, need: Need) -> dict[str, float | str]:
    """Return what there is to say of the load; a forecast and a room where they add something."""
    said: dict[str, float | str] = {
        "metric": policy.target.metric if policy.target.kind == "custom" else policy.target.kind,
        "busy": need.utilisation,
        "target": policy.target.utilisation,
        "seconds": need.seconds,
    }
    if need.panic:
        said["panic"] = True
    if math.inf > need.forecast > need.utilisation:
        said["forecast"] = need.forecast
    if need.room >= _TOLD_ROOM:
        said["room"] = need.room
    return said
