"""What is expected of each service's metrics, and how far they usually stray from it."""

from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.seasons import Seasons
from models.service_metrics import METRICS, STEP_SECONDS

TAU_SECONDS: Final = 1800.0
_STRAY_TAU_SECONDS: Final = 2 * 3600.0
_RATIO_TAU_SECONDS: Final = 6 * 3600.0
_MOST_RATIO: Final = np.log(2.5)  # by which this week may differ from the last ones
_WARM_AFTER: Final = 8  # steps
_WINSOR: Final = 6.0  # mean absolute deviations beyond which a step teaches no more
_WIDTH: Final = 4.0  # mean absolute deviations, some 3.2 standard deviations
_NAMES: Final = ("_level", "_stray", "_jitter", "_ratio", "_learned")

Table = NDArray[np.float64]  # (places, METRICS)


class Expectation:
    """Levels that follow with TAU_SECONDS until a week is known, and the hour of the week's after that.

    A seasonal level is moved by how this day compares to it. What is not learned (anomalous traffic, open anomalies)
    does not become what is expected. When it does not work: before a week is known the daily rhythm is followed half
    an hour late, and a holiday is an ordinary day of the week.
    """

    def __init__(self) -> None:
        self.seasons = Seasons()
        self._level = np.zeros((0, len(METRICS)))
        self._stray = np.zeros((0, len(METRICS)))
        self._jitter = np.zeros((0, 1))  # of single seconds' requests, within a minute
        self._ratio = np.zeros((0, len(METRICS)))  # log of this day's to the season's
        self._learned = np.zeros((0, len(METRICS)))  # steps

    def grow(self, places: int) -> None:
        """Make room for so many services."""
        missing = places - len(self._level)
        if missing > 0:
            for name in _NAMES:
                held = getattr(self, name)
                setattr(self, name, np.concatenate([held, np.zeros((missing, held.shape[1]))]))

    def expected(self, now: float) -> Table:
        """Return what is expected at an instant; NaN while that is not known."""
        expected = np.where(self._learned >= _WARM_AFTER, self._level, np.nan)
        for place in range(len(expected)):
            season = self.seasons.level(place, now)
            if season is not None:
                seasonal = season * np.exp(self._ratio[place])
                expected[place] = np.where(np.isnan(seasonal), expected[place], seasonal)
        return expected

    def stray(self) -> Table:
        """Return the mean absolute deviations of the last hours."""
        return self._stray

    def learn(self, values: Table, expected: Table, spread: NDArray[np.float64], now: float) -> None:
        """Learn from the metrics of a step.

        Args:
            values: what was; NaN where nothing is to be learned.
            expected: what `expected` said of it.
            spread: (places,) mean absolute deviation of single seconds' requests.
            now: the step's end.
        """
        known = ~np.isnan(values)
        self._learned += known
        warm = ~np.isnan(expected)
        margin = _WINSOR * np.maximum(self._stray, 0.05 * np.abs(expected)) + 1e-9
        held = np.where(warm, np.clip(values, expected - margin, expected + margin), values)
        self.seasons.add(now, values, 3600 // STEP_SECONDS)
        self._move(self._stray, np.abs(held - np.where(warm, expected, held)), known & warm, _STRAY_TAU_SECONDS)
        target = np.where(warm, np.clip(values, self._level - margin, self._level + margin), values)
        self._move(self._level, target, known, TAU_SECONDS)
        jittery = known[:, :1]
        self._move(self._jitter, spread[:, None], jittery, TAU_SECONDS)
        self._follow_season(values, expected, known & warm)

    def _move(self, held: Table, target: Table, known: NDArray[np.bool_], tau: float) -> None:
        steps = np.minimum(self._learned[:, : held.shape[1]], tau / STEP_SECONDS)
        weight = np.where(known, 1 / np.maximum(steps, 1), 0)
        held += weight * (np.where(known, target, 0) - held)

    def _follow_season(self, values: Table, expected: Table, known: NDArray[np.bool_]) -> None:
        usable = known & (values > 0) & (expected > 0)
        change = np.log(np.where(usable, values, 1) / np.where(usable, expected, 1))
        self._ratio += STEP_SECONDS / _RATIO_TAU_SECONDS * np.clip(change, -1, 1)
        np.clip(self._ratio, -_MOST_RATIO, _MOST_RATIO, out=self._ratio)

    def range(self, place: int, metric: int, now: float) -> tuple[float, float] | None:
        """Return the lowest and highest value expected of a metric; None while that is not known.

        Of requests, it is the range of single seconds.
        """
        if place >= len(self._level) or self._learned[place, metric] < _WARM_AFTER:
            return None
        season = self.seasons.level(place, now)
        middle, stray = float(self._level[place, metric]), float(self._stray[place, metric])
        if season is not None and not np.isnan(season[metric]):
            middle = float(season[metric] * np.exp(self._ratio[place, metric]))
        if metric == 0:
            stray = max(float(np.hypot(stray, self._jitter[place, 0])), 0.8 * float(np.sqrt(middle)))
        margin = _WIDTH * stray + (1 if metric == 0 else 0)
        return max(middle - margin, 0.0), middle + margin

    def adopt(self, place: int, metric: int) -> None:
        """Take what goes on for the new usual: the seasons before it tell nothing any more."""
        self.seasons.forget(place, metric)
        self._ratio[place, metric] = self._learned[place, metric] = 0

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        arrays: dict[str, NDArray[Any]] = {name: getattr(self, name) for name in _NAMES}
        return pack_state("expectation", 2, arrays, {"seasons": self.seasons.to_bytes()})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("expectation", 2, data)
        expectation = cls()
        expectation.seasons = Seasons.from_bytes(values["seasons"])
        for name in _NAMES:
            setattr(expectation, name, arrays[name])
        return expectation
