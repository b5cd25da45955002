"""All series of a rule on all nodes as one number, once every node had its time to tell."""

from collections.abc import Iterable
from math import nan
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.server.alarms.rule import Rule

_WAIT_SECONDS: Final = 30
"""For nodes whose values come later than the others': without them a sum would fall."""


class Part(NamedTuple):
    """What one node adds."""

    values: int
    total: float
    least: float
    most: float


def part_of(values: NDArray[np.float64]) -> Part:
    """Return what values, NaN for gaps, add."""
    there = values[~np.isnan(values)]
    if not len(there):
        return Part(0, 0.0, nan, nan)
    return Part(len(there), float(there.sum()), float(there.min()), float(there.max()))


def folded(rule: Rule, parts: Iterable[Part]) -> float:
    """Return the rule's number of all parts; NaN where there is nothing, but the count of nothing is 0."""
    parts = list(parts)
    there = [part for part in parts if part.values]
    count = sum(part.values for part in there)
    if rule.of == "count":
        return float(count) if parts else nan
    if not there:
        return nan
    match rule.of:
        case "min":
            return min(part.least for part in there)
        case "max":
            return max(part.most for part in there)
        case "sum":
            return sum(part.total for part in there)
        case _:
            return sum(part.total for part in there) / count


class FleetGroup:
    """The parts of one rule by time and node."""

    def __init__(self, step: int) -> None:
        self._step = step
        self._spans: dict[int, dict[str, Part]] = {}
        self._told: dict[str, int] = {}
        self._closed = 0
        self._began = 0

    def take(self, node: str, t: int, part: Part) -> None:
        """Take in a node's part. What comes after its span was closed is left out."""
        self._began = self._began or t
        if t >= self._closed:
            self._spans.setdefault(t, {})[node] = part
            self._told[node] = max(t, self._told.get(node, 0))

    def close(self, rule: Rule) -> list[tuple[int, float]]:
        """Return the spans that are over by now, in order, each with its number.

        That is once all nodes told that did so lately, or did not within their time.
        """
        newest = max(self._told.values(), default=0)
        self._told = {node: t for node, t in self._told.items() if t >= newest - 2 * _WAIT_SECONDS - self._step}
        knows_all = newest - self._began >= _WAIT_SECONDS
        everyone = min(self._told.values(), default=0) + self._step if knows_all else 0
        over = max(everyone, newest - _WAIT_SECONDS)
        done = sorted(t for t in self._spans if t < over)
        self._closed = max(self._closed, done[-1] + 1) if done else self._closed
        return [(t, folded(rule, self._spans.pop(t).values())) for t in done]
