"""One calibrated probability from several heads."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

HEADS: Final = ("pot_tails", "half_space_trees", "isolation_forest", "classifier", "group")
# The novelty heads may call for a limit and never, alone, for a ban, until their false alarms are measured.
CAPS: Final = np.array([8.0, 3.9, 3.9, 8.0, 8.0])
_SCORE_ONE_AT: Final = 6.0


def combine(
    heads: NDArray[np.floating], caps: NDArray[np.float64] = CAPS
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Return p-values and scores of (n, HEADS) surprisals (-log10 p, NaN where a head does not speak).

    p is the least over the heads, each held to its cap, times the number of speaking heads (Bonferroni: they depend
    on each other). The score is -log10 p / 6, cut to [0, 1]; where no head speaks, p is 1 and the score NaN.
    """
    speaking = np.sum(~np.isnan(heads), axis=1)
    best = np.nan_to_num(np.minimum(heads, caps), nan=0).max(axis=1, initial=0)
    surprisal = np.clip(best - np.log10(np.maximum(speaking, 1)), 0, None)
    score = np.clip(surprisal / _SCORE_ONE_AT, 0, 1)
    score[speaking == 0] = np.nan
    return 10.0**-surprisal, score.astype(np.float32)
