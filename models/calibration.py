"""From a detector's own scale to -log10 of a tail probability, by the maxima that well-behaved sources reach."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.reservoir import Reservoir
from models.tails import Tails, quantiles_of

_FROM_SOURCES = 500
_REFIT_SECONDS = 600


class HeadCalibration:
    """Trimmed POT for one detector's scores.

    Args:
        floor: least scale of the tail.
        prior: quantiles (LEVELS) that hold before, and as a lower bound after, this place's own are known.
    """

    def __init__(self, floor: float, prior: NDArray[np.float64] | None = None) -> None:
        self._floors = np.array([floor])
        self._prior = prior
        self._maxima = Reservoir(1)
        self._refit_at = 0
        self._tails = None if prior is None else Tails(prior[None, :], self._floors)

    def surprisal(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return -log10 p of each score; NaN where the score is NaN or nothing is known yet."""
        if self._tails is None:
            return np.full(len(scores), np.nan)
        surprisal = self._tails.surprisal(scores[:, None])[:, 0].astype(np.float64)
        surprisal[np.isnan(scores)] = np.nan
        return surprisal

    def learn_many(self, scores: NDArray[np.float64], keys: NDArray[np.uint64], second: int) -> None:
        """Remember the sources' highest scores and calibrate by them every ten minutes of data time."""
        known = ~np.isnan(scores)
        if not known.any():
            return
        self._maxima.put_maxima(keys[known], scores[known, None].astype(np.float32), second)
        if second < self._refit_at or len(self._maxima) < _FROM_SOURCES:
            return
        self._refit_at = second + _REFIT_SECONDS
        local = quantiles_of(self._maxima.rows())
        self._tails = Tails(local if self._prior is None else np.maximum(local, self._prior), self._floors)

    def to_bytes(self) -> bytes:
        """Return what was learned as bytes."""
        arrays = {} if self._tails is None else {"quantiles": self._tails.quantiles}
        return pack_state("calibration", 1, arrays, {"refit_at": self._refit_at, "maxima": self._maxima.to_bytes()})

    def restore(self, data: bytes) -> Self:
        """Take over what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("calibration", 1, data)
        self._refit_at = values["refit_at"]
        self._maxima = Reservoir.from_bytes(values["maxima"])
        self._tails = Tails(arrays["quantiles"], self._floors) if arrays else None
        return self
