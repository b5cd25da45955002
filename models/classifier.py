"""The classifier of known attacks: gradient-boosted trees, trained offline on attacks injected into harmless logs.

The trees are monotone in every one-sided feature and kept as flat arrays (see `dozor.fit_detector`). When it does not
work: a family of attacks that it never saw (the novelty heads are for those).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.detector import Rows
from models.part import Part

LEAST_LOG_ODDS: Final = -10.0  # below, nothing more is told apart


def score_part(part: Part, rows: Rows) -> NDArray[np.float64] | None:
    """Return how far each row's log-odds of being an attack lie above the least; None where there is no classifier.

    Args:
        part: `root` (trees,), and by node `left`, `right`, `feature`, `threshold`, `value`; a leaf's children are
            itself. `base` (1,) is added to the sum of the leaves' values, `height` (1,) the deepest tree.
        rows: (n, F) features in natural units; NaN goes left.
    """
    if not part.arrays:
        return None
    log_odds = walk(part, rows)
    return np.maximum(log_odds - LEAST_LOG_ODDS, 0)


def walk(part: Part, rows: Rows) -> NDArray[np.float64]:
    """Return (n,) log-odds."""
    a = part.arrays
    x = np.asarray(rows, np.float64)
    node = np.broadcast_to(a["root"], (len(x), len(a["root"])))
    at = np.arange(len(x))[:, None]
    for _ in range(int(a["height"][0])):
        right = x[at, a["feature"][node]] > a["threshold"][node]
        node = np.where(right, a["right"][node], a["left"][node])
    total: NDArray[np.float64] = a["base"][0] + np.cumsum(a["value"][node], axis=1)[:, -1]
    return total
