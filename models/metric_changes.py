"""What changed: how unlike a window of a metric is to the window before it, for thousands of metrics at once.

Two questions, multiplied: do the values come from the same distribution, by the statistic of the two-sample
Kolmogorov-Smirnov test (the largest distance between the two windows' empirical distributions, in [0, 1]; N. Smirnov
1948, used for the same end by Netdata's metric correlations), and is the move worth seeing, by the mean distance
between their quantiles (the Wasserstein distance) in units of how much the metric varies anyway. The first alone puts
every constant that moved by a bit on top, the second alone what is always wild.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LEAST_POINTS: Final = 5
"""Of a window, for it to be compared."""

ONE_SIDED: Final = 0.5
"""The score of what appeared or vanished: there is nothing to compare it with."""

_QUANTILES: Final = np.linspace(0.05, 0.95, 19)  # the ends of a distribution are chance
_NORMAL: Final = 1.4826  # deviations of a normal distribution in its median absolute deviation
_OF_LEVEL: Final = 0.02  # of the median's size: what a metric that stood still may move without notice


@dataclass(frozen=True, slots=True)
class Changes:
    """For each series `score` in [0, 1], 0 where neither window is to be compared; medians, NaN without values."""

    score: Numbers
    before: Numbers
    after: Numbers


def compare(before: Numbers, after: Numbers) -> Changes:
    """Compare two windows of the same series, arrays (series, points) with NaN for gaps.

    When it does not work: the windows' points are taken as a bag, so a change of rhythm alone is not seen, nor is what
    rises steadily told from a step; what always changes with the time of day changes here too. The score ranks; it is
    no probability, as points of a metric depend on each other.
    """
    before, after = np.sort(before, axis=1), np.sort(after, axis=1)  # NaN goes to the end
    counts = [np.count_nonzero(~np.isnan(side), axis=1) for side in (before, after)]
    quantiles = [_quantiles(side, count) for side, count in zip((before, after), counts, strict=True)]
    middle = len(_QUANTILES) // 2
    medians = [each[:, middle] for each in quantiles]
    enough = [count >= LEAST_POINTS for count in counts]
    distance = np.abs(quantiles[0] - quantiles[1]).mean(axis=1)
    moved = distance / (distance + _usual(before, medians))
    score = _largest_gap(before, after, counts) * np.nan_to_num(moved)
    one_sided = (enough[0] & (counts[1] == 0)) | (enough[1] & (counts[0] == 0))
    score = np.where(enough[0] & enough[1], score, np.where(one_sided, ONE_SIDED, 0.0))
    return Changes(score, *medians)


def _usual(before: Numbers, medians: list[Numbers]) -> Numbers:
    """Return how much a series varies: its deviation before, but at least a share of its level, and never 0."""
    off = np.sort(np.abs(before - medians[0][:, None]), axis=1)
    deviation = _NORMAL * _quantiles(off, np.count_nonzero(~np.isnan(off), axis=1))[:, len(_QUANTILES) // 2]
    level = np.fmax(np.abs(medians[0]), np.abs(medians[1]))
    return np.fmax(np.fmax(deviation, _OF_LEVEL * level), np.finfo(np.float64).tiny)


def _quantiles(ordered: Numbers, count: NDArray[np.intp]) -> Numbers:
    """Return (series, quantiles) of rows whose first `count` values are in order; NaN where there are none."""
    place = _QUANTILES * np.maximum(count - 1, 0)[:, None]
    low = place.astype(np.intp)
    high = np.minimum(low + 1, np.maximum(count - 1, 0)[:, None])
    below, above = np.take_along_axis(ordered, low, axis=1), np.take_along_axis(ordered, high, axis=1)
    return below + (above - below) * (place - low)


def _largest_gap(before: Numbers, after: Numbers, counts: list[NDArray[np.intp]]) -> Numbers:
    """Return the Kolmogorov-Smirnov statistic of each series."""
    values = np.concatenate([before, after], axis=1)
    shares = [1.0 / np.maximum(count, 1) for count in counts]
    steps = np.concatenate(
        [np.repeat(shares[0][:, None], before.shape[1], 1), np.repeat(-shares[1][:, None], after.shape[1], 1)], axis=1
    )
    steps[np.isnan(values)] = 0.0
    order = np.argsort(values, axis=1)
    ordered = np.take_along_axis(values, order, axis=1)
    gaps = np.abs(np.cumsum(np.take_along_axis(steps, order, axis=1), axis=1))
    gaps[:, :-1][ordered[:, 1:] == ordered[:, :-1]] = 0.0  # between equal values no distribution has a step yet
    largest: Numbers = gaps.max(axis=1, initial=0.0)
    return np.minimum(largest, 1.0)
