"""Detectors whose classifier was trained without some families: what they do when they meet them is what novelty is."""

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from dozor.defence import DozorDefender
from dozor.fit_detector import TO_CALIBRATE, TO_TRAIN, Play
from dozor.training_rows import scenario_rows
from models.detector_version import DetectorVersion, shipped
from models.ensemble import HEADS
from models.evaluation.background import Background
from models.evaluation.figures import Family, figures
from models.evaluation.outcome import run
from models.evaluation.request import FAMILIES, SINGLE
from models.evaluation.scenario import Shift, scenario
from models.training.fit import fit
from models.training.rows import TrainingRows

_CLASSIFIER = HEADS.index("classifier")
_SCALE = 0.25  # of the shipped version's scenarios: recall without a family hardly moves with more


class Unseen:
    """Plays the training scenarios once, to train on what is left without some families.

    Args:
        background: where everyday traffic comes from.
        scale: of the evaluation, which training follows where that is smaller.
    """

    def __init__(self, background: Background, scale: float = 1.0) -> None:
        self._training = list(_rows(TO_TRAIN, background, scale))
        self._held_out = list(_rows(TO_CALIBRATE, background, scale))

    def version(self, families: Collection[str]) -> DetectorVersion:
        """Return the shipped version with a classifier that has not seen some families."""
        training = [(_without(rows, families), 1.0) for rows in self._training]
        name = f"without {', '.join(sorted(families))}"
        fitted = fit(training, self._held_out, [], name)
        head_quantiles = shipped().head_quantiles.copy()
        head_quantiles[_CLASSIFIER] = fitted.head_quantiles[_CLASSIFIER]
        return replace(shipped(), name=name, trees=fitted.trees, head_quantiles=head_quantiles)


def recall_unseen(
    unseen: Unseen, background: Background, seed: int, *, shift: Shift, scale: float
) -> dict[str, Family]:
    """Return what becomes of each single-source family under detectors that have not seen it.

    Each family attacks alone, in a scenario of its own.
    """
    met = {}
    for family in SINGLE:
        others = frozenset(FAMILIES) - {family}
        made = scenario(seed, background=background, shift=shift, leave_out=others, scale=scale)
        version = unseen.version({family})
        outcomes = run(made, DozorDefender(made.verified, made.own, version))
        met[family] = figures(outcomes).families[family]
    return met


def _rows(plays: Collection[Play], background: Background, scale: float) -> Iterator[TrainingRows]:
    for play in plays:
        size = play.scale * min(_SCALE, scale)
        yield scenario_rows(scenario(play.seed, background=background, shift=play.shift, scale=size))


def _without(rows: TrainingRows, families: Collection[str]) -> TrainingRows:
    left = np.array([kind not in families for kind in rows.kind], dtype=np.bool_)
    numbers = np.cumsum(left) - 1
    kept = left[rows.source]
    kinds = [kind for kind in rows.kind if kind not in families]
    return TrainingRows(rows.features[kept], numbers[rows.source[kept]], rows.attack[left], kinds)
