import numpy as np

from models.calibration import Calibration, surprisal_of
from models.ensemble import CAPS, HEADS
from models.tails import LEVELS

NOW = 1_700_000_000
PRIOR = np.array([1.0, 2.0, 3.0, 4.0, 6.0, 9.0, 12.0])
NO_PRIOR = np.full((len(HEADS) - 1, len(LEVELS)), np.nan)
FIRST_PRIOR = np.vstack([PRIOR, NO_PRIOR[1:]])


def teach(calibration: Calibration, scores: np.ndarray) -> None:
    raw = np.full((len(scores), len(NO_PRIOR)), np.nan)
    raw[:, 0] = scores
    calibration.learn_many(raw, np.arange(1, len(scores) + 1, dtype=np.uint64), NOW)


def surprisal(calibration: Calibration, scores: np.ndarray) -> np.ndarray:
    return surprisal_of(calibration.part, np.repeat(scores[:, None], len(NO_PRIOR), axis=1))


def test_without_a_prior_it_warms_up():
    calibration = Calibration(NO_PRIOR, CAPS)
    assert np.isnan(surprisal(calibration, np.array([1.0]))).all()
    teach(calibration, np.random.default_rng(1).exponential(1, 2000))
    assert np.isfinite(surprisal(calibration, np.array([1.0]))[:, 0]).all()


def test_a_prior_speaks_at_once():
    calibration = Calibration(FIRST_PRIOR, CAPS)
    told = surprisal(calibration, PRIOR)
    np.testing.assert_allclose(told[:, 0], -np.log10(1 - np.array(LEVELS)), atol=1e-3)
    assert np.isnan(told[:, 1:]).all()


def test_a_quiet_place_does_not_lower_the_prior():
    calibration = Calibration(FIRST_PRIOR, CAPS)
    before = surprisal(calibration, PRIOR)
    teach(calibration, np.zeros(2000))
    np.testing.assert_array_equal(surprisal(calibration, PRIOR), before)


def test_a_score_that_is_warming_up_stays_unknown_and_teaches_nothing():
    calibration = Calibration(NO_PRIOR, CAPS)
    teach(calibration, np.full(2000, np.nan))
    assert np.isnan(surprisal(calibration, np.array([np.nan, 1.0]))).all()


def test_it_survives_as_bytes():
    calibration = Calibration(NO_PRIOR, CAPS)
    teach(calibration, np.random.default_rng(1).exponential(1, 2000))
    restored = Calibration(NO_PRIOR, CAPS).restore(calibration.to_bytes())
    assert restored.to_bytes() == calibration.to_bytes()
    assert restored.part.digest == calibration.part.digest
