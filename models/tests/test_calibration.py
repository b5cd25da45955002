import numpy as np

from models.calibration import Calibration, surprisal_of
from models.ensemble import CAPS, HEADS
from models.service_class import CLASSES
from models.tails import LEVELS

NOW = 1_700_000_000
PRIOR = np.array([1.0, 2.0, 3.0, 4.0, 6.0, 9.0, 12.0])
NO_PRIOR = np.full((len(HEADS) - 1, len(LEVELS)), np.nan)
SITE, BARE = range(len(CLASSES))
FIRST_PRIOR = np.vstack([PRIOR, NO_PRIOR[1:]])


def teach(calibration: Calibration, scores: np.ndarray, service_class: int = SITE) -> None:
    raw = np.full((len(scores), len(NO_PRIOR)), np.nan)
    raw[:, 0] = scores
    keys = np.arange(1, len(scores) + 1, dtype=np.uint64) + np.uint64(1_000_000 * service_class)
    calibration.learn_many(raw, np.full(len(scores), service_class), keys, NOW)


def surprisal(calibration: Calibration, scores: np.ndarray, service_class: int = SITE) -> np.ndarray:
    raw = np.repeat(scores[:, None], len(NO_PRIOR), axis=1)
    return surprisal_of(calibration.part, raw, np.full(len(raw), service_class))


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


def test_each_class_of_services_is_calibrated_by_its_own_sources():
    calibration = Calibration(NO_PRIOR, CAPS)
    raw = np.full((2000, len(NO_PRIOR)), np.nan)
    raw[:, 0] = np.random.default_rng(1).exponential(1, 2000)
    classes = np.arange(2000) % 2
    raw[classes == BARE, 0] *= 5
    calibration.learn_many(raw, classes, np.arange(1, 2001, dtype=np.uint64), NOW)
    assert surprisal(calibration, np.array([10.0]), BARE)[0, 0] < 1.5
    assert surprisal(calibration, np.array([10.0]), SITE)[0, 0] > 3


def test_a_class_with_few_sources_goes_by_those_of_all():
    calibration = Calibration(NO_PRIOR, CAPS)
    teach(calibration, np.random.default_rng(1).exponential(1, 2000))
    one = np.array([3.0])
    assert surprisal(calibration, one, BARE)[0, 0] == surprisal(calibration, one, SITE)[0, 0]


def test_what_a_source_taught_can_be_taken_back():
    scores = np.random.default_rng(1).exponential(1, 2000)
    scores[:100] += 50
    poisoned, clean = Calibration(NO_PRIOR, CAPS), Calibration(NO_PRIOR, CAPS)
    keys = np.arange(1, 2001, dtype=np.uint64)
    raw = np.full((2000, len(NO_PRIOR)), np.nan)
    raw[:, 0] = scores
    site = np.full(2000, SITE)
    poisoned.learn_many(raw, site, keys, NOW)
    poisoned.forget(keys[:100])
    poisoned.learn_many(raw[-1:], site[-1:], keys[-1:], NOW + 600)
    clean.learn_many(raw[100:], site[100:], keys[100:], NOW)
    np.testing.assert_allclose(surprisal(poisoned, np.array([4.0])), surprisal(clean, np.array([4.0])), rtol=0.1)
