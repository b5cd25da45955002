"""Anomalies of one metric: a streaming detector for any number that is told again and again.

Three views of a metric are each turned into -log10 of how rare it is in its own past, and summed: how far the value
lies out on either side, how large its step is beside the steps lately, and how empty the corner of (value, step,
decayed mean, decayed deviation) is that river's Half-Space Trees find it in. After an alarm only something more
surprising is told for a while, so that one event is one alarm.
"""

from functools import cache
from hashlib import blake2b
from math import inf, isfinite, log10, nan, sqrt
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import StateError, pack_state, unpack_state
from models.kernels.half_space import HalfSpaces, path_scores
from models.metric_ranks import Ranks

ALARM: Final = 6.1  # the surprise that is worth an alarm
REFRACTORY: Final = 200  # numbers after a surprise in which only a greater one is told
_WARM: Final = 100  # numbers before a rank says anything
_PEAK: Final = 1.0  # a surprise below does not begin a refractory time
_TREES, _HEIGHT, _WINDOW, _SEED = 25, 8, 250, 1
_MOST: Final = _TREES * _WINDOW * (2 ** (_HEIGHT + 1) - 1)
_MEAN_WEIGHT: Final = 1 / 20
_STEP_WEIGHT: Final = 1 / 100
_LEAST: Final = 1e-9  # scale of a step, so that a constant metric has one
_GREATEST: Final = 1e150  # whose square is still a number
_KIND, _STATE_VERSION = "metric_anomalies", 1


class Decayed:
    """An exponentially decayed mean and variance; `mean` is None before the first number."""

    def __init__(self, weight: float, mean: float | None = None, variance: float = 0.0) -> None:
        self._weight = weight
        self.mean = mean
        self.variance = variance

    def learn_one(self, value: float) -> None:
        """Take in a number; the first one is the mean."""
        mean = value if self.mean is None else self.mean
        off = value - mean
        self.mean = mean + self._weight * off
        self.variance = (1 - self._weight) * (self.variance + self._weight * off * off)

    @property
    def deviation(self) -> float:
        """The standard deviation."""
        return sqrt(self.variance)


class _Reading(NamedTuple):
    """What a value is beside the past: the step to it, that step's size in usual steps, and the trees' row."""

    step: float
    step_size: float
    corner: NDArray[np.float64]


