"""From a detector's own scale to -log10 of a tail probability, by the maxima that well-behaved sources reach."""

from functools import lru_cache
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.part import Part
from models.reservoir import Reservoir
from models.service_class import CLASSES
from models.tails import Tails, quantiles_of, surprisal_by_class, tails_by_class

_FROM_SOURCES = 500
_REFIT_SECONDS = 600
_STATE_VERSION: Final = 3


# How far local traffic may raise what was shipped: patient attackers would otherwise train their own alarm away.
_MOST_RISE: Final = np.array([2.0, np.inf, np.inf, 1.0])
FLOORS: Final = np.array([0.25, 0.1, 0.02, 0.25])  # least scale of each head's tail


class Calibration:
    """Trimmed POT for the scores of the heads that judge one source at a time, by the class of its service.

    A class is calibrated by its own sources where it has _FROM_SOURCES, else by those of all.

    Args:
        prior: (HEADS - 1, LEVELS) quantiles that hold before, and as a lower bound after, this place's own are known;
            NaN where there are none.
        caps: (HEADS,) the most that each head may say.
    """

    def __init__(self, prior: NDArray[np.float64], caps: NDArray[np.float64]) -> None:
        self._prior = prior
        self._caps = caps
        self._maxima = [[Reservoir(1) for _ in CLASSES] for _ in prior]
        self._refit_at = [0] * len(prior)
        self._set(np.stack([prior for _ in CLASSES]))

    def _set(self, quantiles: NDArray[np.float64]) -> None:
        self.part = Part("calibration", {"quantiles": quantiles, "caps": self._caps})

    def learn_many(
        self, raw: NDArray[np.float64], classes: NDArray[np.intp], keys: NDArray[np.uint64], second: int
    ) -> None:
        """Remember the sources' highest scores, and calibrate by them every ten minutes of data time.

        Args:
            raw: (n, HEADS - 1) scores on the heads' own scales; NaN where one does not speak.
            classes: (n,) of the services (models.service_class).
            keys: (n,) of the sources.
            second: the data's clock.
        """
        quantiles = self.part.arrays["quantiles"].copy()
        changed = False
        for head, maxima in enumerate(self._maxima):
            _remember(maxima, raw[:, head], classes, keys, second)
            if second >= self._refit_at[head] and sum(map(len, maxima)) >= _FROM_SOURCES:
                self._refit_at[head] = second + _REFIT_SECONDS
                quantiles[:, head] = [self._fitted(head, number) for number in range(len(CLASSES))]
                changed = True
        if changed:
            self._set(quantiles)

    def _fitted(self, head: int, number: int) -> NDArray[np.float64]:
        maxima, prior = self._maxima[head], self._prior[head]
        chosen = maxima[number : number + 1] if len(maxima[number]) >= _FROM_SOURCES else maxima
        local = quantiles_of(np.concatenate([each.rows() for each in chosen]))[0]
        fitted: NDArray[np.float64] = np.fmin(
            np.fmax(local, prior), np.where(np.isnan(prior), np.inf, prior + _MOST_RISE[head])
        )
        return fitted

    def forget(self, keys: NDArray[np.uint64]) -> None:
        """Take back what these sources taught, as far as it is not fitted yet."""
        for maxima in self._maxima:
            for each in maxima:
                each.forget(keys)

    def to_bytes(self) -> bytes:
        """Return what was learned as bytes."""
        maxima = [[each.to_bytes() for each in of_head] for of_head in self._maxima]
        values = {"refit_at": self._refit_at, "maxima": maxima}
        return pack_state("calibration", _STATE_VERSION, {"quantiles": self.part.arrays["quantiles"]}, values)

    def restore(self, data: bytes) -> Self:
        """Take over what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("calibration", _STATE_VERSION, data)
        self._refit_at = values["refit_at"]
        self._maxima = [[Reservoir.from_bytes(each) for each in of_head] for of_head in values["maxima"]]
        self._set(arrays["quantiles"])
        return self


def _remember(
    maxima: list[Reservoir],
    raw: NDArray[np.float64],
    classes: NDArray[np.intp],
    keys: NDArray[np.uint64],
    second: int,
) -> None:
    known = ~np.isnan(raw)
    for number, each in enumerate(maxima):
        own = known & (classes == number)
        if own.any():
            each.put_maxima(keys[own], raw[own, None].astype(np.float32), second)


@lru_cache(maxsize=8)
def _tails_of(part: Part) -> tuple[Tails, ...]:
    return tails_by_class(part.arrays["quantiles"], FLOORS)


def surprisal_of(part: Part, raw: NDArray[np.float64], classes: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return (n, HEADS - 1) -log10 p of the heads' own scores; NaN where a score is NaN or nothing is known yet.

    `classes` (n,) are those of the services (models.service_class).
    """
    surprisal = surprisal_by_class(_tails_of(part), raw, classes).astype(np.float64)
    surprisal[np.isnan(raw) | np.isnan(part.arrays["quantiles"][:, :, 0])[classes]] = np.nan
    return surprisal


def caps_of(part: Part) -> NDArray[np.float64]:
    """Return (HEADS,) the most that each head may say."""
    caps: NDArray[np.float64] = part.arrays["caps"]
    return caps
