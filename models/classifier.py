"""The classifier of known attacks: gradient-boosted trees, trained offline on attacks injected into harmless logs.

The trees are monotone in every one-sided feature (`dozor.fit_detector`): more of what is suspicious never makes a
source look better. When it does not work: a family of attacks that it never saw (the novelty heads are for those).
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.detector import Rows
from models.kernels.trees import Trees
from models.part import Part

LEAST_LOG_ODDS: Final = -12.0  # below, nothing is told apart any more


def score_part(part: Part, rows: Rows) -> NDArray[np.float64] | None:
    """Return how far each row's log-odds of being an attack lie above the least; None where there is no classifier.

    Args:
        part: what `classifier_part` made.
        rows: (n, F) features in natural units.
    """
    if not part.arrays:
        return None
    return np.maximum(log_odds(part, rows) - LEAST_LOG_ODDS, 0)


def log_odds(part: Part, rows: Rows) -> NDArray[np.float64]:
    """Return (n,) the trees' log-odds of being an attack."""
    return _trees_of(part).sums(rows, float(part.arrays["base"][0]))


@lru_cache(maxsize=8)
def _trees_of(part: Part) -> Trees:
    return Trees.of(part.arrays)
