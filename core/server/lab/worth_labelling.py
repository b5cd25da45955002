"""Which sources a person's word would teach most about. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.server.lab.kept import Kept
from models.ensemble import HEADS
from models.features import NAMES
from models.pot_tails import off_scale
from models.rescore import HeadScores
from models.service_class import class_of

Why = Literal["disagree", "undecided", "near", "ordinary"]
_NEAR: Final = 0.75  # decades of p around the limit's threshold
_OF_ONE_INCIDENT: Final = 5  # a verdict on the incident says it of all
_MOST: Final[dict[Why, int]] = {"disagree": 20, "undecided": 25, "near": 15, "ordinary": 10}
_FEATURES: Final = 8
_ORDER: Final[tuple[Why, ...]] = ("disagree", "undecided", "near", "ordinary")


class NamedFeature(msgspec.Struct, frozen=True, kw_only=True):
    """A feature of a candidate beside what is typical, and how rare it is (-log10 of the part of sources)."""

    feature: str
    value: float
    typical: float
    surprisal: float


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A source at its most telling second. `incident` is the one that it is a part of and that nobody has judged."""

    service: str
    source: str
    at: float
    position: int
    why: Why
    incident: str
    requests: int
    refused: int
    rps: float
    champion_p: float
    challenger_p: float | None
    features: list[NamedFeature]
    heads: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What candidates are chosen by: -log10 of the limit's threshold, labelled pairs, members of open incidents.

    `quantiles` are (classes, F, LEVELS) of the champion's tails: what is typical.
    """

    limit: float
    quantiles: NDArray[np.float64]
    labelled: set[tuple[str, str]]
    undecided: Mapping[tuple[str, str], str]


def candidates(kept: Kept, asked: Asked, champion: HeadScores, challenger: HeadScores | None) -> list[Candidate]:
    """Return whom to ask people about, what teaches most first."""
    said = -np.log10(champion.p_value)
    other = said if challenger is None else -np.log10(challenger.p_value)
    row = _telling_rows(kept, np.maximum(said, other))
    best, best_other = kept.most(said), kept.most(other)
    chosen: dict[Why, list[tuple[float, int]]] = {why: [] for why in _ORDER}
    incidents: dict[str, int] = {}
    for entity, at in enumerate(row.tolist()):
        pair = kept.service_of(at), kept.source(at)
        if pair in asked.labelled:
            continue
        incident = asked.undecided.get(pair, "")
        why = _why(best[entity], best_other[entity], asked.limit, incident)
        if why is None and not kept.sampled[at]:
            continue
        if incident and why == "undecided":
            incidents[incident] = incidents.get(incident, 0) + 1
            if incidents[incident] > _OF_ONE_INCIDENT:
                continue
        chosen[why or "ordinary"].append((abs(float(best[entity]) - asked.limit), at))
    ranked = [(why, at) for why in _ORDER for _, at in sorted(chosen[why])[: _MOST[why]]]
    return [_candidate(kept, at, why, asked, champion, challenger) for why, at in ranked]


def _why(champion: float, challenger: float, limit: float, incident: str) -> Why | None:
    if (champion >= limit) != (challenger >= limit):
        return "disagree"
    if incident:
        return "undecided"
    return "near" if abs(champion - limit) <= _NEAR else None


def _telling_rows(kept: Kept, said: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return each entity's row of which most is said, the newest of those."""
    order = np.lexsort((kept.at, said, kept.entity))
    last = np.append(np.diff(kept.entity[order]) != 0, True)
    rows: NDArray[np.int64] = order[last]
    return rows


def _candidate(  # noqa: PLR0917 - what it is told from
    kept: Kept, row: int, why: Why, asked: Asked, champion: HeadScores, challenger: HeadScores | None
) -> Candidate:
    service, source = kept.service_of(row), kept.source(row)
    heads = {name: said for name, said in zip(HEADS, champion.heads[row].tolist(), strict=True) if not isnan(said)}
    return Candidate(
        service=service,
        source=source,
        at=float(kept.at[row]),
        position=int(kept.position[row]),
        why=why,
        incident=asked.undecided.get((service, source), ""),
        requests=int(kept.requests[row]),
        refused=int(kept.refused[row]),
        rps=float(kept.rps[row]),
        champion_p=float(champion.p_value[row]),
        challenger_p=None if challenger is None else float(challenger.p_value[row]),
        features=named_features(kept.features[row], champion.surprisal[row], asked.quantiles),
        heads=heads,
    )


def named_features(
    features: NDArray[np.float32], surprisal: NDArray[np.float32], quantiles: NDArray[np.float64]
) -> list[NamedFeature]:
    """Return the most surprising features of a row, the rarest first.

    Args:
        features: (F,) in natural units.
        surprisal: (F,) of them.
        quantiles: (classes, F, LEVELS) of the part that told the surprisal.
    """
    typical = off_scale(quantiles[int(class_of(features[None, :])[0]), :, 0])
    order = np.argsort(-surprisal, kind="stable")[:_FEATURES]
    columns = (order.tolist(), features[order].tolist(), typical[order].tolist(), surprisal[order].tolist())
    return [
        NamedFeature(feature=NAMES[f], value=value, typical=usual, surprisal=rare)
        for f, value, usual, rare in zip(*columns, strict=True)
    ]
