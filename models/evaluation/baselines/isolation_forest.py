"""scikit-learn's IsolationForest at its defaults, fitted once on the warm-up."""

from collections.abc import Sequence

import numpy as np
from sklearn.ensemble import IsolationForest

from models.evaluation.baselines.scored import Row, Scored

_MOST_ROWS = 20_000


class PlainForest(Scored):
    """Collects rows until the warm-up ends, fits, and scores from then on."""

    name = "IsolationForest"

    def __init__(self, warm_at: float) -> None:
        super().__init__(warm_at)
        self._rows: list[Row] = []
        self._sources: list[str] = []
        self._model: IsolationForest | None = None

    def warm(self) -> None:
        """Fit, and score what was collected."""
        if not self._rows:
            return
        rows = np.concatenate(self._rows)
        step = len(rows) // _MOST_ROWS + 1
        self._model = IsolationForest(random_state=42).fit(rows[::step])
        for source, score in zip(self._sources, (-self._model.score_samples(rows)).tolist(), strict=True):
            self.remember(source, score)
        self._rows, self._sources = [], []

    def score(self, rows: Row, sources: Sequence[str]) -> Row:
        """Return the forest's scores; 0 for all until it is fitted."""
        if self._model is None:
            self._rows.append(rows)
            self._sources += sources
            return np.zeros(len(rows))
        scores: Row = -self._model.score_samples(rows)
        return scores
