"""What every detector can do."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]


class Detector(ABC):
    """Scores rows of numbers and learns from them, always in this order and never from what it was not given.

    A higher score is more anomalous; its scale is the detector's own (see `models.calibration`). NaN while warming up.
    """

    @property
    @abstractmethod
    def ready(self) -> bool:
        """Whether it has seen enough to score."""

    @abstractmethod
    def score_many(self, rows: Rows) -> NDArray[np.float64]:
        """Return (n,) scores of (n, features) rows. Changes nothing."""

    @abstractmethod
    def learn_many(self, rows: Rows, keys: NDArray[np.uint64], second: int) -> None:
        """Learn from the rows of the sources `keys`; `second` is the data's clock (Unix seconds)."""

    def score_one(self, row: Rows) -> float:
        """Return the score of one row (features,)."""
        return float(self.score_many(row[None, :])[0])

    def learn_one(self, row: Rows, key: int, second: int) -> None:
        """Learn from one row (features,)."""
        self.learn_many(row[None, :], np.array([key], np.uint64), second)
