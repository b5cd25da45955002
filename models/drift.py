"""Tells that a stream of numbers has changed, by river's ADWIN (Bifet and Gavaldà, 2007)."""

from collections.abc import Mapping
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from river.drift import ADWIN

from models.codec import StateError

_ROWS: Final = 64  # whose mean is one input
_DELTA: Final = 0.002
_MOST_INPUTS: Final = 1024


class Drift:
    """ADWIN over means of _ROWS numbers, as single rows vary too much to tell a change from chance.

    Args:
        low: where means are hardly ever lower; ADWIN's bound is for [0, 1] and blind to changes small beside that.
        high: where they are hardly ever higher.

    ADWIN's own state is private to river, so its inputs are kept: at most _MOST_INPUTS, of which the newer half goes
    on alone when they are full. What was restored from them is in the very state of what was saved. When it does not
    work: a change slower than the inputs that are kept.
    """

    def __init__(self, low: float = 0.0, high: float = 1.0) -> None:
        self._low, self._high = low, high
        self._sum = 0.0
        self._rows = 0
        self._inputs: list[float] = []
        self._adwin = _fed([])

    def learn_many(self, values: NDArray[np.float64]) -> bool:
        """Add (n,) numbers, NaN aside; return whether they show that the stream has changed."""
        known = values[~np.isnan(values)]
        self._sum += float(known.sum())
        self._rows += len(known)
        if self._rows < _ROWS:
            return False
        mean, self._sum, self._rows = self._sum / self._rows, 0.0, 0
        return self._learn(min(max((mean - self._low) / (self._high - self._low), 0.0), 1.0))

    def _learn(self, mean: float) -> bool:
        self._inputs.append(mean)
        self._adwin.update(mean)
        if self._adwin.drift_detected:
            self._inputs = []
        elif len(self._inputs) == _MOST_INPUTS:
            self._inputs = self._inputs[_MOST_INPUTS // 2 :]
        else:
            return False
        detected = not self._inputs
        self._adwin = _fed(self._inputs)
        return detected

    def to_values(self) -> dict[str, Any]:
        """Return the state as plain values."""
        return {"low": self._low, "high": self._high, "sum": self._sum, "rows": self._rows, "inputs": self._inputs}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Return what `to_values` wrote; raises StateError."""
        try:
            drift = cls(float(values["low"]), float(values["high"]))
            drift._sum, drift._rows = float(values["sum"]), int(values["rows"])
            drift._inputs = [float(value) for value in values["inputs"]]
        except (KeyError, TypeError, ValueError) as error:
            raise StateError(f"damaged drift: {error}") from error
        drift._adwin = _fed(drift._inputs)
        return drift


def _fed(inputs: list[float]) -> Any:
    untyped: Any = ADWIN
    adwin = untyped(delta=_DELTA, clock=1)
    for value in inputs:
        adwin.update(value)
    return adwin
