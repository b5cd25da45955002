"""The first detector: how surprising are a source's three most surprising features?"""

from functools import lru_cache
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import StateError, pack_state, unpack_state
from models.detector import Detector, Rows
from models.features import BOUNDED, CONTEXT, NAMES
from models.part import Part
from models.reservoir import Reservoir
from models.tails import Tails, quantiles_of

TOP = 3
LOCAL_FROM_SOURCES = 2000
_REFIT_SECONDS = 600
FLOORS: Final = np.array([0.05 if name in BOUNDED else 0.2 for name in NAMES])
_ALARMS = np.array([name not in CONTEXT for name in NAMES])
_ALARMING = np.flatnonzero(_ALARMS)
# How far local traffic may raise what was shipped, on this scale: a count threefold, a share by a fifth.
_MOST_RISE: Final = np.array([0.2 if name in BOUNDED else 1.1 for name in NAMES])
_IS_COUNT = np.array([name not in BOUNDED for name in NAMES])


def on_scale(features: Rows) -> Rows:
    """Return features on the scale of their tails: counts by log1p, shares as they are."""
    scaled: Rows = np.where(_IS_COUNT, np.log1p(np.maximum(features, 0)), features).astype(np.float32)
    return scaled


def off_scale(scaled: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what `on_scale` made of (features,), back in natural units."""
    natural: NDArray[np.float64] = np.where(_IS_COUNT, np.expm1(scaled), scaled)
    return natural


class PotTails(Detector):
    """Surprisal by feature, calibrated on per-source maxima; additive, so it explains itself.

    It starts from shipped quantiles. From LOCAL_FROM_SOURCES well-behaved sources on, what is usual here can raise
    what counts as usual, within a bound, never lower it. When it does not work: an attack that is usual in every
    feature, like a distributed one.
    """

    def __init__(self, prior: NDArray[np.float64]) -> None:
        self._prior = prior
        self._maxima = Reservoir(len(NAMES))
        self._refit_at = 0
        self._set(self._prior)

    def _set(self, quantiles: NDArray[np.float64]) -> None:
        self.part = Part("pot_tails", {"quantiles": quantiles})

    @property
    def ready(self) -> bool:
        """Always: it starts from shipped quantiles."""
        return True

    def surprisal(self, features: Rows) -> Rows:
        """Return (n, features) surprisal of features in natural units."""
        return surprisal_of(self.part, features)

    def score_many(self, rows: Rows) -> NDArray[np.float64]:
        """Return the sum of the TOP largest surprisals of (n, features) features in natural units."""
        return top_sum(self.surprisal(rows))

    def learn_many(self, rows: Rows, keys: NDArray[np.uint64], second: int) -> None:
        """Remember the sources' maxima and, every ten minutes, calibrate by them."""
        self._maxima.put_maxima(keys, on_scale(rows), second)
        if second < self._refit_at or len(self._maxima) < LOCAL_FROM_SOURCES:
            return
        self._refit_at = second + _REFIT_SECONDS
        local = quantiles_of(self._maxima.rows())
        self._set(np.clip(local, self._prior, self._prior + _MOST_RISE[:, None]))

    def typical(self) -> Rows:
        """Return (features,) medians over sources in natural units."""
        return off_scale(self.part.arrays["quantiles"][:, 0]).astype(np.float32)

    @property
    def local(self) -> bool:
        """Whether this place's own traffic has been calibrated by."""
        return self._refit_at > 0

    def to_bytes(self) -> bytes:
        """Return what was learned as bytes."""
        values = {"refit_at": self._refit_at, "maxima": self._maxima.to_bytes(), "names": list(NAMES)}
        return pack_state("pot_tails", 1, {"quantiles": self.part.arrays["quantiles"]}, values)

    @classmethod
    def from_bytes(cls, data: bytes, prior: NDArray[np.float64]) -> Self:
        """Return what `to_bytes` wrote; raises StateError, also where the features have changed."""
        arrays, values = unpack_state("pot_tails", 1, data)
        if values["names"] != list(NAMES):
            raise StateError("the features have changed")
        detector = cls(prior)
        detector._refit_at = values["refit_at"]
        detector._maxima = Reservoir.from_bytes(values["maxima"])
        detector._set(arrays["quantiles"])
        return detector


@lru_cache(maxsize=8)
def _tails_of(part: Part) -> Tails:
    return Tails(part.arrays["quantiles"], FLOORS)


def surprisal_of(part: Part, features: Rows) -> Rows:
    """Return (n, F) surprisal of features in natural units, by frozen quantiles."""
    surprisal = _tails_of(part).surprisal(on_scale(features))
    surprisal[:, ~_ALARMS] = 0
    return surprisal


def alarming(surprisal: Rows) -> Rows:
    """Return (n, ALARMING) of (n, F) surprisals: what the novelty heads look at."""
    return surprisal[:, _ALARMING]


def top_sum(surprisal: Rows) -> NDArray[np.float64]:
    """Return the sum of the TOP largest of each row."""
    top: NDArray[np.float64] = np.sort(surprisal, axis=1)[:, -TOP:].sum(axis=1, dtype=np.float64)
    return top
