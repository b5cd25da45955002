"""Tail probabilities of one-sided numbers: empirical in the body, an exponential tail beyond (POT, trimmed).

Where the traffic may hold attackers the tail is fitted between the 95th and 99th percentiles only: a threshold laid
over what lies beyond would never see them. Where it is known who is harmless (the shipped quantiles) the levels above
are taken as measured. Either way it extrapolates: it says "one in 10^5" after seeing some thousand sources.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.kernels.surprisal import Curve, surprisal_of

LEVELS: Final = (0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999)
CLIP: Final = 8.0
_TRIMMED: Final = LEVELS.index(0.99)
_SURPRISAL: Final = -np.log10(1 - np.array(LEVELS))
_STEP: Final = 1e-6


def quantiles_of(maxima: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return (columns, LEVELS) of (sources, columns), each row a source's maxima; above 0.99 extrapolated."""
    levels: NDArray[np.float64] = np.quantile(maxima.astype(np.float64), LEVELS, axis=0).T
    decade = (levels[:, _TRIMMED] - levels[:, _TRIMMED - 1]) * np.log(10) / np.log(5)
    for level in range(_TRIMMED + 1, len(LEVELS)):
        levels[:, level] = levels[:, level - 1] + decade
    return levels


class Tails:
    """Turns numbers into surprisal: -log10 of the part of sources that ever go so far, 0..CLIP.

    Args:
        quantiles: (columns, LEVELS), not falling along LEVELS.
        floors: (columns,) least scale of the tail, so that a constant column does not make one step a miracle.
    """

    def __init__(self, quantiles: NDArray[np.float64], floors: NDArray[np.float64]) -> None:
        self.quantiles = quantiles
        grid = quantiles + _STEP * np.arange(len(LEVELS))
        rise = np.diff(_SURPRISAL) / np.diff(grid, axis=1)
        scale = np.maximum((quantiles[:, -1] - quantiles[:, -2]) / np.log(10), floors)
        self._curve = Curve(grid.T.copy(), rise.T.copy(), 1 / (scale * np.log(10)), float(_SURPRISAL[0]), CLIP)

    def surprisal(self, values: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return (n, columns) for (n, columns). NaN counts as no surprise."""
        return surprisal_of(self._curve, values)


def surprisal_by_class(
    tails: Sequence[Tails], values: NDArray[np.floating], classes: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Return (n, columns) surprisal, each row by the tails of its class."""
    present = np.flatnonzero(np.bincount(classes, minlength=1))
    if len({id(tails[each]) for each in present.tolist()}) <= 1:
        return tails[int(present[0]) if len(present) else 0].surprisal(values)
    surprisal = np.empty(values.shape, np.float32)
    for each in present.tolist():
        chosen = classes == each
        surprisal[chosen] = tails[each].surprisal(values[chosen])
    return surprisal


def tails_by_class(quantiles: NDArray[np.float64], floors: NDArray[np.float64]) -> tuple[Tails, ...]:
    """Return the tails of (classes, columns, LEVELS) quantiles, the very same ones where classes do not differ."""
    made: list[Tails] = []
    for own in quantiles:
        same = [tails for tails in made if np.array_equal(tails.quantiles, own, equal_nan=True)]
        made.append(same[0] if same else Tails(own, floors))
    return tuple(made)
