"""The forest scores as scikit-learn's, to the bit, and is fitted when it is time."""

import numpy as np
import pytest
from sklearn.ensemble import IsolationForest as Reference

from models.codec import StateError
from models.features import ALARMING
from models.isolation_forest import SAMPLE, SEED, TREES, IsolationForest, fit, score_part

NOW = 1_700_000_000
RANDOM = np.random.default_rng(4)


def rows(count: int, scale: float = 0.6) -> np.ndarray:
    return RANDOM.exponential(scale, (count, len(ALARMING))).astype(np.float32)


def learn(detector: IsolationForest, second: int, scale: float = 0.6) -> None:
    keys = RANDOM.choice(np.arange(1, 2001, dtype=np.uint64), 128, replace=False)
    detector.learn_many(rows(128, scale), keys, second)


@pytest.fixture
def fitted() -> IsolationForest:
    detector = IsolationForest()
    for second in range(NOW, NOW + 20):
        learn(detector, second)
    assert detector.ready
    return detector


@pytest.mark.parametrize("count", [2, 3, 700, 3000])
def test_scores_are_scikit_learns_to_the_bit(count):
    held, asked = rows(count), rows(500, 1.2)
    held[:, 4] = 1  # a constant feature
    asked[3, 7] = asked[5] = np.nan
    asked[6] = 0
    reference = Reference(n_estimators=TREES, max_samples=min(SAMPLE, count), random_state=SEED).fit(held)
    np.testing.assert_array_equal(score_part(fit(held), asked), -reference.score_samples(asked))


def test_rows_that_are_all_alike_score_alike():
    part = fit(np.ones((600, len(ALARMING)), np.float32))
    assert np.ptp(score_part(part, rows(50))) == 0


def test_it_is_fitted_anew_every_ten_minutes(fitted):
    first = fitted.part
    for second in range(NOW + 20, NOW + 600):
        learn(fitted, second)
    assert fitted.part is first
    for second in range(NOW + 600, NOW + 615):
        learn(fitted, second)
    assert fitted.part is not first


def test_it_is_fitted_sooner_when_its_scores_drift(fitted):
    first = fitted.part
    for second in range(NOW + 20, NOW + 200):
        learn(fitted, second)
    assert fitted.part is first
    for second in range(NOW + 200, NOW + 300):
        learn(fitted, second, 1.0)
    assert fitted.part is not first


def test_it_is_fitted_again_after_the_clock_jumped_back(fitted):
    first = fitted.part
    for second in range(NOW - 90_000, NOW - 89_900):
        learn(fitted, second)
    assert fitted.part is not first


def test_a_refit_leaves_the_old_part_as_it_was(fitted):
    part, asked = fitted.part, rows(20)
    before = score_part(part, asked)
    for second in range(NOW + 600, NOW + 620):
        learn(fitted, second)
    np.testing.assert_array_equal(score_part(part, asked), before)


def test_what_was_restored_goes_on_as_what_was_saved(fitted):
    restored = IsolationForest.from_bytes(fitted.to_bytes())
    again = RANDOM.bit_generator.state
    for detector in (fitted, restored):
        RANDOM.bit_generator.state = again
        for second in range(NOW + 20, NOW + 300):
            learn(detector, second, 1.0)
    assert restored.to_bytes() == fitted.to_bytes()


def test_damaged_bytes_are_refused(fitted):
    data = fitted.to_bytes()
    for damaged in (data[:-9], b"", data.replace(b"fitted_at", b"fitted_by")):
        with pytest.raises(StateError):
            IsolationForest.from_bytes(damaged)
