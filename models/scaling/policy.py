"""What an operator wants of a service's scaling, and what is wrong with it."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, Literal, Self, get_args

import msgspec

from models.scaling.schedule import Window, zone

TargetKind = Literal["concurrency", "rps", "cpu", "custom"]
TARGET_KINDS = get_args(TargetKind)
MOST_REPLICAS = 1000
MOST_WINDOWS = 100
_LONGEST_WINDOW = 600
_LONGEST_DELAY = 86_400


class PolicyError(ValueError):
    """A policy that nobody can follow; the message has one line for each fault."""


class Target(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How busy a replica is to be.

    `value` is what fills one replica: requests in flight (`concurrency`, by Little's law), requests a second (`rps`) or
    units of the custom metric named `metric`; a replica of `cpu` is full at 1. `utilisation` of that is aimed at.
    """

    kind: TargetKind = "concurrency"
    value: float = 1.0
    utilisation: float = 0.9
    metric: str = ""


class Policy(
    msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, rename={"least": "min", "most": "max"}
):
    """The scaling of one service. Durations in seconds.

    Attributes:
        least: replicas that are always there (`min`); 0 lets the service sleep, see `idle_seconds`.
        most: replicas that there never are more of (`max`).
        window_seconds: over which load is averaged.
        panic_window_seconds: over which a sudden crowd shows.
        panic_threshold: how many times what the ready replicas hold is such a crowd; it waits for no delay.
        scale_up_delay_seconds: how long more has to be wanted before it is ordered.
        scale_down_delay_seconds: how long less has to be wanted; the most that was wanted meanwhile counts.
        tolerance: the part by which load may exceed its target before anything is done about it.
        headroom_deviations: how often what load usually moves by, within `start_seconds`, is added to it.
        drain_seconds: within which what waits is to be worked off.
        start_seconds: what a replica needs to be ready, where it was not measured; forecasts look so far ahead.
        flap_budget: times an hour that less may be ordered after more was; past it, less waits.
        attack_budget: the part of what clean traffic needs that may be bought for anomalous traffic.
        event_down_delay_seconds: how long what was bought for anomalous traffic stays.
        stale_seconds: age from which on telemetry is silence, and nothing changes.
        forecast: whether what usually comes at this time of the week is prepared for.
        pause_in: never order less.
        pause_out: never order more.
        dry_run: decide and tell, but order nothing.
        idle_seconds: without a request for so long the service sleeps; with `min: 0` alone.
        schedule: weekly windows with their own bounds, in `timezone`; where several hold, the first.
    """

    least: int = 1
    most: int = 10
    target: Target = Target()
    window_seconds: int = 10
    panic_window_seconds: int = 6
    panic_threshold: float = 1.5
    scale_up_delay_seconds: float = 0.0
    scale_down_delay_seconds: float = 120.0
    tolerance: float = 0.0
    headroom_deviations: float = 2.0
    drain_seconds: float = 5.0
    start_seconds: float = 15.0
    flap_budget: int = 30
    attack_budget: float = 1.0
    event_down_delay_seconds: float = 30.0
    stale_seconds: float = 10.0
    forecast: bool = True
    pause_in: bool = False
    pause_out: bool = False
    dry_run: bool = False
    idle_seconds: float = 900.0
    timezone: str = "UTC"
    schedule: tuple[Window, ...] = ()

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Return the policy that a document (parsed JSON or YAML) describes; raises PolicyError."""
        try:
            policy = msgspec.convert(document, cls)
        except msgspec.ValidationError as error:
            raise PolicyError(str(error)) from error
        if found := list(problems(policy)):
            raise PolicyError("\n".join(found))
        return policy


def problems(policy: Policy) -> Iterator[str]:
    """Yield what is wrong with a policy, for the people who wrote it."""
    yield from _bounds("", policy.least, policy.most)
    yield from _numbers(policy)
    if policy.target.kind == "custom" and not policy.target.metric:
        yield "target.metric: a custom target names its metric"
    if policy.panic_window_seconds > policy.window_seconds:
        yield "panic_window_seconds: longer than window_seconds"
    try:
        zone(policy.timezone)
    except ValueError as error:
        yield f"timezone: {error}"
    if len(policy.schedule) > MOST_WINDOWS:
        yield f"schedule: more than {MOST_WINDOWS} windows"
    for number, window in enumerate(policy.schedule[:MOST_WINDOWS]):
        where = f"schedule[{number}]."
        yield from (where + problem for problem in window.problems())
        least, most = window.bounds(policy.least, policy.most)
        yield from _bounds(where, least, most)


def _bounds(where: str, least: int, most: int) -> Iterator[str]:
    if not 0 <= least <= MOST_REPLICAS:
        yield f"{where}min: {least} is not between 0 and {MOST_REPLICAS}"
    if not 1 <= most <= MOST_REPLICAS:
        yield f"{where}max: {most} is not between 1 and {MOST_REPLICAS}"
    if least > most:
        yield f"{where}min: {least} is more than max, {most}"


_RANGES: dict[str, tuple[float, float]] = {
    "window_seconds": (1, _LONGEST_WINDOW),
    "panic_window_seconds": (1, _LONGEST_WINDOW),
    "panic_threshold": (1, 100),
    "scale_up_delay_seconds": (0, _LONGEST_DELAY),
    "scale_down_delay_seconds": (0, _LONGEST_DELAY),
    "tolerance": (0, 1),
    "headroom_deviations": (0, 10),
    "drain_seconds": (1, 3600),
    "start_seconds": (0, 3600),
    "flap_budget": (0, 1000),
    "attack_budget": (0, 100),
    "event_down_delay_seconds": (0, _LONGEST_DELAY),
    "stale_seconds": (1, 3600),
    "idle_seconds": (1, _LONGEST_DELAY),
}


def _numbers(policy: Policy) -> Iterator[str]:
    found: list[tuple[str, float, tuple[float, float]]] = [
        (name, getattr(policy, name), limits) for name, limits in _RANGES.items()
    ]
    found.append(("target.value", policy.target.value, (1e-6, 1e12)))
    found.append(("target.utilisation", policy.target.utilisation, (0.05, 1)))
    for name, value, (low, high) in found:
        if not (math.isfinite(value) and low <= value <= high):
            yield f"{name}: {value:g} is not between {low:g} and {high:g}"
