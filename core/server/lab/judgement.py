"""What one detector version says of what was kept, and of what people have labelled. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.server.lab.kept import Kept
from core.server.lab.working_points import Judged, WorkingPoint, precision_over_recalls, working_points
from models.ensemble import HEADS, weighted
from models.features import NAMES
from models.part import Part
from models.rescore import HeadScores, rescore

DAY_SECONDS: Final = 86_400.0
FLAGGED: Final = 2.0  # -log10 p that has a source watched
LABELS: Final = {"attack": True, "harmless": False}  # whether it is one; who is unsure says nothing
_BINS: Final = 20
_SCORE_ONE_AT: Final = 6.0


class KnownLabel(msgspec.Struct, frozen=True, kw_only=True):
    """What people say of a source, with its features as they were."""

    service: str
    source: str
    label: Literal["attack", "harmless", "unsure"]
    features: list[float]


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What one version says: how scores spread over sampled and over outstanding sources, what thresholds would flag.

    `loudest` tells by head how many of the flagged sources it speaks loudest about; `microseconds` is what a row costs.
    """

    sampled: list[int]
    outstanding: list[int]
    points: list[WorkingPoint]
    average_precision: float | None
    loudest: dict[str, int]
    microseconds: float


def surprisals(scored: HeadScores) -> NDArray[np.float64]:
    """Return (n,) -log10 p."""
    said: NDArray[np.float64] = -np.log10(scored.p_value)
    return said


def judgement_of(
    kept: Kept, scored: HeadScores, labels: Sequence[KnownLabel], parts: Mapping[str, Part], cost: float
) -> Judgement:
    """Return what a version's parts said of kept rows, and say of labels."""
    said = surprisals(scored)
    best, sampled = kept.most(said), kept.having(kept.sampled)
    day = ((kept.at - kept.at[0]) // DAY_SECONDS).astype(np.int64)
    days, of_day = np.unique(kept.entity * (int(day.max()) + 1) + day, return_inverse=True)
    daily = np.zeros(len(days))
    np.maximum.at(daily, of_day, said)
    judged = Judged(
        daily=daily,
        sampled=best[sampled],
        labels=_of_labels(kept, best, labels, parts),
        attack=np.array([LABELS[each.label] for each in labels], np.bool_),
    )
    span = max(float(kept.at[-1] - kept.at[0]) / DAY_SECONDS, 1 / 24)
    return Judgement(
        sampled=_spread(best[sampled]),
        outstanding=_spread(best[~sampled]),
        points=working_points(judged, span),
        average_precision=precision_over_recalls(judged),
        loudest=_loudest(scored, said),
        microseconds=cost,
    )


def _spread(best: NDArray[np.float64]) -> list[int]:
    counts: list[int] = np.histogram(np.clip(best / _SCORE_ONE_AT, 0, 1), _BINS, (0, 1))[0].tolist()
    return counts


def _loudest(scored: HeadScores, said: NDArray[np.float64]) -> dict[str, int]:
    flagged = np.flatnonzero(said >= FLAGGED)
    counts = np.bincount(weighted(scored.heads[flagged]).argmax(axis=1), minlength=len(HEADS))
    return dict(zip(HEADS, counts.tolist(), strict=True))


def _of_labels(
    kept: Kept, best: NDArray[np.float64], labels: Sequence[KnownLabel], parts: Mapping[str, Part]
) -> NDArray[np.float64]:
    """Return the most that is said of each labelled source: as it was labelled, and of what is kept of it."""
    if not labels:
        return np.zeros(0)
    features = np.array([each.features for each in labels], np.float32).reshape(len(labels), len(NAMES))
    said = surprisals(rescore(features, np.full(len(labels), np.nan), parts))
    first = np.unique(kept.entity, return_index=True)[1].tolist()
    known = {(kept.service_of(row), kept.source(row)): entity for entity, row in enumerate(first)}
    for i, label in enumerate(labels):
        entity = known.get((label.service, label.source))
        if entity is not None:
            said[i] = max(said[i], best[entity])
    return said
