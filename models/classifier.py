"""The classifier of known attacks: gradient-boosted trees, trained offline on attacks injected into harmless logs.

The trees are monotone in every one-sided feature (`models.training.fit`): more of what is suspicious never makes a
source look better. On top sit the weights that people's verdicts have taught (`models.feedback`). When it does not
work: a family of attacks that it never saw (the novelty heads are for those).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models import feedback
from models.codec import Array
from models.detector import Rows
from models.kernels.trees import Trees
from models.part import Part

LEAST_LOG_ODDS: Final = -12.0  # below, nothing is told apart any more


def classifier_part(trees: Mapping[str, Array], weights: NDArray[np.float64] | None = None) -> Part:
    """Return the classifier as a part; one that never speaks where there are no trees."""
    if not trees:
        return Part("classifier")
    return Part("classifier", {**trees, "feedback": feedback.INITIAL.copy() if weights is None else weights})


def score_part(part: Part, rows: Rows, surprisal: Rows) -> NDArray[np.float64] | None:
    """Return how far each row's log-odds of being an attack lie above the least; None where there is no classifier.

    Args:
        part: what `classifier_part` made.
        rows: (n, F) features in natural units.
        surprisal: (n, ALARMING) of the same rows.
    """
    if not part.arrays:
        return None
    odds = feedback.judged(part.arrays["feedback"], log_odds(part, rows), surprisal)
    return np.maximum(odds - LEAST_LOG_ODDS, 0)


def log_odds(part: Part, rows: Rows) -> NDArray[np.float64]:
    """Return (n,) the trees' log-odds of being an attack, without feedback."""
    return _trees_of(part).sums(rows, float(part.arrays["base"][0]))


def taught(part: Part, rows: Rows, surprisal: Rows, attack: Sequence[bool]) -> Part:
    """Return the classifier after verdicts about rows, in their order."""
    if not part.arrays:
        return part
    weights = feedback.learn(part.arrays["feedback"], log_odds(part, rows), surprisal, attack)
    return Part("classifier", {**part.arrays, "feedback": weights})


@lru_cache(maxsize=8)
def _trees_of(part: Part) -> Trees:
    return Trees.of(part.arrays)
