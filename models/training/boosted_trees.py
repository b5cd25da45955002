"""scikit-learn's gradient-boosted trees as the flat arrays that the kernel walks."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from models.kernels.trees import Trees


def arrays_of(model: HistGradientBoostingClassifier, columns: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """Return a fitted two-class model's trees over all features, and `base` (1,), what their sum starts from.

    Args:
        model: fitted, without categorical features.
        columns: which feature each column that it was fitted on is.
    """
    nodes = [predictor.nodes for (predictor,) in model._predictors]  # noqa: SLF001 - no public way to the trees
    roots = np.cumsum([0, *(len(tree) for tree in nodes[:-1])])
    leaf = np.concatenate([tree["is_leaf"] for tree in nodes]).astype(np.bool_)

    def child(name: str) -> NDArray[np.int64]:
        at = [tree[name].astype(np.int64) + root for tree, root in zip(nodes, roots, strict=True)]
        return np.where(leaf, -1, np.concatenate(at))

    trees = Trees(
        root=roots.astype(np.int32),
        feature=columns[np.where(leaf, 0, np.concatenate([tree["feature_idx"] for tree in nodes]))].astype(np.int32),
        threshold=np.where(leaf, 0.0, np.concatenate([tree["num_threshold"] for tree in nodes])),
        left=child("left").astype(np.int32),
        right=child("right").astype(np.int32),
        value=np.concatenate([tree["value"] for tree in nodes]),
        nan_left=np.concatenate([tree["missing_go_to_left"] for tree in nodes]).astype(np.bool_),
    )
    base = np.asarray(model._baseline_prediction, np.float64).reshape(1)  # noqa: SLF001 - as above
    return {**trees.arrays(), "base": base}
