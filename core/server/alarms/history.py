"""The last samples of one series, for rules about its change and its trend."""

from collections import deque
from math import isfinite, nan
from typing import Final, Self

import numpy as np

from core.server.alarms.rule import Rule

_SAMPLES: Final = 30


class History:
    """At most 31 samples of the rule's window; one pure number of them for each new value.

    The trend is the Theil-Sen line (Sen 1968): the median of the slopes between all pairs of samples, which a third
    of odd samples cannot move. When it does not work: before half of the window was seen it says nothing; it is a
    straight line, so what swings by the hour needs a window of several swings.
    """

    __slots__ = ("_samples", "_slope")

    def __init__(self) -> None:
        self._samples: deque[tuple[int, float]] = deque()
        self._slope = nan

    def measured(self, rule: Rule, t: int, value: float) -> float:
        """Take in the value of an instant, and return the number that the rule is about; NaN while there is none."""
        if not isfinite(value):
            return nan
        if t < self.newest:  # the node's clock was set back
            self._samples.clear()
            self._slope = nan
        self._forget(t - rule.window_seconds)
        if rule.kind == "change":
            self._take(rule, t, value)
            values = [sample for _, sample in self._samples]
            return value - (min(values) if rule.above is not None else max(values))
        if self._take(rule, t, value):
            self._slope = self._trend(rule)
        return value + self._slope * rule.ahead_seconds

    @property
    def newest(self) -> int:
        """When the newest sample was taken; 0 before the first."""
        return self._samples[-1][0] if self._samples else 0

    def _forget(self, before: int) -> None:
        while self._samples and self._samples[0][0] < before:
            self._samples.popleft()

    def _take(self, rule: Rule, t: int, value: float) -> bool:
        if self._samples and t - self._samples[-1][0] < rule.window_seconds / _SAMPLES:
            return False
        self._samples.append((t, value))
        return True

    def _trend(self, rule: Rule) -> float:
        t, values = np.array(self._samples, np.float64).T
        if t[-1] - t[0] < rule.window_seconds / 2:
            return nan
        first, second = np.triu_indices(len(t), 1)
        return float(np.median((values[second] - values[first]) / (t[second] - t[first])))

    def to_values(self) -> list[float]:
        """Return the state as plain numbers."""
        return [self._slope, *(number for sample in self._samples for number in sample)]

    @classmethod
    def from_values(cls, values: list[float]) -> Self:
        """Return what `to_values` wrote."""
        history = cls()
        history._slope = values[0]
        history._samples.extend((int(t), value) for t, value in zip(values[1::2], values[2::2], strict=True))
        return history
