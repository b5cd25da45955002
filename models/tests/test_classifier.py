"""Facts about the classifier that is shipped."""

import numpy as np
import pytest

from models.classifier import LEAST_LOG_ODDS, classifier_part, log_odds, score_part, taught
from models.detector_version import shipped
from models.features import ALARMING, CONTEXT, FEATURE, NAMES
from models.part import Part

RANDOM = np.random.default_rng(5)
ROWS = RANDOM.exponential(3, (300, len(NAMES))).astype(np.float32)
NO_SURPRISE = np.zeros((300, len(ALARMING)), np.float32)


@pytest.fixture(scope="module")
def part() -> Part:
    return classifier_part(shipped().trees)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in CONTEXT])
def test_more_of_what_is_suspicious_never_looks_better(part: Part, name: str):
    more = ROWS.copy()
    more[:, FEATURE[name]] += 5
    assert (log_odds(part, more) >= log_odds(part, ROWS) - 1e-9).all()


@pytest.mark.parametrize("name", ["bot_share", "passed_share", "known_prefix", "service_assets"])
def test_what_anyone_can_claim_or_what_names_a_site_changes_nothing(part: Part, name: str):
    other = ROWS.copy()
    other[:, FEATURE[name]] = 1
    np.testing.assert_array_equal(log_odds(part, other), log_odds(part, ROWS))


def test_nan_and_infinity_have_a_score(part: Part):
    rows = np.full((3, len(NAMES)), np.nan, np.float32)
    rows[1], rows[2] = np.inf, -np.inf
    scores = score_part(part, rows, NO_SURPRISE[:3])
    assert scores is not None
    assert np.isfinite(scores).all()


def test_scores_are_log_odds_above_the_least(part: Part):
    scores = score_part(part, ROWS, NO_SURPRISE)
    np.testing.assert_allclose(scores, np.maximum(log_odds(part, ROWS) - LEAST_LOG_ODDS, 0))


def test_a_verdict_makes_another_part(part: Part):
    lowered = taught(part, ROWS[:1], np.full((1, len(ALARMING)), 4, np.float32), [False])
    assert lowered.digest != part.digest


def test_without_trees_nothing_is_said():
    assert score_part(classifier_part({}), ROWS, NO_SURPRISE) is None
    assert taught(classifier_part({}), ROWS[:1], NO_SURPRISE[:1], [True]).arrays == {}
