"""river's HalfSpaceTrees over surprisals: finds combinations that no single feature shows."""

import pickle
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from river.anomaly import HalfSpaceTrees as RiverTrees

from models.codec import StateError, pack_state, unpack_state
from models.detector import Detector, Rows
from models.features import NAMES
from models.part import Part
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
        self.part = Part("half_space_trees")

    @property
    def ready(self) -> bool:
        """Whether the first window is full."""
        return self._learned >= _WINDOW

    def score_many(self, rows: Rows) -> NDArray[np.float64]:
        """Return the scores of (n, features) surprisals."""
        scores = score_part(self.part, rows)
        return np.full(len(rows), np.nan) if scores is None else scores

    def learn_many(self, rows: Rows, keys: NDArray[np.uint64], second: int) -> None:  # noqa: ARG002 - Detector's
        """Learn from (n, features) surprisals."""
        for row in _as_dicts(rows):
            self._trees.learn_one(row)
            self._learned += 1
            if self._learned % _WINDOW == 0:
                self.part = Part("half_space_trees", _frozen(self._trees))

    def to_bytes(self) -> bytes:
        """Return the trees as bytes."""
        values = {"learned": self._learned, "trees": pickle.dumps(self._trees)}
        return pack_state("half_space_trees", 1, self.part.arrays, values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError. Only for the core's own checkpoints: it unpickles."""
        arrays, values = unpack_state("half_space_trees", 1, data)
        detector = cls()
        try:
            detector._trees = pickle.loads(values["trees"])  # noqa: S301 - our own checkpoint, readable by us alone
        except (pickle.UnpicklingError, AttributeError, ImportError, EOFError) as error:
            raise StateError(f"damaged trees: {error}") from error
        detector._learned = values["learned"]
        detector.part = Part("half_space_trees", arrays)
        return detector


def _frozen(trees: Any) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """Return the shape and the reference masses: (trees, nodes) heaps, node i's children at 2i+1 and 2i+2."""
    nodes = 2 ** (_HEIGHT + 1) - 1
    feature, threshold, mass = np.zeros((_TREES, nodes), np.int64), np.zeros((_TREES, nodes)), np.zeros((_TREES, nodes))
    for t, root in enumerate(trees.trees):
        stack = [(0, root)]
        while stack:
            at, node = stack.pop()
            mass[t, at] = node.r_mass
            if 2 * at + 1 < nodes:
                feature[t, at], threshold[t, at] = NAMES.index(node.feature), node.threshold
                stack += [(2 * at + 1, node.children[0]), (2 * at + 2, node.children[1])]
    return {"feature": feature, "threshold": threshold, "mass": mass}


def score_part(part: Part, rows: Rows) -> NDArray[np.float64] | None:
    """Return the scores of (n, features) surprisals by frozen masses; None where no window was full."""
    if not part.arrays:
        return None
    feature, threshold, mass = part.arrays["feature"], part.arrays["threshold"], part.arrays["mass"]
    x = rows.astype(np.float64) / CLIP
    at, tree = np.arange(len(x))[:, None], np.arange(_TREES)[None, :]
    node = np.zeros((len(x), _TREES), np.int64)
    total, going = np.zeros((len(x), _TREES)), np.ones((len(x), _TREES), np.bool_)
    for depth in range(_HEIGHT + 1):
        total += np.where(going, mass[tree, node] * 2.0**depth, 0)
        going &= mass[tree, node] >= 0.1 * _WINDOW
        if depth < _HEIGHT:
            right = x[at, feature[tree, node]] >= threshold[tree, node]
            node = 2 * node + 1 + right
    emptiness = total.sum(axis=1) / (_TREES * _WINDOW * (2 ** (_HEIGHT + 1) - 1))
    scores: NDArray[np.float64] = -np.log10(np.maximum(emptiness, _LEAST))
    return scores


def _as_dicts(rows: Rows) -> list[dict[str, float]]:
    return [dict(zip(NAMES, row, strict=True)) for row in (rows / CLIP).tolist()]
