"""Why a score is high, for people: the features that carry it."""

import numpy as np

from models.features import NAMES
from models.scores import Reason, Scores

_LEAST_SURPRISAL = 1.0


def reasons_of(scores: Scores, i: int, limit: int = 4) -> tuple[Reason, ...]:
    """Return the features that push the score of entry `i` up, the strongest first; their shares sum to 1.

    Empty where no feature goes further than in one source of ten.
    """
    surprisal = scores.surprisal[i]
    order = np.argsort(-surprisal, kind="stable")[:limit]
    order = order[surprisal[order] >= _LEAST_SURPRISAL]
    total = float(surprisal[order].sum())
    return tuple(
        Reason(
            feature=NAMES[f],
            value=round(float(scores.features[i, f]), 3),
            typical=round(float(scores.typical[f]), 3),
            share=float(surprisal[f]) / total,
            one_in=float(10.0 ** surprisal[f]),
        )
        for f in order.tolist()
    )