class MetricAnomalies:
    """Scores one metric's values as they come; one object a metric, of constant size (100 kB).

    When it does not work: on a metric that repeats by the day or the week it knows no calendar, and takes the first
    Monday for new; what grows steadily is a new extreme each time; a lasting change is told once and then learned;
    one absurd value widens the trees' scale for good. A value that is not finite is NaN in and NaN out: it is neither
    scored nor learned.
    """

    def __init__(self) -> None:
        self._last: float | None = None
        self._mean = Decayed(_MEAN_WEIGHT)
        self._step = Decayed(_STEP_WEIGHT)
        self._values, self._steps, self._corners = Ranks(), Ranks(), Ranks()
        self._low, self._high = np.full(4, inf), np.full(4, -inf)
        self._mass = np.zeros((_TREES, 1 << _HEIGHT), np.int64)
        self._path: NDArray[np.int64] | None = None
        self._counted = 0
        self._peak, self._rest = 0.0, 0

    def score_one(self, value: float) -> float:
        """Return how surprising a value is: 0 usual, ALARM and above worth an alarm; NaN for what is not finite.

        0 during the refractory time of a surprise that was as great.
        """
        if not isfinite(value):
            return nan
        value = min(max(value, -_GREATEST), _GREATEST)
        surprise = self._surprise(value, self._read(value))
        return 0.0 if self._rest and surprise <= self._peak else surprise

    def learn_one(self, value: float) -> None:
        """Learn a value. Score it before."""
        if not isfinite(value):
            return
        value = min(max(value, -_GREATEST), _GREATEST)
        reading = self._read(value)
        self._rest_after(self._surprise(value, reading))
        self._values.learn_one(value)
        self._steps.learn_one(reading.step_size)
        self._learn_corner(reading.corner)
        self._mean.learn_one(value)
        self._step.learn_one(reading.step)
        self._last = value

    def _read(self, value: float) -> _Reading:
        step = 0.0 if self._last is None else value - self._last
        step_size = 0.0 if self._step.mean is None else abs(step) / (self._step.deviation + _LEAST)
        mean = value if self._mean.mean is None else self._mean.mean
        return _Reading(step, step_size, np.array([value, step, mean, self._mean.deviation]))

    def _surprise(self, value: float, reading: _Reading) -> float:
        if self._values.count < _WARM:
            return 0.0
        surprise = -log10(min(self._values.upper(value), self._values.lower(value)))
        surprise -= log10(self._steps.upper(reading.step_size))
        if self._corners.count >= 1:
            surprise -= log10(self._corners.upper(self._emptiness(reading.corner)))
        return surprise

    def _rest_after(self, surprise: float) -> None:
        if self._rest and surprise <= self._peak:
            self._rest -= 1
        elif surprise >= _PEAK:
            self._peak, self._rest = surprise, REFRACTORY

    def _scaled(self, corner: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return a corner as a row in [0, 1] between the least and the greatest so far, itself among them."""
        low, high = np.minimum(self._low, corner), np.maximum(self._high, corner)
        wide = np.where(high > low, high - low, 1.0)
        scaled: NDArray[np.float32] = ((corner - low) / wide).astype(np.float32)[None, :]
        return scaled

    def _emptiness(self, corner: NDArray[np.float64]) -> float:
        assert self._path is not None
        weight = int(_drawn().sums(self._path, self._scaled(corner))[0])
        return 1 - weight / float(_MOST)

    def _learn_corner(self, corner: NDArray[np.float64]) -> None:
        if self._path is not None:
            self._corners.learn_one(self._emptiness(corner))
        _drawn().count(self._mass, self._scaled(corner))
        self._low, self._high = np.minimum(self._low, corner), np.maximum(self._high, corner)
        self._counted += 1
        if self._counted == _WINDOW:
            self._path = path_scores(self._mass, 0.1 * _WINDOW)
            self._mass = np.zeros_like(self._mass)
            self._counted = 0

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        arrays = {"low": self._low, "high": self._high, "mass": self._mass}
        if self._path is not None:
            arrays["path"] = self._path
        values = {
            "drawn": _drawn_digest(),
            "last": self._last,
            "mean": [self._mean.mean, self._mean.variance],
            "step": [self._step.mean, self._step.variance],
            "ranks": [ranks.to_values() for ranks in (self._values, self._steps, self._corners)],
            "counted": self._counted,
            "rest": [self._peak, self._rest],
        }
        return pack_state(_KIND, _STATE_VERSION, arrays, values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError, also where river draws other splits by now."""
        arrays, values = unpack_state(_KIND, _STATE_VERSION, data)
        if values["drawn"] != _drawn_digest():
            raise StateError("learned with other splits")
        detector = cls()
        detector._last = values["last"]
        detector._mean, detector._step = Decayed(_MEAN_WEIGHT, *values["mean"]), Decayed(_STEP_WEIGHT, *values["step"])
        detector._values, detector._steps, detector._corners = map(Ranks.from_values, values["ranks"])
        detector._low, detector._high, detector._mass = arrays["low"], arrays["high"], arrays["mass"]
        detector._path, detector._counted = arrays.get("path"), values["counted"]
        detector._peak, detector._rest = values["rest"]
        return detector


@cache
def _drawn() -> HalfSpaces:
    """Return the splits that river draws for four features and our seed."""
    from river.anomaly import HalfSpaceTrees  # noqa: PLC0415 - half a second, where a metric is watched only

    trees: Any = HalfSpaceTrees(n_trees=_TREES, height=_HEIGHT, window_size=_WINDOW, seed=_SEED)
    trees.learn_one(dict.fromkeys(range(4), 0.0))
    splits = [[(node.feature, node.threshold) for node in _by_level(tree)] for tree in trees.trees]
    return HalfSpaces(
        np.array([[feature for feature, _ in tree] for tree in splits], np.int32),
        np.array([[threshold for _, threshold in tree] for tree in splits]),
    )


@cache
def _drawn_digest() -> str:
    drawn = _drawn()
    return blake2b(drawn.feature.tobytes() + drawn.threshold.tobytes(), digest_size=8).hexdigest()


def _by_level(root: Any) -> list[Any]:
    level, found = [root], []
    for _ in range(_HEIGHT):
        found += level
        level = [child for node in level for child in node.children]
    return found
