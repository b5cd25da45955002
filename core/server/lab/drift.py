"""Whether what visitors do has moved away from what a detector version was trained on. Pure.

The population stability index compares two distributions in a few bins: below 0.1 nothing has moved, from 0.25 on what
is usual today is something else. Compared are sources, by the most that each of them does, as versions are trained.
"""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.features import NAMES
from models.pot_tails import off_scale, on_scale
from models.tails import LEVELS

LEAST_SOURCES: Final = 50
_LEVELS: Final = np.array(LEVELS[: LEVELS.index(0.99) + 1])
_DECILES: Final = np.arange(1, 10) / 10
_TIE: Final = 1e-6
_LEAST_SHARE: Final = 1e-4


class FeatureDrift(msgspec.Struct, frozen=True, kw_only=True):
    """How one feature has moved: against the version's training, and of the last day against the days before.

    None where too few sources tell. The median and the 95th percentile, in natural units, are those of the training
    and those of today.
    """

    feature: str
    since_training: float | None
    since_before: float | None
    trained_median: float
    trained_high: float
    median: float
    high: float


def drift_of(
    maxima: NDArray[np.float32], recent: NDArray[np.bool_], trained: NDArray[np.float64]
) -> list[FeatureDrift]:
    """Return each feature's drift, the furthest first.

    Args:
        maxima: (sources, F) the most that each harmless source did, in natural units.
        recent: (sources,) whose are of the last day.
        trained: (F, LEVELS) quantiles of a version (see models.detector_version).
    """
    scaled = on_scale(maxima.astype(np.float32))
    medians, highs = (_natural(scaled, level) for level in (0.5, 0.95))
    trained_medians, trained_highs = off_scale(trained[:, 0]), off_scale(trained[:, LEVELS.index(0.95)])
    found = [
        FeatureDrift(
            feature=name,
            since_training=_against_training(scaled[:, f], trained[f]),
            since_before=_against_before(scaled[recent, f], scaled[~recent, f]),
            trained_median=float(trained_medians[f]),
            trained_high=float(trained_highs[f]),
            median=float(medians[f]),
            high=float(highs[f]),
        )
        for f, name in enumerate(NAMES)
    ]
    return sorted(found, key=lambda each: -(each.since_training or 0.0))


def stability_index(expected: NDArray[np.float64], values: NDArray[np.floating], edges: NDArray[np.float64]) -> float:
    """Return the index of values against the `expected` share of each bin; bins end at `edges`, which they include."""
    counts = np.bincount(np.searchsorted(edges + _TIE, values), minlength=len(edges) + 1)
    share = np.maximum((counts + 0.5) / (counts.sum() + 0.5 * len(counts)), _LEAST_SHARE)
    wanted = np.maximum(expected, _LEAST_SHARE)
    return float(((share - wanted) * np.log(share / wanted)).sum())


def _against_training(values: NDArray[np.floating], quantiles: NDArray[np.float64]) -> float | None:
    if len(values) < LEAST_SOURCES:
        return None
    return _index(values, quantiles[: len(_LEVELS)], _LEVELS)


def _against_before(now: NDArray[np.floating], before: NDArray[np.floating]) -> float | None:
    if min(len(now), len(before)) < LEAST_SOURCES:
        return None
    return _index(now, np.quantile(before.astype(np.float64), _DECILES), _DECILES, before)


def _index(
    values: NDArray[np.floating],
    quantiles: NDArray[np.float64],
    levels: NDArray[np.float64],
    sample: NDArray[np.floating] | None = None,
) -> float:
    """Return the index by bins between quantiles; of equal ones the last counts: bins are of different values."""
    last = np.append(np.diff(quantiles) > _TIE, True)
    edges, reached = quantiles[last], levels[last]
    if sample is not None:  # ties hold more than their level says
        reached = np.searchsorted(np.sort(sample), edges + _TIE, side="right") / len(sample)
    return stability_index(np.diff(reached, prepend=0.0, append=1.0), values, edges)


def _natural(scaled: NDArray[np.floating], level: float) -> NDArray[np.float64]:
    if not len(scaled):
        return np.zeros(len(NAMES))
    return off_scale(np.quantile(scaled.astype(np.float64), level, axis=0))
