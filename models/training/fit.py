"""Trains a detector version by injection: trees that tell attacks from harmless traffic, and what is usual.

Each source weighs the same, however long it lives, and is shown at several moments of its life, most of them early:
the classifier is to be right after few requests. Only numbers about all sources are kept, no address and no path.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from models.classifier import LEAST_LOG_ODDS, classifier_part, log_odds
from models.detector_version import DetectorVersion
from models.ensemble import CAPS, HEADS
from models.evaluation.request import DISTRIBUTED
from models.features import CONTEXT, NAMES
from models.pot_tails import on_scale, surprisal_of, tails_part, top_sum
from models.tails import LEVELS
from models.training.boosted_trees import arrays_of
from models.training.probes import with_probes
from models.training.rows import TrainingRows

# Anyone can call himself a crawler, nobody solves challenges in a replay, and the rest tells one site from another.
UNUSED: Final = frozenset(
    {
        "bot_share",
        "passed_share",
        "agent_rarity",
        "bytes_per_request",
        "burst",
        "known_prefix",
        "cost_share",
        "service_assets",
    }
)
USED: Final = np.array([i for i, name in enumerate(NAMES) if name not in UNUSED])
_FEWER_IS_WORSE: Final = frozenset({"users_600s"})
_FAMILY_WEIGHT: Final = 40.0  # of all attackers of a family in a scenario, in harmless sources
_MOST_WEIGHT: Final = 5.0  # of one attacker
_FEW_ROWS: Final = 50_000


def fit(
    training: Sequence[tuple[TrainingRows, float]],
    held_out: Sequence[TrainingRows],
    logs: Sequence[TrainingRows],
    name: str,
) -> DetectorVersion:
    """Return a detector version.

    Args:
        training: rows to train the classifier on, and what a source of them weighs.
        held_out: rows that the classifier was not trained on: their harmless sources tell how high it goes.
        logs: rows of real logs, whose harmless sources tell what is usual together with `held_out`.
        name: of the version.
    """
    trees = train(training)
    classifier, quantiles = classifier_part(trees), feature_quantiles([*held_out, *logs])
    tails = tails_part(quantiles)
    heads = np.full((len(HEADS), len(LEVELS)), np.nan)
    heads[HEADS.index("pot_tails")] = _pooled(
        [*held_out, *logs], lambda rows: top_sum(surprisal_of(tails, rows))[:, None]
    )[0]
    heads[HEADS.index("classifier")] = _pooled(
        held_out, lambda rows: np.maximum(log_odds(classifier, rows) - LEAST_LOG_ODDS, 0)[:, None]
    )[0]
    notes = {"sources": int(sum(len(rows.attack) for rows, _ in training)), "trees": len(trees["root"])}
    version = DetectorVersion(name, quantiles, heads, CAPS.copy(), trees, notes=notes)
    return with_probes(version, [rows for rows, _ in training])


def train(training: Sequence[tuple[TrainingRows, float]]) -> dict[str, NDArray[Any]]:
    """Return the classifier's trees, trained on a sample of each source's life."""
    samples = [(rows.sample(), weight) for rows, weight in training]
    x = np.concatenate([rows.features[:, USED] for rows, _ in samples])
    y = np.concatenate([rows.attack[rows.source] for rows, _ in samples])
    weight = np.concatenate([_weights(rows) * each for rows, each in samples])
    model = HistGradientBoostingClassifier(
        max_iter=250,
        learning_rate=0.08,
        max_leaf_nodes=16,
        min_samples_leaf=30,
        l2_regularization=1.0,
        monotonic_cst=[_direction(NAMES[i]) for i in USED],
        random_state=1,
    )
    # On few rows threads mostly wait for each other, and on a busy machine they wait by spinning: thrice the CPU.
    with threadpool_limits(1 if len(x) < _FEW_ROWS else None, user_api="openmp"):
        return arrays_of(model.fit(x, y, sample_weight=weight), USED)


def _direction(name: str) -> int:
    return -1 if name in _FEWER_IS_WORSE else 0 if name in CONTEXT else 1


def _weights(rows: TrainingRows) -> NDArray[np.float64]:
    """Return what each row weighs: a harmless source 1, a family of attackers _FAMILY_WEIGHT; left-out kinds 0."""
    kinds = Counter(kind for kind, attack in zip(rows.kind, rows.attack, strict=True) if attack)
    of_source = [
        1.0 if not attack else 0.0 if kind in DISTRIBUTED else min(_FAMILY_WEIGHT / kinds[kind], _MOST_WEIGHT)
        for kind, attack in zip(rows.kind, rows.attack, strict=True)
    ]
    lives = np.maximum(np.bincount(rows.source, minlength=len(rows.attack)), 1)
    weights: NDArray[np.float64] = (np.array(of_source) / lives)[rows.source]
    return weights


def feature_quantiles(usual: Sequence[TrainingRows]) -> NDArray[np.float64]:
    """Return (features, LEVELS) of what harmless sources reach, each set of rows weighing the same."""
    return _pooled(usual, lambda rows: on_scale(rows).astype(np.float64))


def _pooled(usual: Sequence[TrainingRows], measure: Any) -> NDArray[np.float64]:
    maxima = [rows.maxima(measure(rows.features), ~rows.attack) for rows in usual]
    most = max(len(each) for each in maxima)
    weights = np.concatenate([np.full(len(each), most / len(each)) for each in maxima])
    values = np.concatenate(maxima)
    return np.array([_quantiles(column, weights) for column in values.T])


def _quantiles(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weighted quantiles at LEVELS."""
    order = np.argsort(values)
    share = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    return np.interp(LEVELS, share, values[order])
