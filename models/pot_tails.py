"""The first detector: how surprising are a source's three most surprising features?"""

from functools import lru_cache
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import StateError, pack_state, unpack_state
from models.detector import Detector, Rows
from models.features import BOUNDED, CONTEXT, NAMES
from models.kernels.surprisal import top_three
from models.part import Part
from models.reservoir import Reservoir
from models.service_class import CLASSES, class_of
from models.tails import Tails, quantiles_of, surprisal_by_class, tails_by_class

LOCAL_FROM_SOURCES = 2000
_REFIT_SECONDS = 600
_STATE_VERSION: Final = 2
FLOORS: Final = np.array([0.05 if name in BOUNDED else 0.2 for name in NAMES])
_ALARMS = np.array([name not in CONTEXT for name in NAMES])
_ALARMING = np.flatnonzero(_ALARMS)
# How far local traffic may raise what was shipped, on this scale: a count threefold, a share by a fifth.
_MOST_RISE: Final = np.array([0.2 if name in BOUNDED else 1.1 for name in NAMES])
_IS_COUNT = np.array([name not in BOUNDED for name in NAMES])
_NO_COUNTS = np.flatnonzero(~_IS_COUNT)


def on_scale(features: Rows) -> Rows:
    """Return features on the scale of their tails: counts by log1p, shares as they are."""
    scaled = np.log1p(np.maximum(features, 0))
    scaled[:, _NO_COUNTS] = features[:, _NO_COUNTS]
    return scaled.astype(np.float32, copy=False)


def off_scale(scaled: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what `on_scale` made of (features,), back in natural units."""
    natural: NDArray[np.float64] = np.where(_IS_COUNT, np.expm1(scaled), scaled)
    return natural


class PotTails(Detector):
    """Surprisal by feature, calibrated on per-source maxima; additive, so it explains itself.

    It starts from shipped quantiles. From LOCAL_FROM_SOURCES well-behaved sources on, what is usual here can raise
    what counts as usual, within a bound, never lower it: for each class of services by its own sources where it has as
    many, else by those of all. When it does not work: an attack that is usual in every feature, like a distributed one.
    """

    def __init__(self, prior: NDArray[np.float64]) -> None:
        self._prior = prior
        self._maxima = [Reservoir(len(NAMES)) for _ in CLASSES]
        self._refit_at = 0
        self.part = tails_part(prior)

    def __len__(self) -> int:
        """Return how many sources' maxima are held."""
        return sum(map(len, self._maxima))

    @property
    def ready(self) -> bool:
        """Always: it starts from shipped quantiles."""
        return True

    def surprisal(self, features: Rows) -> Rows:
        """Return (n, features) surprisal of features in natural units."""
        return surprisal_of(self.part, features)

    def score_many(self, rows: Rows) -> NDArray[np.float64]:
        """Return the sum of the three largest surprisals of (n, features) features in natural units."""
        return top_sum(self.surprisal(rows))

    def learn_many(self, rows: Rows, keys: NDArray[np.uint64], second: int) -> None:
        """Remember the sources' maxima and, every ten minutes, calibrate by them."""
        classes = class_of(rows)
        for number, maxima in enumerate(self._maxima):
            own = classes == number
            if own.any():
                maxima.put_maxima(keys[own], on_scale(rows[own]), second)
        if second < self._refit_at or len(self) < LOCAL_FROM_SOURCES:
            return
        self._refit_at = second + _REFIT_SECONDS
        local = np.stack([quantiles_of(self._usual(number)) for number in range(len(CLASSES))])
        self.part = Part("pot_tails", {"quantiles": np.clip(local, self._prior, self._prior + _MOST_RISE[:, None])})

    def _usual(self, number: int) -> Rows:
        """Return the maxima of a class's sources, or of all where it has too few."""
        enough = len(self._maxima[number]) >= LOCAL_FROM_SOURCES
        return np.concatenate(
            [maxima.rows() for maxima in (self._maxima[number : number + 1] if enough else self._maxima)]
        )

    def forget(self, keys: NDArray[np.uint64]) -> None:
        """Take back what these sources taught, as far as it is not fitted yet."""
        for maxima in self._maxima:
            maxima.forget(keys)

    def typical(self) -> Rows:
        """Return (features,) medians over sources in natural units, of the class that has the most."""
        most = max(range(len(CLASSES)), key=lambda number: len(self._maxima[number]))
        return off_scale(self.part.arrays["quantiles"][most, :, 0]).astype(np.float32)

    @property
    def local(self) -> bool:
        """Whether this place's own traffic has been calibrated by."""
        return self._refit_at > 0

    def to_bytes(self) -> bytes:
        """Return what was learned as bytes."""
        maxima = [each.to_bytes() for each in self._maxima]
        values = {"refit_at": self._refit_at, "maxima": maxima, "names": list(NAMES)}
        return pack_state("pot_tails", _STATE_VERSION, {"quantiles": self.part.arrays["quantiles"]}, values)

    @classmethod
    def from_bytes(cls, data: bytes, prior: NDArray[np.float64]) -> Self:
        """Return what `to_bytes` wrote; raises StateError, also where the features have changed."""
        arrays, values = unpack_state("pot_tails", _STATE_VERSION, data)
        if values["names"] != list(NAMES):
            raise StateError("the features have changed")
        detector = cls(prior)
        detector._refit_at = values["refit_at"]
        detector._maxima = [Reservoir.from_bytes(maxima) for maxima in values["maxima"]]
        detector.part = Part("pot_tails", {"quantiles": arrays["quantiles"]})
        return detector


def tails_part(quantiles: NDArray[np.float64]) -> Part:
    """Return the part of (features, LEVELS) quantiles that hold for every class of services."""
    return Part("pot_tails", {"quantiles": np.stack([quantiles for _ in CLASSES])})


@lru_cache(maxsize=8)
def _tails_of(part: Part) -> tuple[Tails, ...]:
    return tails_by_class(part.arrays["quantiles"], FLOORS)


def surprisal_of(part: Part, features: Rows) -> Rows:
    """Return (n, F) surprisal of features in natural units, by frozen quantiles."""
    surprisal = surprisal_by_class(_tails_of(part), on_scale(features), class_of(features))
    surprisal[:, ~_ALARMS] = 0
    return surprisal


def alarming(surprisal: Rows) -> Rows:
    """Return (n, ALARMING) of (n, F) surprisals: what the novelty heads look at."""
    return surprisal[:, _ALARMING]


def top_sum(surprisal: Rows) -> NDArray[np.float64]:
    """Return the sum of the three largest of each row."""
    return top_three(surprisal)
