"""river's HalfSpaceTrees over surprisals: finds combinations that no single feature shows."""

import pickle
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from river.anomaly import HalfSpaceTrees as RiverTrees

from models.codec import StateError, pack_state, unpack_state
from models.detector import Detector, Rows
from models.features import NAMES
from models.tails import CLIP

_TREES, _HEIGHT, _WINDOW, _SEED = 25, 6, 1000, 1
_LEAST = 1e-6


class HalfSpaceTrees(Detector):
    """-log10(1 - river's score) of surprisals scaled to [0, 1]: how empty the corner is that a row lies in.

    NaN until the first window of 1,000 rows is full. Row by row in Python, about 40 us to score: the stage hands it
    only rows that stand out. When it does not work: an attack that fills a whole window (hence the guard).
    """

    def __init__(self) -> None:
        self._trees: Any = RiverTrees(n_trees=_TREES, height=_HEIGHT, window_size=_WINDOW, seed=_SEED)
        self._learned = 0

    @property
    def ready(self) -> bool:
        """Whether the first window is full."""
        return self._learned >= _WINDOW

    def score_many(self, rows: Rows) -> NDArray[np.float64]:
        """Return the scores of (n, features) surprisals."""
        if not self.ready:
            return np.full(len(rows), np.nan)
        emptiness = [1 - self._trees.score_one(row) for row in _as_dicts(rows)]
        return -np.log10(np.maximum(emptiness, _LEAST))

    def learn_many(self, rows: Rows, keys: NDArray[np.uint64], second: int) -> None:  # noqa: ARG002 - Detector's
        """Learn from (n, features) surprisals."""
        for row in _as_dicts(rows):
            self._trees.learn_one(row)
        self._learned += len(rows)

    def to_bytes(self) -> bytes:
        """Return the trees as bytes."""
        return pack_state("half_space_trees", 1, {}, {"learned": self._learned, "trees": pickle.dumps(self._trees)})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError. Only for the core's own checkpoints: it unpickles."""
        _, values = unpack_state("half_space_trees", 1, data)
        detector = cls()
        try:
            detector._trees = pickle.loads(values["trees"])  # noqa: S301 - our own checkpoint, readable by us alone
        except (pickle.UnpicklingError, AttributeError, ImportError, EOFError) as error:
            raise StateError(f"damaged trees: {error}") from error
        detector._learned = values["learned"]
        return detector


def _as_dicts(rows: Rows) -> list[dict[str, float]]:
    return [dict(zip(NAMES, row, strict=True)) for row in (rows / CLIP).tolist()]
