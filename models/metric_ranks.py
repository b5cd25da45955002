"""How rare a number is among those before it, in bounded memory."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_RECENT: Final = 128
_CENTROIDS: Final = 200
_MEMORY: Final = 20_000  # numbers; from here on what is old counts half


class Ranks:
    """A merging t-digest (Dunning and Ertl, "Computing extremely accurate quantiles using t-digests", 2019).

    Few numbers stand together at both ends and many in the middle, so that the rank of what is rare is exact: the
    largest of n numbers is told as the one in n + 1 that it is. When it does not work: it forgets by count, not by
    time, and a level that came back after 20,000 numbers is only half remembered.
    """

    def __init__(self) -> None:
        self._value: NDArray[np.float64] = np.zeros(0)
        self._weight: NDArray[np.float64] = np.zeros(0)
        self._recent: list[float] = []
        self.count = 0.0

    def upper(self, value: float) -> float:
        """Return the share of numbers before that are at least `value`; it counts as one of them, so never 0."""
        at = np.searchsorted(self._value, value)
        above = float(self._weight[at:].sum()) + sum(1 for each in self._recent if each >= value)
        return (above + 1) / (self.count + 1)

    def lower(self, value: float) -> float:
        """Return the share of numbers before that are at most `value`, itself among them."""
        at = np.searchsorted(self._value, value, side="right")
        below = float(self._weight[:at].sum()) + sum(1 for each in self._recent if each <= value)
        return (below + 1) / (self.count + 1)

    def learn_one(self, value: float) -> None:
        """Remember a number."""
        self._recent.append(value)
        self.count += 1
        if len(self._recent) == _RECENT:
            self._merge()

    def _merge(self) -> None:
        value = np.concatenate([self._value, self._recent])
        weight = np.concatenate([self._weight, np.ones(len(self._recent))])
        if self.count > _MEMORY:
            weight /= 2
        order = np.argsort(value, kind="stable")
        group = _groups(weight[order])
        self._weight = np.bincount(group, weight[order]).astype(np.float64)
        self._value = np.bincount(group, weight[order] * value[order]) / self._weight
        self._recent = []
        self.count = float(self._weight.sum())

    def to_values(self) -> dict[str, Any]:
        """Return the state as plain values."""
        return {"value": self._value.tolist(), "weight": self._weight.tolist(), "recent": self._recent}

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> "Ranks":
        """Return what `to_values` wrote."""
        ranks = cls()
        ranks._value, ranks._weight = np.array(values["value"], float), np.array(values["weight"], float)
        ranks._recent = list(values["recent"])
        ranks.count = float(ranks._weight.sum()) + len(ranks._recent)
        return ranks


def _groups(weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number the centroids that sorted numbers are merged into: a group holds at most 4 n q (1 - q) / _CENTROIDS."""
    total = float(weight.sum())
    group = np.zeros(len(weight), np.int64)
    number, held, before = 0, 0.0, 0.0
    for i, each in enumerate(weight.tolist()):
        q = (before + each / 2) / total
        if i and held + each > max(1.0, 4 * total * q * (1 - q) / _CENTROIDS):
            number, held = number + 1, 0.0
        group[i] = number
        held += each
        before += each
    return group
