"""Times in bins, each a tenth wider: what many nodes counted can be added up, and a quantile is within a twentieth."""

import math
from collections.abc import Mapping
from typing import Final

BINS: Final = 200  # the last is of some two days, which no proxy waits
_FIRST: Final = 0.001
_WIDER: Final = math.log(1.1)


def bin_of(seconds: float) -> int:
    """Return the bin of a time; the first is of what takes no millisecond."""
    if seconds < _FIRST:
        return 0
    return min(BINS - 1, 1 + int(math.log(seconds / _FIRST) / _WIDER + 1e-9))


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """Return the time that a share of those counted does not exceed, in seconds; None where none is counted."""
    left = share * sum(counts.values())
    for number, count in sorted(counts.items()):
        left -= count
        if count and left <= 0:
            return 0.0 if number == 0 else _FIRST * math.exp((number - 0.5) * _WIDER)
    return None
