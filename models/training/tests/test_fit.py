"""Facts about training, on rows made by hand; the whole of it needs the data sets and minutes."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from models.classifier import classifier_part, log_odds
from models.detector_version import DetectorVersion
from models.features import FEATURE, NAMES
from models.tails import LEVELS
from models.training.boosted_trees import arrays_of
from models.training.fit import USED, feature_quantiles, fit
from models.training.rows import TrainingRows

SOURCES, LIFE = 400, 5


def rows_of(seed: int) -> TrainingRows:
    """Every fourth source attacks: it asks for many more pages that are not there."""
    random = np.random.default_rng(seed)
    attack = np.arange(SOURCES) % 4 == 0
    source = np.repeat(np.arange(SOURCES), LIFE)
    features = random.exponential(1, (SOURCES * LIFE, len(NAMES))).astype(np.float32)
    features[:, FEATURE["client_error_share"]] = np.where(attack[source], 0.9, 0.05)
    features[:, FEATURE["tool_agent_share"]] = 0
    features[:, FEATURE["signature_paths_3600s"]] = 0
    return TrainingRows(features, source, attack, ["slow_scan" if each else "visitor" for each in attack])


@pytest.fixture(scope="module")
def version() -> DetectorVersion:
    return fit([(rows_of(1), 1.0)], [rows_of(2)], [rows_of(3)], "test")


def test_the_flat_trees_say_what_scikit_learn_says():
    rows = rows_of(1)
    y = rows.attack[rows.source]
    model = HistGradientBoostingClassifier(max_iter=20, random_state=1).fit(rows.features[:, USED], y)
    part = classifier_part(arrays_of(model, USED))
    np.testing.assert_allclose(
        log_odds(part, rows.features), model.decision_function(rows.features[:, USED].astype(np.float64)), rtol=1e-12
    )


def test_attackers_go_beyond_what_harmless_sources_reach(version: DetectorVersion):
    rows = rows_of(4)
    odds = log_odds(classifier_part(version.trees), rows.features)
    assert odds[rows.attack[rows.source]].min() > odds[~rows.attack[rows.source]].max()


def test_what_is_usual_never_falls_with_the_level(version: DetectorVersion):
    assert (np.diff(version.quantiles, axis=1) >= 0).all()
    assert (np.diff(version.head_quantiles[[0, 3]], axis=1) >= 0).all()
    assert version.quantiles.shape == (len(NAMES), len(LEVELS))


def test_attackers_do_not_tell_what_is_usual():
    usual = feature_quantiles([rows_of(2)])
    assert usual[FEATURE["client_error_share"]].max() < 0.1


def test_no_address_and_no_path_is_kept(version: DetectorVersion):
    assert set(version.notes) == {"sources", "trees"}


def test_early_seconds_are_all_kept_and_later_ones_thinned():
    rows = TrainingRows(np.zeros((500, len(NAMES)), np.float32), np.zeros(500, np.int64), np.array([True]), ["flood"])
    assert 15 < len(rows.sample().source) < 30


def test_doubtful_sources_teach_neither_side():
    rows = rows_of(1)
    rows.features[rows.source == 1, FEATURE["signature_paths_3600s"]] = 3
    left = rows.without_doubtful()
    assert 1 not in left.source
    assert len(np.unique(left.source)) == SOURCES - 1
