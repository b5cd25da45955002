"""Half-Space Trees and isolation forests on our kernels beside river and scikit-learn: the same bits, how much sooner?

Prints JSON: rows per second of the process's CPU, medians of interleaved runs, and the ratios. Goals: 50 times river,
3 times scikit-learn. Rows are as wide as the features; scikit-learn is measured with the forest that we fit.
"""

import json
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from river.anomaly import HalfSpaceTrees as River
from sklearn.ensemble import IsolationForest as Sklearn

from models import half_space_trees, isolation_forest
from models.features import ALARMING
from models.half_space_trees import HalfSpaceTrees
from models.kernels import KERNELS
from models.tails import CLIP

_RUNS: Final = 7
_RIVER_ROWS: Final = 2000
_BATCHES: Final = (1, 100, 500, 10_000)
_ROWS: Final = np.random.default_rng(1).exponential(0.5, (10_000, len(ALARMING))).astype(np.float32).clip(0, CLIP)
_KEYS: Final = np.zeros(len(_ROWS), np.uint64)


def main() -> None:
    """Measure, and print the figures."""
    figures = {
        "kernels": KERNELS,
        "goal": {"times_river": 50, "times_scikit_learn": 3},
        "half_space_trees": half_spaces(),
        "isolation_forest": forests(),
    }
    print(json.dumps(figures, indent=2))  # noqa: T201


def half_spaces() -> dict[str, Any]:
    """Score and learn every row, in batches and one by one, beside river."""
    names = [dict(zip(ALARMING, row, strict=True)) for row in (_ROWS[:_RIVER_ROWS] / CLIP).tolist()]
    river = River(
        n_trees=half_space_trees.TREES,
        height=half_space_trees.HEIGHT,
        window_size=half_space_trees.WINDOW,
        seed=half_space_trees.SEED,
    )
    many, single = HalfSpaceTrees(), HalfSpaceTrees()
    rates = _rates(
        {
            "river": (_RIVER_ROWS, lambda: _river(river, names)),
            "batches_of_500": (len(_ROWS), lambda: _in_batches(many, 500)),
            "one_by_one": (_RIVER_ROWS, lambda: _in_batches(single, 1, _RIVER_ROWS)),
        }
    )
    ratios = {name: round(rate / rates["river"], 1) for name, rate in rates.items() if name != "river"}
    return {"equal": _equal_to_river(names), "rows_per_cpu_second": rates, "times_river": ratios}


def _river(trees: Any, rows: list[dict[str, float]]) -> None:
    for row in rows:
        trees.score_one(row)
        trees.learn_one(row)


def _in_batches(detector: HalfSpaceTrees, batch: int, rows: int = len(_ROWS)) -> None:
    for start in range(0, rows, batch):
        detector.score_many(_ROWS[start : start + batch])
        detector.learn_many(_ROWS[start : start + batch], _KEYS[:batch], 0)


def _equal_to_river(rows: list[dict[str, float]]) -> bool:
    river = River(
        n_trees=half_space_trees.TREES,
        height=half_space_trees.HEIGHT,
        window_size=half_space_trees.WINDOW,
        seed=half_space_trees.SEED,
    )
    ours = HalfSpaceTrees()
    for row in rows[:1000]:
        river.learn_one(row)
    ours.learn_many(_ROWS[:1000], _KEYS[:1000], 0)
    theirs = -np.log10(np.maximum(1 - np.array([river.score_one(row) for row in rows]), 1e-6))
    return bool(np.array_equal(ours.score_many(_ROWS[: len(rows)]), theirs))


def forests() -> dict[str, Any]:
    """Score batches of several sizes beside scikit-learn."""
    part = isolation_forest.fit(_ROWS[:4096])
    theirs = Sklearn(
        n_estimators=isolation_forest.TREES, max_samples=isolation_forest.SAMPLE, random_state=isolation_forest.SEED
    ).fit(_ROWS[:4096])
    by_batch = {str(batch): _forest_rates(part, theirs, _ROWS[:batch]) for batch in _BATCHES}
    equal = np.array_equal(isolation_forest.score_part(part, _ROWS), -theirs.score_samples(_ROWS))
    return {"trees": isolation_forest.TREES, "sample": isolation_forest.SAMPLE, "equal": equal, "by_batch": by_batch}


def _forest_rates(part: Any, theirs: Any, rows: Any) -> dict[str, float]:
    times = max(1, 2000 // len(rows))
    rates = _rates(
        {
            "ours": (times * len(rows), lambda: [isolation_forest.score_part(part, rows) for _ in range(times)]),
            "scikit_learn": (len(rows), lambda: theirs.score_samples(rows)),
        }
    )
    return {**rates, "times_scikit_learn": round(rates["ours"] / rates["scikit_learn"], 1)}


def _rates(tries: Mapping[str, tuple[int, Callable[[], object]]]) -> dict[str, int]:
    """Rows per CPU-second of each, taken in turns."""
    taken: dict[str, list[float]] = {name: [] for name in tries}
    for _ in range(_RUNS):
        for name, (_, work) in tries.items():
            began = time.process_time()
            work()
            taken[name].append(time.process_time() - began)
    return {name: round(rows / statistics.median(taken[name])) for name, (rows, _) in tries.items()}


if __name__ == "__main__":
    main()
