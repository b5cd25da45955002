"""From the buckets of a histogram to rates and percentiles."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from agent.custom.told import Histogram

QUANTILES: Final = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))


class Growth(NamedTuple):
    """How a histogram grew between two looks: observations and their sum, by second. NaN: there was but one look."""

    counts: Sequence[float]
    sum: float

    @property
    def total(self) -> float:
        """Observations a second."""
        return math.fsum(self.counts)

    @property
    def average(self) -> float:
        """Mean of what was observed between the looks; NaN where nothing was."""
        return self.sum / self.total if self.total > 0 else math.nan


def growth(before: tuple[Histogram, float] | None, now: tuple[Histogram, float]) -> Growth:
    """Return how fast each bucket grew; each look is a histogram and its monotonic instant.

    One bucket that fell says that the service was started anew: all that the new histogram holds came about since.
    Other bounds are another histogram.
    """
    after, at = now
    if before is None or before[0].bounds != after.bounds or at <= before[1]:
        return Growth([math.nan] * len(after.counts), math.nan)
    first, seconds = before[0], at - before[1]
    if any(new < old for new, old in zip(after.counts, first.counts, strict=True)):
        return Growth([count / seconds for count in after.counts], after.sum / seconds)
    counts = [(new - old) / seconds for new, old in zip(after.counts, first.counts, strict=True)]
    return Growth(counts, (after.sum - first.sum) / seconds)


def quantile(bounds: Sequence[float], counts: Sequence[float], share: float) -> float:
    """Return the value that this share of the observations does not exceed, NaN where there are none.

    Within a bucket observations are taken to be spread evenly, in the first one from 0 on (from its bound where that is
    not positive); of what is beyond the last bound nothing but that is known. So it is as fine as the buckets are.
    """
    total = math.fsum(counts)
    if not total > 0:
        return math.nan
    wanted, below = share * total, 0.0
    for index, count in enumerate(counts[:-1]):
        if count > 0 and below + count >= wanted:
            high = bounds[index]
            low = bounds[index - 1] if index else min(0.0, high)
            return low + (high - low) * (wanted - below) / count
        below += count
    return bounds[-1]
