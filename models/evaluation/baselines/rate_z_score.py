"""The z-score of a source's request rate among all sources: what a dashboard's alert does."""

from collections.abc import Sequence

import numpy as np

from models.evaluation.baselines.scored import Row, Scored

_LEAST_ROWS = 1000.0  # before mean and variance mean anything
_MEMORY = 50_000.0  # rows over which mean and variance are forgotten


class RateZScore(Scored):
    """Mean and variance of log rates, forgotten slowly."""

    name = "z-score"

    def __init__(self, warm_at: float) -> None:
        super().__init__(warm_at)
        self._n, self._mean, self._squares = 0.0, 0.0, 0.0

    def score(self, rows: Row, sources: Sequence[str]) -> Row:
        """Return how many standard deviations each rate lies above the mean."""
        del sources
        rates = rows[:, 0]
        deviation = np.sqrt(max(self._squares / max(self._n, 1) - self._mean**2, 1e-6))
        scores: Row = (rates - self._mean) / deviation if self._n >= _LEAST_ROWS else np.zeros(len(rates))
        self._learn(rates)
        return scores

    def _learn(self, rates: Row) -> None:
        keep = max(1 - len(rates) / _MEMORY, 0)
        self._squares = self._squares * keep + float(rates @ rates)
        self._n = self._n * keep + len(rates)
        total = self._mean * (self._n - len(rates)) + float(rates.sum())
        self._mean = total / self._n
