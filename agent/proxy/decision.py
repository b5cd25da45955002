"""What comes next, given the core's order and what is on the node. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from agent.contract.proxy import Order
from agent.proxy.kept import Kept, Trial


@dataclass(frozen=True)
class Confirm:
    """The candidate that runs is what the core wants from now on."""

    trial: Trial


@dataclass(frozen=True)
class GoBack:
    """Run what is confirmed again instead of a candidate. `deployment` failed for this reason, unless it is empty."""

    trial: Trial
    reason: str = ""


@dataclass(frozen=True)
class Run:
    """Bring NGINX to the manifest that the core has confirmed, or to as much of it as it takes."""

    digest: str


@dataclass(frozen=True)
class Check:
    """Have a candidate tested."""

    deployment: str
    digest: str


@dataclass(frozen=True)
class Try:
    """Run a candidate that was tested."""

    deployment: str
    digest: str


@dataclass(frozen=True)
class Answer:
    """Tell what came of a deployment that there is nothing to run for: its candidate is confirmed, or did not pass."""

    deployment: str
    digest: str
    ok: bool


@dataclass(frozen=True)
class Rest:
    """Nothing is to be done until a new order, or this instant."""

    until_at: float | None = None


Next = Confirm | GoBack | Run | Check | Try | Answer | Rest


def decide(
    order: Order | None, kept: Kept, now: float, *, waiting: Collection[str] = (), rebuild: bool = False
) -> Next:
    """Return the next thing to do.

    Args:
        order: the last one heard, also where the core has been away since; None where none was heard yet.
        kept: what the agent remembers.
        now: Unix seconds.
        waiting: digests with which something went wrong that is to be tried again later.
        rebuild: what is confirmed has to be built anew, as the node's own part changed or a file is damaged.
    """
    if kept.trial:
        return _during(kept.trial, order, now)
    confirmed = order.confirmed if order and order.confirmed else kept.confirmed
    if confirmed and (confirmed != kept.confirmed or rebuild) and confirmed not in waiting:
        return Run(confirmed)
    return _candidate(order, kept, waiting) if order else Rest()


def _during(trial: Trial, order: Order | None, now: float) -> Next:
    if not trial.verified:
        return GoBack(trial)  # the agent was killed in the midst: once more from the beginning
    if order and order.confirmed == trial.digest:
        return Confirm(trial)
    if order and (order.deployment, order.candidate, order.step) != (trial.deployment, trial.digest, "apply"):
        return GoBack(trial, "the deployment was withdrawn")
    if now >= trial.until_at:
        return GoBack(trial, "the core did not confirm it in time")
    return Rest(trial.until_at)


def _candidate(order: Order, kept: Kept, waiting: Collection[str]) -> Next:
    digest = order.candidate
    if not digest or order.step == "hold" or digest in waiting or _is_told(order, kept):
        return Rest()
    if order.step == "apply" and digest == kept.confirmed:
        return Answer(order.deployment, digest, ok=True)
    if kept.check is None or (kept.check.digest, kept.checked_for) != (digest, order.deployment):
        return Check(order.deployment, digest)
    if order.step == "check":
        return Rest()
    return Try(order.deployment, digest) if kept.check.ok else Answer(order.deployment, digest, ok=False)


def _is_told(order: Order, kept: Kept) -> bool:
    """A deployment is run once on a node."""
    told = kept.apply
    return told is not None and (told.deployment, told.digest) == (order.deployment, order.candidate)
