"""river's HalfSpaceTrees by its documented recipe: min-max scaling, 10 trees of height 8, windows of 250."""

from collections.abc import Sequence

import numpy as np
from river.anomaly import HalfSpaceTrees
from river.preprocessing import MinMaxScaler

from models.evaluation.baselines.scored import Row, Scored


class DocumentedTrees(Scored):
    """Scores, then learns from every row, as the documentation's pipeline does."""

    name = "river HST"

    def __init__(self, warm_at: float) -> None:
        super().__init__(warm_at)
        self._model = MinMaxScaler() | HalfSpaceTrees(n_trees=10, height=8, window_size=250, seed=42)

    def score(self, rows: Row, sources: Sequence[str]) -> Row:
        """Return the pipeline's scores."""
        del sources
        scores = []
        for row in rows.tolist():
            x = dict(enumerate(row))
            self._model.learn_one(x)
            scores.append(self._model.score_one(x))
        return np.array(scores)
