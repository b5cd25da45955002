"""Why a score is high, for people: the features that carry it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.classifier import score_part
from models.ensemble import HEADS
from models.features import NAMES
from models.pot_tails import alarming, surprisal_of
from models.scores import Reason, Scores

_LEAST_SURPRISAL: Final = 1.0
_LEAST_ODDS: Final = 0.25  # by how much a feature must raise the classifier's log-odds to be named
_CLASSIFIER: Final = HEADS.index("classifier")
_POT_TAILS: Final = HEADS.index("pot_tails")


def reasons_of(scores: Scores, i: int, limit: int = 4) -> tuple[Reason, ...]:
    """Return the features that push the score of entry `i` up, the strongest first; their shares sum to 1.

    Where the classifier says more than the tails do, a feature's part is how far its log-odds fall with the feature at
    its median (one batched call); else it is the feature's own surprisal, which adds up by itself. `one_in` always
    tells how few sources go so far in that feature. Empty where no feature goes further than in one source of ten.
    """
    surprisal = scores.surprisal[i].astype(np.float64)
    part, least = surprisal, _LEAST_SURPRISAL
    heads = np.nan_to_num(scores.heads[i], nan=0)
    if heads[_CLASSIFIER] > heads[_POT_TAILS] and "classifier" in scores.parts:
        contributions = contributions_of(scores, i)
        if contributions.max(initial=0) >= _LEAST_ODDS:
            part, least = contributions, _LEAST_ODDS
    order = np.argsort(-part, kind="stable")[:limit]
    order = order[part[order] >= least]
    total = float(part[order].sum())
    return tuple(
        Reason(
            feature=NAMES[f],
            value=round(float(scores.features[i, f]), 3),
            typical=round(float(scores.typical[f]), 3),
            share=float(part[f]) / total,
            one_in=float(10.0 ** surprisal[f]),
        )
        for f in order.tolist()
    )


def contributions_of(scores: Scores, i: int) -> NDArray[np.float64]:
    """Return (F,) how far the classifier's log-odds of entry `i` fall with each feature alone at its median."""
    rows = np.repeat(scores.features[i : i + 1], len(NAMES) + 1, axis=0)
    at = np.arange(len(NAMES))
    rows[at, at] = scores.typical
    surprisal = alarming(surprisal_of(scores.parts["pot_tails"], rows))
    odds = score_part(scores.parts["classifier"], rows, surprisal)
    if odds is None:
        return np.zeros(len(NAMES))
    fall: NDArray[np.float64] = np.maximum(odds[-1] - odds[:-1], 0)
    return fall
