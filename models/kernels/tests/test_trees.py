"""The tree walker gives the bits that scikit-learn gives, compiled or not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier, IsolationForest

from models.kernels import KERNELS, packing
from models.kernels.trees import Trees, sums_twin

RANDOM = np.random.default_rng(5)
SPECIAL = [0.0, -0.0, 1.0, np.nan, np.inf, -np.inf, 1e-300]


def grown(random: np.random.Generator, *, trees: int, splits: int, width: int, values: list[float]) -> Trees:
    """Trees of random shape: each split turns one leaf into two."""
    roots, rows = [], []
    for _ in range(trees):
        base = len(rows)
        roots.append(base)
        rows.append([0, 0.0, -1, -1, random.normal(), False])
        for _ in range(splits):
            leaf = base + random.choice([i for i, row in enumerate(rows[base:]) if row[2] < 0])
            ends = len(rows), len(rows) + 1
            rows[leaf] = [random.integers(width), random.choice(values), *ends, 0.0, random.random() < 0.5]
            rows += [[0, 0.0, -1, -1, random.normal(), False] for _ in ends]
    feature, threshold, left, right, value, nan_left = map(np.array, zip(*rows, strict=True))
    return Trees(np.array(roots), feature, threshold, left, right, value, nan_left)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(1, 40),
    st.integers(0, 30),
    st.integers(1, 64),
    st.lists(st.sampled_from([*SPECIAL[:3], np.inf, -np.inf]) | st.floats(-3, 3), min_size=1, max_size=40),
)
def test_kernel_and_twin_agree_on_any_trees_and_rows(seed, trees, splits, width, values):
    random = np.random.default_rng(seed)
    forest = grown(random, trees=trees, splits=splits, width=width, values=values)
    rows = random.choice([*values, *SPECIAL], (random.integers(0, 200), width))
    np.testing.assert_array_equal(forest.sums(rows, 0.25), sums_twin(forest, rows, 0.25))
    short = rows.astype(np.float32)
    np.testing.assert_array_equal(forest.sums(short, 0.25), sums_twin(forest, short, 0.25))


@pytest.mark.parametrize(("splits", "width"), [(1023, 4), (1024, 4), (3, 65)])
def test_trees_too_large_to_be_packed_give_the_same_sums(splits, width):
    forest = grown(RANDOM, trees=2, splits=splits, width=width, values=RANDOM.normal(size=3000).tolist())
    rows = RANDOM.normal(size=(300, width))
    assert (packing.pack(forest) is None) == ((splits, width) != (1023, 4) and forest.width in (4, 65))
    np.testing.assert_array_equal(forest.sums(rows), sums_twin(forest, rows))


@pytest.mark.parametrize("depth", [None, 3])
def test_gradient_boosting_is_scikit_learns_to_the_bit(depth):
    rows = RANDOM.exponential(1, (2000, 6))
    rows[RANDOM.random(rows.shape) < 0.05] = np.nan
    truth = (np.nan_to_num(rows[:, 0]) + np.nan_to_num(rows[:, 3]) > 2).astype(int)
    model = HistGradientBoostingClassifier(max_iter=15, max_depth=depth, random_state=1).fit(rows, truth)
    nodes = [predictors[0].nodes for predictors in model._predictors]
    roots = np.cumsum([0, *map(len, nodes)])[:-1]
    joined = np.concatenate(nodes)
    base = np.repeat(roots, [len(each) for each in nodes])
    leaf = joined["is_leaf"] == 1
    forest = Trees(
        roots,
        joined["feature_idx"],
        joined["num_threshold"],
        np.where(leaf, -1, joined["left"] + base),
        np.where(leaf, -1, joined["right"] + base),
        joined["value"],
        joined["missing_go_to_left"] == 1,
    )
    expected = model._raw_predict(rows)[:, 0]
    np.testing.assert_array_equal(forest.sums(rows, float(model._baseline_prediction[0, 0])), expected)


def test_a_row_alone_scores_as_among_others():
    forest = grown(RANDOM, trees=20, splits=50, width=5, values=RANDOM.normal(size=100).tolist())
    rows = RANDOM.normal(size=(130, 5))
    alone = np.concatenate([forest.sums(row[None, :]) for row in rows])
    np.testing.assert_array_equal(forest.sums(rows), alone)


def test_no_trees_and_no_rows_are_no_trouble():
    none = Trees(*(np.zeros(0) for _ in range(7)))
    assert none.sums(np.zeros((2, 0)), 1.5).tolist() == [1.5, 1.5]
    assert grown(RANDOM, trees=3, splits=2, width=1, values=[0.0]).sums(np.zeros((0, 1))).shape == (0,)


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [("left", 0, 0), ("right", 0, 99), ("root", 0, 50), ("root", 0, -1), ("feature", 0, -2), ("threshold", 0, np.nan)],
)
def test_damaged_trees_are_refused(name, at, value):
    arrays = {
        key: each.copy() for key, each in grown(RANDOM, trees=1, splits=3, width=2, values=[0.5]).arrays().items()
    }
    arrays[name][at] = value
    with pytest.raises(ValueError, match="trees"):
        Trees.of(arrays)


def test_missing_arrays_and_narrow_rows_are_refused():
    forest = grown(RANDOM, trees=1, splits=30, width=3, values=[0.5])
    with pytest.raises(ValueError, match="without value"):
        Trees.of({name: array for name, array in forest.arrays().items() if name != "value"})
    with pytest.raises(ValueError, match="shape"):
        forest.sums(np.zeros((4, 1)))
    with pytest.raises(ValueError, match="length"):
        Trees.of(forest.arrays() | {"value": np.zeros(2)})


def test_the_arrays_cannot_be_changed():
    forest = grown(RANDOM, trees=1, splits=3, width=2, values=[0.5])
    with pytest.raises(ValueError, match="read-only"):
        forest.value[0] = 1


@pytest.mark.skipif(not KERNELS, reason="the kernels are not built: there is no compiler")
def test_an_isolation_forest_is_packed():
    rows = RANDOM.exponential(1, (2000, 8)).astype(np.float32)
    tree = IsolationForest(n_estimators=1, max_samples=1024, random_state=1).fit(rows).estimators_[0].tree_
    value = RANDOM.normal(size=tree.node_count)
    arrays = (tree.feature, tree.threshold, tree.children_left, tree.children_right, value, tree.missing_go_to_left)
    forest = Trees(np.array([0]), *arrays)
    assert packing.pack(forest) is not None
    np.testing.assert_array_equal(forest.sums(rows), value[tree.apply(rows)])
