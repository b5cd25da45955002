"""river's HalfSpaceTrees over surprisals: finds combinations that no single feature shows."""

from functools import lru_cache
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import Array, StateError, pack_state, unpack_state
from models.detector import Detector, Rows
from models.features import ALARMING
from models.kernels.half_space import HalfSpaces, path_scores
from models.part import Part
from models.tails import CLIP

TREES, HEIGHT, WINDOW, SEED = 25, 6, 1000, 1
_LEAST: Final = 1e-6
_MOST: Final = TREES * WINDOW * (2 ** (HEIGHT + 1) - 1)  # what all trees together can weigh
_STATE_VERSION: Final = 2


class HalfSpaceTrees(Detector):
    """-log10(1 - river's score) of surprisals scaled to [0, 1]: how empty the corner is that a row lies in.

    NaN until the first window of 1,000 rows is full. river draws the splits; counting and scoring run on
    `models.kernels.half_space`, bit-equal to river row by row. When it does not work: an attack that fills a whole
    window (hence the guard).
    """

    def __init__(self, spaces: HalfSpaces | None = None) -> None:
        self._spaces = _drawn() if spaces is None else spaces
        self._mass = np.zeros((TREES, 1 << HEIGHT), np.int64)
        self._counted = 0  # rows of the window that is being counted
        self.part = Part("half_space_trees")

    @property
    def ready(self) -> bool:
        """Whether the first window is full."""
        return bool(self.part.arrays)

    def score_many(self, rows: Rows) -> NDArray[np.float64]:
        """Return the scores of (n, features) surprisals."""
        scores = score_part(self.part, rows)
        return np.full(len(rows), np.nan) if scores is None else scores

    def learn_many(self, rows: Rows, keys: NDArray[np.uint64], second: int) -> None:  # noqa: ARG002 - Detector's
        """Learn from (n, features) surprisals, in their order: a window may end between two rows."""
        scaled = rows / np.float32(CLIP)
        while self._counted + len(scaled) >= WINDOW:
            rest = WINDOW - self._counted
            self._spaces.count(self._mass, scaled[:rest])
            scaled = scaled[rest:]
            self._turn()
        self._spaces.count(self._mass, scaled)
        self._counted += len(scaled)

    def _turn(self) -> None:
        """Freeze what was counted, which is what scores go by from now on, and begin a new window."""
        path = path_scores(self._mass, 0.1 * WINDOW)
        self.part = _part(self._spaces, path)
        self._mass = np.zeros_like(self._mass)
        self._counted = 0

    def to_bytes(self) -> bytes:
        """Return the trees as bytes."""
        splits: dict[str, Array] = {"feature": self._spaces.feature, "threshold": self._spaces.threshold}
        arrays: dict[str, Array] = {**splits, "mass": self._mass, **self.part.arrays}
        return pack_state("half_space_trees", _STATE_VERSION, arrays, {"counted": self._counted})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("half_space_trees", _STATE_VERSION, data)
        try:
            detector = cls(HalfSpaces(arrays["feature"], arrays["threshold"]))
            detector._spaces.check(arrays["mass"])
            detector._mass = arrays["mass"]
            detector._counted = values["counted"]
            if "path" in arrays:
                detector._spaces.check(arrays["path"])
                detector.part = _part(detector._spaces, arrays["path"])
        except (KeyError, ValueError) as error:
            raise StateError(f"damaged half-space trees: {error}") from error
        if detector._spaces.width > len(ALARMING):
            raise StateError("the features have changed")
        return detector


def score_part(part: Part, rows: Rows) -> NDArray[np.float64] | None:
    """Return the scores of (n, features) surprisals by a frozen part; None where no window was full yet."""
    if not part.arrays:
        return None
    weight = _spaces_of(part).sums(part.arrays["path"], rows / np.float32(CLIP))
    emptiness = 1 - (1 - weight / _MOST)  # river's score, and what is left of 1
    scores: NDArray[np.float64] = -np.log10(np.maximum(emptiness, _LEAST))
    return scores


def _part(spaces: HalfSpaces, path: NDArray[np.int64]) -> Part:
    return Part("half_space_trees", {"feature": spaces.feature, "threshold": spaces.threshold, "path": path})


@lru_cache(maxsize=8)
def _spaces_of(part: Part) -> HalfSpaces:
    return HalfSpaces(part.arrays["feature"], part.arrays["threshold"])


@lru_cache(maxsize=1)
def _drawn() -> HalfSpaces:
    """Return the splits that river draws for our features and seed."""
    from river.anomaly import HalfSpaceTrees as RiverTrees  # noqa: PLC0415 - a restored state does without it

    trees: Any = RiverTrees(n_trees=TREES, height=HEIGHT, window_size=WINDOW, seed=SEED)
    trees.learn_one(dict.fromkeys(ALARMING, 0.0))
    splits = [[(ALARMING.index(node.feature), node.threshold) for node in _by_level(tree)] for tree in trees.trees]
    return HalfSpaces(
        np.array([[feature for feature, _ in tree] for tree in splits], np.int32),
        np.array([[threshold for _, threshold in tree] for tree in splits]),
    )


def _by_level(root: Any) -> list[Any]:
    """Return the inner nodes of one of river's trees, level by level."""
    level, found = [root], []
    for _ in range(HEIGHT):
        found += level
        level = [child for node in level for child in node.children]
    return found
