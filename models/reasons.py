"""Why a score is high, for people: the features that carry it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.classifier import score_part
from models.ensemble import HEADS
from models.features import FEATURE, NAMES
from models.pot_tails import alarming, surprisal_of
from models.scores import Reason, Scores

_LEAST_SURPRISAL: Final = 1.0
_LEAST_ODDS: Final = 0.25  # by how much a feature must raise the classifier's log-odds to be named
_AT_ONCE: Final = 64  # entries whose contributions are worked out together: few megabytes
_LESS_TELLS: Final = [FEATURE["known_prefix"]]  # where less than usual is what people would call a reason
_CLASSIFIER: Final = HEADS.index("classifier")
_POT_TAILS: Final = HEADS.index("pot_tails")


def reasons_of(scores: Scores, i: int, limit: int = 4) -> tuple[Reason, ...]:
    """Return `reasons_of_many` of one entry."""
    (reasons,) = reasons_of_many(scores, np.array([i]), limit)
    return reasons


def reasons_of_many(scores: Scores, rows: NDArray[np.intp], limit: int = 4) -> list[tuple[Reason, ...]]:
    """Return for each of (n,) entries the features that push its score up, the strongest first; shares sum to 1.

    Where the classifier says more than the tails do, a feature's part is how far its log-odds fall with the feature at
    its median; else it is the feature's own surprisal, which adds up by itself. `one_in` always
    tells how few sources go so far in that feature. What a source does *less* than usual, and which alarms by itself
    nowhere, is left out: the classifier reads it together with the rest, alone it would be no reason. Empty where no
    feature goes further than in one source of ten.
    """
    part = scores.surprisal[rows].astype(np.float64)
    surprisal, least = part.copy(), np.full(len(rows), _LEAST_SURPRISAL)
    told = np.flatnonzero(_told_by_classifier(scores, rows))
    for begin in range(0, len(told), _AT_ONCE):
        some = told[begin : begin + _AT_ONCE]
        contributions = np.where(_is_reason(scores, rows[some]), contributions_of(scores, rows[some]), 0.0)
        enough = contributions.max(axis=1, initial=0) >= _LEAST_ODDS
        part[some[enough]], least[some[enough]] = contributions[enough], _LEAST_ODDS
    order = np.argsort(-part, axis=1, kind="stable")[:, :limit]
    best, surprisal = np.take_along_axis(part, order, 1), np.take_along_axis(surprisal, order, 1)
    columns = (order, scores.features[rows[:, None], order], scores.typical[order], best, surprisal)
    named = (best >= least[:, None]).sum(axis=1).tolist()
    return [
        _reasons(*(column[:count] for column in row))
        for count, *row in zip(named, *(column.tolist() for column in columns), strict=True)
    ]


def _reasons(
    order: list[int], values: list[float], typical: list[float], part: list[float], surprisal: list[float]
) -> tuple[Reason, ...]:
    total = sum(part)
    return tuple(
        Reason(feature=NAMES[f], value=round(value, 3), typical=round(usual, 3), share=share / total, one_in=10.0**rare)
        for f, value, usual, share, rare in zip(order, values, typical, part, surprisal, strict=True)
    )


def _is_reason(scores: Scores, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return (n, F) which features people would take for a reason: they are above usual, or alarm by themselves."""
    reason: NDArray[np.bool_] = (scores.features[rows] >= scores.typical) | (scores.surprisal[rows] >= _LEAST_SURPRISAL)
    reason[:, _LESS_TELLS] = True
    return reason


def _told_by_classifier(scores: Scores, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    heads = np.where(np.isnan(scores.heads[rows]), 0, scores.heads[rows])
    says_more: NDArray[np.bool_] = heads[:, _CLASSIFIER] > heads[:, _POT_TAILS]
    return says_more & ("classifier" in scores.parts)


def contributions_of(scores: Scores, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return (n, F) how far the classifier's log-odds of each entry fall with each feature alone at its median."""
    own = scores.features[rows]
    entry, feature = np.nonzero(own != scores.typical)  # the others are at their medians already
    changed = np.concatenate([own[entry], own])
    changed[np.arange(len(entry)), feature] = scores.typical[feature]
    surprisal = alarming(surprisal_of(scores.parts["pot_tails"], changed))
    odds = score_part(scores.parts["classifier"], changed, surprisal)
    fall = np.zeros((len(rows), len(NAMES)))
    if odds is not None:
        fall[entry, feature] = np.maximum(odds[len(entry) :][entry] - odds[: len(entry)], 0)
    return fall
