"""What holds for every detector."""

from collections.abc import Callable

import numpy as np
import pytest

from models.detector import Detector
from models.detector_version import shipped
from models.features import ALARMING, NAMES
from models.half_space_trees import HalfSpaceTrees
from models.isolation_forest import IsolationForest
from models.pot_tails import PotTails


def pot_tails() -> PotTails:
    return PotTails(shipped().quantiles)


def restored(detector: Detector) -> Detector:
    if isinstance(detector, PotTails):
        return PotTails.from_bytes(detector.to_bytes(), shipped().quantiles)
    assert isinstance(detector, HalfSpaceTrees | IsolationForest)
    return type(detector).from_bytes(detector.to_bytes())


DETECTORS = [pot_tails, HalfSpaceTrees, IsolationForest]
each_detector = pytest.mark.parametrize("make", DETECTORS)


def width(detector: Detector) -> int:
    return len(NAMES) if isinstance(detector, PotTails) else len(ALARMING)


def rows(detector: Detector, count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).exponential(0.4, (count, width(detector))).astype(np.float32)


def teach(detector: Detector, count: int = 3000) -> None:
    keys = np.arange(1, count + 1, dtype=np.uint64)
    for start in range(0, count, 500):
        part = slice(start, start + 500)
        detector.learn_many(rows(detector, count)[part], keys[part], 1_700_000_000 + start)


@each_detector
def test_an_outlier_scores_higher_than_what_was_learned(make: Callable[[], Detector]):
    detector = make()
    teach(detector)
    assert (
        detector.score_many(np.full((1, width(detector)), 8, np.float32))[0]
        > detector.score_many(rows(detector, 200)).max()
    )


@each_detector
def test_scoring_changes_nothing(make: Callable[[], Detector]):
    detector = make()
    teach(detector)
    np.testing.assert_array_equal(detector.score_many(rows(detector, 20)), detector.score_many(rows(detector, 20)))


@each_detector
def test_one_is_many_of_one(make: Callable[[], Detector]):
    detector = make()
    teach(detector)
    row = rows(detector, 1)[0]
    assert detector.score_one(row) == detector.score_many(row[None, :])[0]
    detector.learn_one(row, 5, 1_700_009_000)


@each_detector
def test_constant_features_are_no_trouble(make: Callable[[], Detector]):
    detector = make()
    keys = np.arange(1, 3001, dtype=np.uint64)
    for second in range(0, 2000, 500):
        detector.learn_many(np.zeros((3000, width(detector)), np.float32), keys, 1_700_000_000 + second)
    assert np.isfinite(detector.score_many(np.zeros((3, width(detector)), np.float32))).all()


@each_detector
def test_what_was_learned_survives_as_bytes(make: Callable[[], Detector]):
    detector = make()
    teach(detector)
    again = restored(detector)
    np.testing.assert_array_equal(detector.score_many(rows(detector, 50, 2)), again.score_many(rows(detector, 50, 2)))
    assert again.to_bytes() == detector.to_bytes()


@pytest.mark.parametrize("make", [HalfSpaceTrees, IsolationForest])
def test_warming_up_answers_nan(make: Callable[[], Detector]):
    detector = make()
    assert not detector.ready
    assert np.isnan(detector.score_many(rows(detector, 3))).all()


def test_local_traffic_only_raises_what_is_usual():
    detector = pot_tails()
    prior = shipped().quantiles
    teach(detector, 4000)
    assert detector.local
    assert (detector.part.arrays["quantiles"] >= prior).all()
