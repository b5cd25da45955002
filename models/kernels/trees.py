"""Decision trees as flat arrays, and the sum of a row's leaves: isolation forests and gradient boosting alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled
from models.kernels.packing import Packed, pack

Array = NDArray[Any]
_DTYPES: Final = {
    "root": np.int32,
    "feature": np.int32,
    "threshold": np.float64,
    "left": np.int32,
    "right": np.int32,
    "value": np.float64,
    "nan_left": np.bool_,
}


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Trees whose nodes stand one after the other, parents before their children; read-only.

    A row goes to `left` where `row[feature] <= threshold`, to `right` where it is greater, and where it is NaN as
    `nan_left` says. A leaf has `left` -1; only leaves' `value` counts. All arrays but `root` are (nodes,).

    Raises:
        ValueError: the arrays contradict each other.
    """

    root: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]
    nan_left: NDArray[np.bool_]
    width: int = field(init=False)  # how many features a row must have at least
    _packed: Packed | None = field(init=False, repr=False)  # None also where there is nothing to split

    def __post_init__(self) -> None:
        for name, dtype in _DTYPES.items():
            column: Array = np.array(getattr(self, name), dtype, order="C")
            column.flags.writeable = False
            object.__setattr__(self, name, column)
        _check(self)
        object.__setattr__(self, "width", int(self.feature[self.left >= 0].max(initial=-1)) + 1)
        object.__setattr__(self, "_packed", pack(self) if compiled else None)

    @classmethod
    def of(cls, arrays: Mapping[str, Array]) -> Self:
        """Return the trees of `arrays`; raises ValueError, also where one is missing."""
        missing = _DTYPES.keys() - arrays.keys()
        if missing:
            raise ValueError(f"trees without {', '.join(sorted(missing))}")
        return cls(**{name: arrays[name] for name in _DTYPES})

    def arrays(self) -> dict[str, Array]:
        """Return the arrays by name, as `of` takes them."""
        return {name: getattr(self, name) for name in _DTYPES}

    def sums(self, rows: NDArray[np.floating], start: float = 0.0) -> NDArray[np.float64]:
        """Return (n,): `start` plus the values of the leaves of (n, features) rows, added tree after tree.

        Rows of 32-bit numbers are the fastest.

        Raises:
            ValueError: the rows have fewer features than the trees ask for.
        """
        if rows.ndim != 2 or rows.shape[1] < self.width:
            raise ValueError(f"rows of shape {rows.shape} for trees over {self.width} features")
        found: NDArray[np.float64]
        if compiled is None or not len(rows) or not len(self.root):
            found = sums_twin(self, rows, start)
        elif rows.dtype == np.float32 and self._packed is not None:
            found = compiled.packed_sums_of(self, self._packed, np.ascontiguousarray(rows), start)
        else:
            found = compiled.flat_sums_of(self, np.ascontiguousarray(rows, np.float64), start)
        return found


def sums_twin(trees: Trees, rows: NDArray[np.floating], start: float = 0.0) -> NDArray[np.float64]:
    """Return what `Trees.sums` does, in numpy: a tree at a time, all rows a level at a time."""
    total = np.full(len(rows), start)
    every = np.arange(len(rows))
    for root in trees.root:
        node = np.full(len(rows), root)
        walking = every
        while len(walking := walking[trees.left[node[walking]] >= 0]):
            at = node[walking]
            x = rows[walking, trees.feature[at]]
            left = np.where(np.isnan(x), trees.nan_left[at], x <= trees.threshold[at])
            node[walking] = np.where(left, trees.left[at], trees.right[at])
        total += trees.value[node]
    return total


def _check(trees: Trees) -> None:
    nodes = len(trees.left)
    if any(getattr(trees, name).shape != (nodes,) for name in _DTYPES if name != "root") or trees.root.ndim != 1:
        raise ValueError("trees whose arrays differ in length")
    inner = np.flatnonzero(trees.left >= 0)
    left, right = trees.left[inner], trees.right[inner]
    # A child behind its parent: no walk can turn in a circle.
    if (left <= inner).any() or (right <= inner).any() or max(left.max(initial=0), right.max(initial=0)) >= nodes > 0:
        raise ValueError("trees with a child that is not behind its parent")
    if len(trees.root) and not 0 <= trees.root.min() <= trees.root.max() < nodes:
        raise ValueError("trees with a root that is no node")
    if trees.feature[inner].min(initial=0) < 0 or np.isnan(trees.threshold[inner]).any():
        raise ValueError("trees with a split that asks for nothing")
