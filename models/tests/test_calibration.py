import numpy as np

from models.calibration import HeadCalibration
from models.tails import LEVELS

NOW = 1_700_000_000
PRIOR = np.array([1.0, 2.0, 3.0, 4.0, 6.0, 9.0])


def teach(calibration: HeadCalibration, scores: np.ndarray) -> None:
    calibration.learn_many(scores, np.arange(1, len(scores) + 1, dtype=np.uint64), NOW)


def test_without_a_prior_it_warms_up():
    calibration = HeadCalibration(0.1)
    assert np.isnan(calibration.surprisal(np.array([1.0]))).all()
    teach(calibration, np.random.default_rng(1).exponential(1, 2000))
    assert np.isfinite(calibration.surprisal(np.array([1.0]))).all()


def test_a_prior_speaks_at_once():
    calibration = HeadCalibration(0.1, PRIOR)
    np.testing.assert_allclose(calibration.surprisal(PRIOR), -np.log10(1 - np.array(LEVELS)), atol=1e-3)


def test_a_quiet_place_does_not_lower_the_prior():
    calibration = HeadCalibration(0.1, PRIOR)
    before = calibration.surprisal(PRIOR)
    teach(calibration, np.zeros(2000))
    np.testing.assert_array_equal(calibration.surprisal(PRIOR), before)


def test_a_score_that_is_warming_up_stays_unknown_and_teaches_nothing():
    calibration = HeadCalibration(0.1)
    teach(calibration, np.full(2000, np.nan))
    assert np.isnan(calibration.surprisal(np.array([np.nan, 1.0]))).all()


def test_it_survives_as_bytes():
    calibration = HeadCalibration(0.1)
    teach(calibration, np.random.default_rng(1).exponential(1, 2000))
    restored = HeadCalibration(0.1).restore(calibration.to_bytes())
    assert restored.to_bytes() == calibration.to_bytes()
