"""scikit-learn's IsolationForest over surprisals, fitted on a source-balanced sample as new rows come in."""

from collections.abc import Mapping
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import IsolationForest as SklearnForest

from models.codec import Array, pack_state, unpack_state
from models.detector import Detector, Rows
from models.features import NAMES
from models.part import Part
from models.reservoir import Reservoir

_TREES, _SAMPLE, _SEED = 100, 1024, 1
_REFIT_SECONDS = 600
_FROM_SOURCES = 500
_FRESH_ROWS = 1000  # least between two fits: a quiet place has nothing new to say


class IsolationForest(Detector):
    """The forest's own score (0.5 is usual, 1 is alone) of surprisals.

    NaN until 500 sources were seen. scikit-learn fits; the fitted trees are kept as flat arrays and walked for all
    rows and trees at once, as its own `score_samples` takes 4 ms for a single row. When it does not work: many
    attackers alike, who are no longer alone.
    """

    def __init__(self) -> None:
        self._sample = Reservoir(len(NAMES))
        self._refit_at = 0
        self._fresh = 0
        self.part = Part("isolation_forest")

    @property
    def ready(self) -> bool:
        """Whether a forest was fitted."""
        return bool(self.part.arrays)

    def score_many(self, rows: Rows) -> NDArray[np.float64]:
        """Return the scores of (n, features) surprisals."""
        scores = score_part(self.part, rows)
        return np.full(len(rows), np.nan) if scores is None else scores

    def learn_many(self, rows: Rows, keys: NDArray[np.uint64], second: int) -> None:
        """Remember the sources' latest rows and fit anew when it is time."""
        self._sample.put_latest(keys, rows, second)
        self._fresh += len(rows)
        if second < self._refit_at or self._fresh < _FRESH_ROWS or len(self._sample) < _FROM_SOURCES:
            return
        self._fresh = 0
        self._refit_at = second + _REFIT_SECONDS
        self.part = Part("isolation_forest", _fit(self._sample.rows()))

    def to_bytes(self) -> bytes:
        """Return the sample and the fitted trees as bytes."""
        values = {"refit_at": self._refit_at, "fresh": self._fresh, "sample": self._sample.to_bytes()}
        return pack_state("isolation_forest", 1, self.part.arrays, values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("isolation_forest", 1, data)
        detector = cls()
        detector.part = Part("isolation_forest", arrays)
        detector._refit_at, detector._fresh = values["refit_at"], values["fresh"]
        detector._sample = Reservoir.from_bytes(values["sample"])
        return detector


def score_part(part: Part, rows: Rows) -> NDArray[np.float64] | None:
    """Return the scores of (n, features) surprisals by frozen trees; None where none were fitted."""
    return _walk(part.arrays, rows) if part.arrays else None


def _fit(rows: Rows) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """Return the trees as arrays of nodes, one tree after the other; a leaf's children are itself."""
    forest = SklearnForest(n_estimators=_TREES, max_samples=min(_SAMPLE, len(rows)), random_state=_SEED).fit(rows)
    trees = [estimator.tree_ for estimator in forest.estimators_]
    roots = np.cumsum([0, *(tree.node_count for tree in trees[:-1])])
    leaf = np.concatenate([tree.children_left < 0 for tree in trees])
    own = np.arange(len(leaf))
    left = np.concatenate([tree.children_left + root for tree, root in zip(trees, roots, strict=True)])
    right = np.concatenate([tree.children_right + root for tree, root in zip(trees, roots, strict=True)])
    depth = np.concatenate([tree.compute_node_depths() - 1 for tree in trees])
    population = np.concatenate([tree.n_node_samples for tree in trees])
    return {
        "root": roots,
        "left": np.where(leaf, own, left),
        "right": np.where(leaf, own, right),
        "feature": np.maximum(np.concatenate([tree.feature for tree in trees]), 0),
        "threshold": np.concatenate([tree.threshold for tree in trees]),
        "path": depth + _usual_path(population),
        "usual": np.array([len(trees) * float(_usual_path(np.array([min(_SAMPLE, len(rows))]))[0])]),
        "height": np.array([int(depth.max())]),
    }


def _walk(forest: Mapping[str, Array], rows: Rows) -> NDArray[np.float64]:
    node = np.broadcast_to(forest["root"], (len(rows), len(forest["root"])))
    at = np.arange(len(rows))[:, None]
    for _ in range(int(forest["height"][0])):
        below = rows[at, forest["feature"][node]] <= forest["threshold"][node]
        node = np.where(below, forest["left"][node], forest["right"][node])
    depth = np.cumsum(forest["path"][node], axis=1)[:, -1]  # in one order, however many rows there are
    score: NDArray[np.float64] = 2.0 ** (-depth / forest["usual"][0])
    return score


def _usual_path(population: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean depth at which a search among so many points ends (Liu et al., 2008)."""
    n = np.maximum(population, 2).astype(np.float64)
    path = 2 * (np.log(n - 1) + np.euler_gamma) - 2 * (n - 1) / n
    usual: NDArray[np.float64] = np.where(population > 2, path, np.where(population == 2, 1.0, 0.0))
    return usual
