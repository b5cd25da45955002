"""Half-Space Trees of equal height: which leaf each row falls into, and what the way there weighs.

Tan, Ting and Liu, "Fast anomaly detection for streaming data", IJCAI 2011; bit-equal to river's HalfSpaceTrees. Masses
are whole numbers, and within a window scores depend on the window before alone: so leaves are all that is counted,
and all rows of a window are scored by one number for each leaf.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled

_NODE: Final = np.dtype([("threshold", np.float32), ("feature", np.uint32)])


@dataclass(frozen=True, slots=True, eq=False)
class HalfSpaces:
    """The splits of (trees, 2^height - 1) nodes, the children of node i at 2i + 1 and 2i + 2; read-only.

    A row goes to the left where `row[feature] < threshold`, and where it is not less, or NaN, to the right.

    Raises:
        ValueError: the arrays are of different or impossible shapes, or a threshold is NaN.
    """

    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    height: int = field(init=False)
    width: int = field(init=False)  # how many features a row must have at least
    nodes: NDArray[Any] = field(init=False, repr=False)  # as the kernel reads them

    def __post_init__(self) -> None:
        nodes = self.feature.shape[-1] + 1
        if self.feature.ndim != 2 or self.feature.shape != self.threshold.shape or nodes & (nodes - 1) or nodes < 2:
            raise ValueError(f"half-spaces of shapes {self.feature.shape} and {self.threshold.shape}")
        if self.feature.min(initial=0) < 0 or np.isnan(self.threshold).any():
            raise ValueError("half-spaces with a split that asks for nothing")
        packed = np.zeros(self.feature.shape, _NODE)
        packed["feature"] = self.feature
        # A 32-bit number is less than a threshold where it is less than the next 32-bit number from there.
        with np.errstate(over="ignore"):
            rounded = self.threshold.astype(np.float32)
            packed["threshold"] = np.where(rounded < self.threshold, np.nextafter(rounded, np.float32(np.inf)), rounded)
        object.__setattr__(self, "height", nodes.bit_length() - 1)
        object.__setattr__(self, "width", int(self.feature.max(initial=-1)) + 1)
        object.__setattr__(self, "nodes", packed)

    def sums(self, path: NDArray[np.int64], rows: NDArray[np.float32]) -> NDArray[np.int64]:
        """Return (n,): the sum over trees of `path` (trees, 2^height) at the leaf of each of (n, features) rows."""
        self._check(rows)
        self.check(path)
        if compiled is None:
            return sums_twin(self, path, rows)
        found: NDArray[np.int64] = compiled.half_space_sums_of(
            self.nodes, self.height, path, np.ascontiguousarray(rows, np.float32)
        )
        return found

    def count(self, mass: NDArray[np.int64], rows: NDArray[np.float32]) -> None:
        """Add each of (n, features) rows to `mass` (trees, 2^height) at its leaves."""
        self._check(rows)
        self.check(mass)
        if compiled is None:
            count_twin(self, mass, rows)
            return
        compiled.half_space_count_of(self.nodes, self.height, mass, np.ascontiguousarray(rows, np.float32))

    def _check(self, rows: NDArray[np.float32]) -> None:
        if rows.ndim != 2 or rows.shape[1] < self.width:
            raise ValueError(f"rows of shape {rows.shape} for half-spaces over {self.width} features")

    def check(self, by_leaf: NDArray[np.int64]) -> None:
        """Raise ValueError where these are not (trees, 2^height) numbers."""
        if by_leaf.shape != (len(self.feature), 1 << self.height):
            raise ValueError(f"leaves of shape {by_leaf.shape} for half-spaces of {self.feature.shape}")


def leaves_twin(spaces: HalfSpaces, rows: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return (n, trees): the leaf of each row, counted from the left."""
    tree = np.arange(len(spaces.feature))
    row = np.arange(len(rows))[:, None]
    node = np.zeros((len(rows), len(tree)), np.int64)
    for _ in range(spaces.height):
        below = rows[row, spaces.feature[tree, node]] < spaces.threshold[tree, node]
        node = 2 * node + 2 - below
    return node - (1 << spaces.height) + 1


def sums_twin(spaces: HalfSpaces, path: NDArray[np.int64], rows: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return what `HalfSpaces.sums` does, in numpy."""
    found: NDArray[np.int64] = path[np.arange(len(path)), leaves_twin(spaces, rows)].sum(axis=1)
    return found


def count_twin(spaces: HalfSpaces, mass: NDArray[np.int64], rows: NDArray[np.float32]) -> None:
    """Do what `HalfSpaces.count` does, in numpy."""
    np.add.at(mass, (np.arange(len(mass)), leaves_twin(spaces, rows)), 1)


def path_scores(mass: NDArray[np.int64], least: float) -> NDArray[np.int64]:
    """Return (trees, leaves): the masses on the way to each leaf, each doubled once per level.

    Args:
        mass: (trees, leaves) rows that fell into each leaf.
        least: a node with fewer rows than this ends the way.
    """
    trees, leaves = mass.shape
    score = np.zeros_like(mass)
    going = np.ones_like(mass, dtype=np.bool_)
    for level in range(leaves.bit_length()):
        at_node = mass.reshape(trees, 1 << level, -1).sum(axis=2)
        at_leaf = np.repeat(at_node, leaves >> level, axis=1)
        score += np.where(going, at_leaf << level, 0)
        going &= at_leaf >= least
    return score
