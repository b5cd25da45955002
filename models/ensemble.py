"""One calibrated probability from several heads."""

from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray

HEADS: Final = ("pot_tails", "half_space_trees", "isolation_forest", "classifier", "group")
# The novelty heads alone have a source watched, and never banned: too many of the harmless are new in some way.
CAPS: Final = np.array([8.0, 3.9, 3.9, 8.0, 8.0])
# How much of the chance of a false alarm each head may use up: most goes to those that tell best.
WEIGHTS: Final = np.array([0.1, 0.05, 0.05, 0.5, 0.3])
_SCORE_ONE_AT: Final = 6.0
_PLACES: Final = 1 << np.arange(len(HEADS))


def _shares() -> NDArray[np.float64]:
    """Return (2 ** HEADS, HEADS) log10 of each head's share, by which of them speak."""
    speaking = (np.arange(1 << len(HEADS))[:, None] & _PLACES) != 0
    total = (speaking * WEIGHTS).sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = np.log10(WEIGHTS / np.where(total > 0, total, 1))
    return shares


_SHARES: Final = _shares()


def combine(
    heads: NDArray[np.floating], caps: NDArray[np.float64] = CAPS
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Return p-values and scores of (n, HEADS) surprisals (-log10 p, NaN where a head does not speak).

    p is the least over the heads, each held to its cap and divided by its share of the speaking heads' WEIGHTS
    (a weighted Bonferroni correction, Genovese et al. 2006: it holds however the heads depend on each other). The
    score is -log10 p / 6, cut to [0, 1]; where no head speaks, p is 1 and the score NaN.
    """
    surprisal = reduce(np.maximum, weighted(heads, caps).T)  # far faster than along the rows
    score = np.clip(surprisal / _SCORE_ONE_AT, 0, 1)
    score[np.isnan(heads).all(axis=1)] = np.nan
    return 10.0**-surprisal, score.astype(np.float32)


def weighted(heads: NDArray[np.floating], caps: NDArray[np.float64] = CAPS) -> NDArray[np.float64]:
    """Return (n, HEADS) what each surprisal comes to by its head's cap and share, 0 at least: the most is -log10 p.

    It is 0 where a head does not speak.
    """
    speaking = ~np.isnan(heads)
    told: NDArray[np.float64] = np.minimum(heads, caps) + _SHARES.take(speaking @ _PLACES, axis=0)
    return np.where(speaking, told, 0).clip(0)
