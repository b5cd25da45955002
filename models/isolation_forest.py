"""scikit-learn's IsolationForest over surprisals, fitted on a source-balanced sample as new rows come in."""

from functools import lru_cache
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import IsolationForest as SklearnForest

from models.codec import StateError, pack_state, unpack_state
from models.detector import Detector, Rows
from models.drift import Drift
from models.features import ALARMING
from models.kernels.trees import Trees
from models.part import Part
from models.reservoir import Reservoir

TREES, SAMPLE, SEED = 100, 1024, 1
_REFIT_SECONDS: Final = 600
_SOONEST_SECONDS: Final = 60  # between two fits, however much the rows drift
_FROM_SOURCES: Final = 500
_FRESH_ROWS: Final = 1000  # least between two fits: a quiet place has nothing new to say
_USUAL_MEANS: Final = (0.3, 0.7)
_STATE_VERSION: Final = 2


class IsolationForest(Detector):
    """The forest's own score (0.5 is usual, 1 is alone) of surprisals.

    NaN until 500 sources were seen. scikit-learn fits, every ten minutes of data and when ADWIN sees the scores drift;
    scores come from `models.kernels.trees`, bit-equal to `score_samples`. When it does not work: many attackers alike,
    who are no longer alone.
    """

    def __init__(self) -> None:
        self._sample = Reservoir(len(ALARMING))
        self._fitted_at = 0
        self._fresh = 0
        self._drift = Drift(*_USUAL_MEANS)
        self._drifted = False
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
        if self.ready and len(rows):
            self._drifted |= self._drift.learn_many(self.score_many(rows))
        wait = _SOONEST_SECONDS if self._drifted else _REFIT_SECONDS
        due = second >= self._fitted_at + wait or second < self._fitted_at - _REFIT_SECONDS  # the clock jumped back
        if due and self._fresh >= _FRESH_ROWS and len(self._sample) >= _FROM_SOURCES:
            self._refit(second)

    def _refit(self, second: int) -> None:
        self.part = fit(self._sample.rows())
        self._fitted_at = second
        self._fresh = 0
        self._drift, self._drifted = Drift(*_USUAL_MEANS), False

    def forget(self, keys: NDArray[np.uint64]) -> None:
        """Take back what these sources taught, as far as it is not fitted yet."""
        self._sample.forget(keys)

    def to_bytes(self) -> bytes:
        """Return the sample and the fitted trees as bytes."""
        values = {
            "part": self.part.to_bytes(),
            "fitted_at": self._fitted_at,
            "fresh": self._fresh,
            "drift": self._drift.to_values(),
            "drifted": self._drifted,
            "sample": self._sample.to_bytes(),
        }
        return pack_state("isolation_forest", _STATE_VERSION, {}, values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        _, values = unpack_state("isolation_forest", _STATE_VERSION, data)
        detector = cls()
        try:
            detector.part = Part.from_bytes(values["part"])
            detector._fitted_at, detector._fresh = values["fitted_at"], values["fresh"]
            detector._drift, detector._drifted = Drift.from_values(values["drift"]), values["drifted"]
            detector._sample = Reservoir.from_bytes(values["sample"])
            if detector.ready and trees_of(detector.part).width > len(ALARMING):
                raise StateError("the features have changed")
        except (KeyError, ValueError) as error:
            raise StateError(f"damaged isolation forest: {error}") from error
        return detector


def score_part(part: Part, rows: Rows) -> NDArray[np.float64] | None:
    """Return the scores of (n, features) surprisals by a frozen part; None where no forest was fitted yet."""
    if not part.arrays:
        return None
    scores: NDArray[np.float64] = 2 ** -(trees_of(part).sums(rows) / part.values["usual"])
    return scores


@lru_cache(maxsize=8)
def trees_of(part: Part) -> Trees:
    """Return the trees of a part; raises ValueError where it holds none."""
    return Trees.of(part.arrays)


def fit(rows: Rows) -> Part:
    """Return the part that scikit-learn fits to (n, features) surprisals: at least two rows."""
    forest = SklearnForest(n_estimators=TREES, max_samples=min(SAMPLE, len(rows)), random_state=SEED).fit(rows)
    trees = [estimator.tree_ for estimator in forest.estimators_]
    roots = np.cumsum([0, *(tree.node_count for tree in trees)])
    value = [tree.compute_node_depths() + usual_path(tree.n_node_samples) - 1.0 for tree in trees]
    moved = [
        [np.where(children < 0, -1, children + root) for children in (tree.children_left, tree.children_right)]
        for tree, root in zip(trees, roots[:-1], strict=True)
    ]
    arrays = {
        "root": roots[:-1],
        "feature": np.concatenate([tree.feature for tree in trees]),
        "threshold": np.concatenate([tree.threshold for tree in trees]),
        "left": np.concatenate([left for left, _ in moved]),
        "right": np.concatenate([right for _, right in moved]),
        "value": np.concatenate(value),
        "nan_left": np.concatenate([tree.missing_go_to_left for tree in trees]),
    }
    usual = len(trees) * float(usual_path(np.array([min(SAMPLE, len(rows))]))[0])
    return Part("isolation_forest", Trees.of(arrays).arrays(), {"usual": usual})


def usual_path(population: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean depth at which a search among so many points ends (Liu, Ting and Zhou, 2008)."""
    n = np.maximum(population, 2).astype(np.float64)
    path = 2.0 * (np.log(n - 1.0) + np.euler_gamma) - 2.0 * (n - 1.0) / n
    usual: NDArray[np.float64] = np.where(population > 2, path, np.where(population == 2, 1.0, 0.0))
    return usual
