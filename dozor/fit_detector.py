"""`python -m dozor.fit_detector DATA`: trains the detector version that the program comes with.

DATA is a folder of data sets: `logs/NAME/access.log.gz` with `labels_silver.csv` beside, `labelled/scans`. Only
numbers about all sources are kept, no address and no path. What is trained on, and what stays untouched:

- scenarios of the seeds below 100 (the evaluation's generator) over the training half of the recorded visitors;
- of the logs in TRAINED_LOGS the training half of the sources, told by a hash;
- nginx_personal_2020b, nginx_devserver_2024 and apache_fr_2009 stay untouched, and the other halves.

Each source weighs the same, however long it lives, and is shown at several moments of its life, most of them early:
the classifier is to be right after few requests. How high the classifier goes for the harmless is measured on scenarios
that it was not trained on. What is usual (the features' quantiles) is measured on these scenarios and on the training
half of the logs in TRAINED_LOGS, which the classifier was trained on too.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from dozor.boosted_trees import arrays_of
from dozor.recorded_background import recorded_background
from dozor.training_rows import TrainingRows, log_rows, scenario_rows
from models.classifier import LEAST_LOG_ODDS, classifier_part, log_odds
from models.detector_version import DetectorVersion
from models.ensemble import CAPS, HEADS
from models.evaluation.background import Background, SyntheticBackground
from models.evaluation.request import DISTRIBUTED
from models.evaluation.scenario import Shift, scenario
from models.features import CONTEXT, NAMES
from models.part import Part
from models.pot_tails import on_scale, surprisal_of, top_sum
from models.tails import LEVELS

TRAINED_LOGS: Final = ("nginx_shop_cn_2018", "apache_elastic_2015", "apache_drupal_2015", "apache_13years_2005_2018")


@dataclass(frozen=True, slots=True)
class Play:
    """A scenario to fit by."""

    seed: int
    shift: Shift
    recorded: bool
    scale: float


TO_TRAIN: Final = (
    Play(1, "none", recorded=True, scale=0.6),
    Play(2, "slow", recorded=True, scale=0.6),
    Play(3, "none", recorded=False, scale=0.4),
    Play(4, "slow", recorded=False, scale=0.4),
    Play(5, "none", recorded=True, scale=0.6),
)
TO_CALIBRATE: Final = (
    Play(6, "none", recorded=True, scale=0.6),
    Play(7, "none", recorded=True, scale=0.6),
    Play(8, "none", recorded=False, scale=0.4),
)
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
_REAL_WEIGHT: Final = 2.0  # of a source of a real log


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
    tails = Part("pot_tails", {"quantiles": quantiles})
    heads = np.full((len(HEADS), len(LEVELS)), np.nan)
    heads[HEADS.index("pot_tails")] = _pooled(
        [*held_out, *logs], lambda rows: top_sum(surprisal_of(tails, rows))[:, None]
    )[0]
    heads[HEADS.index("classifier")] = _pooled(
        held_out, lambda rows: np.maximum(log_odds(classifier, rows) - LEAST_LOG_ODDS, 0)[:, None]
    )[0]
    notes = {"sources": int(sum(len(rows.attack) for rows, _ in training)), "trees": len(trees["root"])}
    return DetectorVersion(name, quantiles, heads, CAPS.copy(), trees, notes)


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


def _plays(plays: Sequence[Play], recorded: Background) -> Iterator[TrainingRows]:
    for play in plays:
        background = recorded if play.recorded else SyntheticBackground()
        yield scenario_rows(scenario(play.seed, background=background, shift=play.shift, scale=play.scale))


def main(data: Path, output: Path) -> None:
    """Fit and write the shipped version."""
    recorded = recorded_background(data, "train")
    logs = [log_rows(data / "logs" / name / "access.log.gz", "train") for name in TRAINED_LOGS]
    training = [(rows, 1.0) for rows in _plays(TO_TRAIN, recorded)] + [(rows, _REAL_WEIGHT) for rows in logs]
    held_out = list(_plays(TO_CALIBRATE, recorded))
    output.write_bytes(fit(training, held_out, logs, "2026.11.4").to_npz())


def data_of(arguments: Sequence[str]) -> Path:
    """Return the folder of data sets that a command line names.

    Raises:
        SystemExit: it names none, or several, or one without the logs to train on.
    """
    if len(arguments) != 1:
        sys.exit("usage: python -m dozor.fit_detector DATA")
    data = Path(arguments[0])
    missing = [name for name in TRAINED_LOGS if not (data / "logs" / name / "access.log.gz").is_file()]
    if missing:
        sys.exit(f"dozor.fit_detector: {data} has no logs/NAME/access.log.gz of {', '.join(missing)}")
    return data


if __name__ == "__main__":
    main(data_of(sys.argv[1:]), Path(__file__).parent.parent / "models" / "shipped" / "detector.npz")
