"""From a detector's own scale to -log10 of a tail probability, by the maxima that well-behaved sources reach."""

from functools import lru_cache
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.part import Part
from models.reservoir import Reservoir
from models.tails import Tails, quantiles_of

_FROM_SOURCES = 500
_REFIT_SECONDS = 600


# How far local traffic may raise what was shipped: patient attackers would otherwise train their own alarm away.
_MOST_RISE: Final = np.array([2.0, np.inf, np.inf, 1.0])
FLOORS: Final = np.array([0.25, 0.1, 0.02, 0.25])  # least scale of each head's tail


class Calibration:
    """Trimmed POT for the scores of the heads that judge one source at a time.

    Args:
        prior: (HEADS - 1, LEVELS) quantiles that hold before, and as a lower bound after, this place's own are known;
            NaN where there are none.
        caps: (HEADS,) the most that each head may say.
    """

    def __init__(self, prior: NDArray[np.float64], caps: NDArray[np.float64]) -> None:
        self._prior = prior
        self._caps = caps
        self._maxima = [Reservoir(1) for _ in prior]
        self._refit_at = [0] * len(prior)
        self._set(prior)

    def _set(self, quantiles: NDArray[np.float64]) -> None:
        self.part = Part("calibration", {"quantiles": quantiles, "caps": self._caps})

    def learn_many(self, raw: NDArray[np.float64], keys: NDArray[np.uint64], second: int) -> None:
        """Remember the sources' highest (n, HEADS - 1) scores and calibrate by them every ten minutes of data time."""
        quantiles = self.part.arrays["quantiles"].copy()
        changed = [self._learn(head, raw[:, head], keys, second, quantiles) for head in range(len(quantiles))]
        if any(changed):
            self._set(quantiles)

    def _learn(
        self, head: int, raw: NDArray[np.float64], keys: NDArray[np.uint64], second: int, quantiles: NDArray[np.float64]
    ) -> bool:
        known = ~np.isnan(raw)
        if not known.any():
            return False
        self._maxima[head].put_maxima(keys[known], raw[known, None].astype(np.float32), second)
        if second < self._refit_at[head] or len(self._maxima[head]) < _FROM_SOURCES:
            return False
        self._refit_at[head] = second + _REFIT_SECONDS
        local, prior = quantiles_of(self._maxima[head].rows())[0], self._prior[head]
        quantiles[head] = np.fmin(np.fmax(local, prior), np.where(np.isnan(prior), np.inf, prior + _MOST_RISE[head]))
        return True

    def to_bytes(self) -> bytes:
        """Return what was learned as bytes."""
        values = {"refit_at": self._refit_at, "maxima": [maxima.to_bytes() for maxima in self._maxima]}
        return pack_state("calibration", 2, {"quantiles": self.part.arrays["quantiles"]}, values)

    def restore(self, data: bytes) -> Self:
        """Take over what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("calibration", 2, data)
        self._refit_at = values["refit_at"]
        self._maxima = [Reservoir.from_bytes(maxima) for maxima in values["maxima"]]
        self._set(arrays["quantiles"])
        return self


@lru_cache(maxsize=8)
def _tails_of(part: Part) -> Tails:
    return Tails(part.arrays["quantiles"], FLOORS)


def surprisal_of(part: Part, raw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, HEADS - 1) -log10 p of the heads' own scores; NaN where a score is NaN or nothing is known yet."""
    surprisal = _tails_of(part).surprisal(raw).astype(np.float64)
    surprisal[np.isnan(raw) | np.isnan(part.arrays["quantiles"][:, 0])] = np.nan
    return surprisal


def caps_of(part: Part) -> NDArray[np.float64]:
    """Return (HEADS,) the most that each head may say."""
    caps: NDArray[np.float64] = part.arrays["caps"]
    return caps
