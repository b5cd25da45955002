import numpy as np
import pytest

from models.seasons import HOURS, Seasons
from models.service_metrics import METRICS

HOUR = 3600
START = 100 * HOURS * HOUR


def filled(hours=HOURS + 1, factor=1.0):
    seasons = Seasons()
    for hour in range(hours):
        seasons.add(START + hour * HOUR + 1800, np.full((1, len(METRICS)), factor * (hour % HOURS)), 1)
    return seasons


def test_nothing_is_known_before_a_week():
    assert filled(100).level(0, START) is None


def test_the_level_is_that_of_the_hour_and_between_two_hours_of_both():
    seasons = filled()
    assert seasons.level(0, START + 5.5 * HOUR)[0] == pytest.approx(5)
    assert seasons.level(0, START + 6 * HOUR)[0] == pytest.approx(5.5)


def test_a_new_week_weighs_a_third_of_what_was_known():
    seasons = filled()
    for hour in range(HOURS, 2 * HOURS + 1):
        seasons.add(START + hour * HOUR + 1800, np.full((1, len(METRICS)), 100.0), 1)
    assert seasons.level(0, START + 10.5 * HOUR)[0] == pytest.approx(10 + 0.3 * 90, rel=0.01)


def test_an_hour_of_which_too_little_was_seen_does_not_count():
    seasons = filled()
    seasons.add(START + 2 * HOURS * HOUR + 1800, np.full((1, len(METRICS)), 1e6), 240)
    seasons.add(START + 2 * HOURS * HOUR + 5400, np.zeros((1, len(METRICS))), 240)
    assert seasons.level(0, START + 0.5 * HOUR)[0] == pytest.approx(0, abs=1)


def test_a_metric_that_changed_for_good_is_forgotten():
    seasons = filled()
    seasons.forget(0, 2)
    level = seasons.level(0, START + 5.5 * HOUR)
    assert np.isnan(level[2])
    assert not np.isnan(level[[0, 1, 3, 4]]).any()


def test_it_survives_as_bytes():
    seasons = filled()
    assert Seasons.from_bytes(seasons.to_bytes()).to_bytes() == seasons.to_bytes()
