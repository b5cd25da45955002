"""From what nodes told to what the scaling rule is told. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.server.decisions.incident import HARMLESS, Incident
from core.server.pipeline.live_load import NO_LOAD, Load
from core.server.scaling.situation import NodeSituation
from models.scaling.observed import NOT_KNOWN, Observed

AWAY_SECONDS: Final = 60.0
"""A node that carried load and is silent holds everything for so long; then the others are scaled without it."""

_CARRIED_PART: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a node told of a service: `heard_at` is when it told last (0: never), `load` that of the second.

    `lately` is the mean of the last minute that is known of it. CPU and custom metric are NaN where not known; the
    CPU is the sum over its ready replicas of what each uses of what it may.
    """

    heard_at: float
    load: Load = NO_LOAD
    lately: Load = NO_LOAD
    cpu: float = NOT_KNOWN
    custom: float = NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Attacked:
    """Whether an incident of an attack runs at a service, or a flash crowd does."""

    incident: bool = False
    crowd: bool = False


def attacked(service: str, incidents: Iterable[Incident], requests: float) -> Attacked:
    """Return what incidents say of a service now that has so many requests a second.

    One whose sources never sent a noticeable part of that says nothing about load.
    """
    running = [
        each
        for each in incidents
        if each.service == service
        and not (each.ended_at or each.verdict in HARMLESS)
        and each.peak_rps >= _CARRIED_PART * requests
    ]
    attack = any(each.decisions > 0 or each.kind in {"distributed", "stuffing"} for each in running)
    return Attacked(incident=attack, crowd=not attack and any(each.kind == "flash_crowd" for each in running))


def observe(
    situations: Sequence[NodeSituation],
    told: Mapping[str, Told],
    during: Attacked,
    *,
    now: float,
    start_seconds: float,
) -> Observed:
    """Return what is known of a second, of the nodes that are not silent."""
    there = [each for each in situations if not each.silent]
    words = [told[each.node] for each in there]
    load = [sum(each) for each in zip(*(word.load for word in words), strict=True)] if words else []
    requests, upstream_seconds, anomalous = load or (NOT_KNOWN, NOT_KNOWN, NOT_KNOWN)
    counted = sum(each.containers + each.ready for each in there)
    hosts = max((each.hosts for each in there), default=0)
    cpu, custom = _known_sum(word.cpu for word in words), _known_sum(word.custom for word in words)
    return Observed(
        requests=requests,
        upstream_seconds=upstream_seconds,
        cpu_share=cpu / counted if counted else NOT_KNOWN,
        custom=custom,
        anomalous_share=anomalous / requests if requests > 0 else 0.0,
        incident=during.incident,
        crowd=during.crowd,
        ready=counted + hosts,
        starting=sum(each.starting for each in there),
        wanted=hosts + sum(each.containers + each.ordered for each in there),
        start_seconds=start_seconds,
        age_seconds=_age(situations, told, now),
    )


def _age(situations: Sequence[NodeSituation], told: Mapping[str, Told], now: float) -> float:
    """Return the age of what is known: of the newest, or of a node that is just away and carried some of the load."""
    ages = {each.node: now - told[each.node].heard_at for each in situations}
    if not any(not each.silent for each in situations):
        return min(ages.values(), default=math.inf)
    all_requests = sum(told[each.node].lately.requests for each in situations)
    away = (
        ages[each.node]
        for each in situations
        if each.silent
        and ages[each.node] <= AWAY_SECONDS
        and told[each.node].lately.requests >= _CARRIED_PART * all_requests > 0
    )
    newest = min(ages[each.node] for each in situations if not each.silent)
    return max([newest, *away])


def _known_sum(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) if known else NOT_KNOWN
