"""Trees packed for the kernel: a node becomes one 32-bit word (see `trees.h`)."""

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from models.kernels.trees import Trees

_FEATURES: Final = 64
_PAIRS: Final = 1023
_RANKS: Final = 1 << 16
_VALUES: Final = 1 << 22
_LEVELS: Final = 4


class Packed(NamedTuple):
    """The arrays of `packed_trees`."""

    root: NDArray[np.uint32]
    word: NDArray[np.uint32]
    value: NDArray[np.float64]
    held: NDArray[np.uint32]
    first: NDArray[np.uint32]
    threshold: NDArray[np.float32]


def pack(trees: "Trees") -> Packed | None:
    """Return the trees packed; None where none splits, one has over 1,024 leaves, or words lack room for features."""
    inner = np.flatnonzero(trees.left >= 0)
    if not 0 < trees.width <= _FEATURES:
        return None
    held, thresholds, rank = _ranks(trees, inner)
    value, number = np.unique(trees.value, return_inverse=True)
    if held.max(initial=0) >= _RANKS or len(value) > _VALUES:
        return None
    layout = _lay_out(trees)
    if layout is None:
        return None
    root = np.cumsum(layout.words) - layout.words
    word = np.zeros(int(layout.words.sum()), np.uint32)
    of_node = np.where(trees.left >= 0, rank << 16 | trees.feature << 10 | layout.pair, number << 10)
    word[root[layout.tree] + layout.place] = of_node[layout.node]
    return Packed(root.astype(np.uint32), word, value, held, *_sixteens(thresholds))


def _sixteens(thresholds: list[NDArray[np.float32]]) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """Return (levels, features) where each level of a feature's thresholds begins, and all of them in one array."""
    first = np.zeros((_LEVELS, len(thresholds)), np.uint32)
    laid: list[NDArray[np.float32]] = []
    size = 0
    for level in range(_LEVELS):
        for feature, below in enumerate(thresholds):
            first[level, feature] = size
            laid.append(np.pad(below, (0, -len(below) % 16 or 16 * (not len(below))), constant_values=np.inf))
            size += len(laid[-1])
        thresholds = [filled[15::16] for filled in laid[-len(thresholds) :]]
    return first, np.concatenate(laid) if laid else np.zeros(0, np.float32)


def _ranks(trees: "Trees", inner: NDArray[Any]) -> tuple[NDArray[np.uint32], list[NDArray[np.float32]], NDArray[Any]]:
    """Return how many thresholds each feature has, the thresholds, and each node's number among its feature's.

    A 32-bit number is at most a threshold where it is at most the next 32-bit number below: so they are rounded down.
    """
    rank = np.zeros(len(trees.left), np.int64)
    rounded = _rounded_down(trees.threshold)
    thresholds = []
    for feature in range(trees.width):
        nodes = inner[trees.feature[inner] == feature]
        distinct, rank[nodes] = np.unique(rounded[nodes], return_inverse=True)
        thresholds.append(distinct)
    return np.array([len(each) for each in thresholds], np.uint32), thresholds, rank


def _rounded_down(threshold: NDArray[np.float64]) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):
        nearest = threshold.astype(np.float32)
        return np.where(nearest > threshold, np.nextafter(nearest, np.float32(-np.inf)), nearest)


class _Layout(NamedTuple):
    """Every node reached with its tree and its place there; each node's pair of children; each tree's words."""

    tree: NDArray[Any]
    node: NDArray[Any]
    place: NDArray[Any]
    pair: NDArray[Any]
    words: NDArray[Any]


def _lay_out(trees: "Trees") -> _Layout | None:
    """Lay each tree out level by level, children in pairs; None where a tree has too many of them."""
    pair = np.zeros(len(trees.left), np.int64)
    pairs = np.zeros(len(trees.root), np.int64)
    tree: NDArray[Any] = np.arange(len(trees.root))
    place: NDArray[Any] = np.zeros(len(trees.root), np.int64)
    node: NDArray[Any] = trees.root.astype(np.int64)
    reached = [(tree, node, place)]
    while len(node):
        inner = trees.left[node] >= 0
        tree, node = tree[inner], node[inner]
        begin = np.searchsorted(tree, np.arange(len(pairs)))
        pair[node] = 1 + pairs[tree] + np.arange(len(tree)) - begin[tree]
        pairs += np.bincount(tree, minlength=len(pairs))
        if (pairs > _PAIRS).any():
            return None
        place = np.repeat(2 * pair[node], 2)
        place[1::2] += 1
        tree, node = np.repeat(tree, 2), np.stack([trees.left[node], trees.right[node]], axis=1).ravel()
        reached.append((tree, node, place))
    tree, node, place = (np.concatenate(each) for each in zip(*reached, strict=True))
    return _Layout(tree, node, place, pair, 2 * pairs + 2)
