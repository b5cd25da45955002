import math

import numpy as np
import pytest

from models.codec import StateError
from models.metric_anomalies import ALARM, REFRACTORY, MetricAnomalies

STEADY = 3000


def series(seed: int = 1) -> np.ndarray:
    """A daily wave with noise, as a busy metric has it."""
    draw = np.random.default_rng(seed)
    at = np.arange(STEADY)
    return 100 + 20 * np.sin(2 * np.pi * at / 288) + draw.normal(0, 2, STEADY)


def scored(detector: MetricAnomalies, values: np.ndarray) -> np.ndarray:
    scores = []
    for value in values.tolist():
        scores.append(detector.score_one(value))
        detector.learn_one(value)
    return np.array(scores)


def test_a_spike_raises_an_alarm_and_a_usual_day_none() -> None:
    values = series()
    values[2500] += 150
    scores = scored(MetricAnomalies(), values)
    assert scores[2500] >= ALARM
    assert np.flatnonzero(scores >= ALARM).tolist() == [2500]


def test_one_event_is_one_alarm() -> None:
    values = series()
    values[2500:2560] += 150
    alarms = np.flatnonzero(scored(MetricAnomalies(), values)[2500 : 2500 + REFRACTORY] >= ALARM)
    assert 0 in alarms
    assert len(alarms) <= 3  # only what is more surprising still


def test_it_is_silent_until_it_has_seen_enough() -> None:
    assert not scored(MetricAnomalies(), series()[:100]).any()


def test_a_constant_metric_is_never_surprising_until_it_moves() -> None:
    detector = MetricAnomalies()
    assert scored(detector, np.full(1000, 7.0)).max() == 0
    assert detector.score_one(8.0) >= ALARM


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_neither_scored_nor_learned(value: float) -> None:
    detector = MetricAnomalies()
    scored(detector, series()[:500])
    before = detector.to_bytes()
    assert math.isnan(detector.score_one(value))
    detector.learn_one(value)
    assert detector.to_bytes() == before


def test_numbers_at_the_end_of_what_a_double_holds_do_no_harm() -> None:
    detector = MetricAnomalies()
    scored(detector, series()[:500])
    scores = scored(detector, np.array([1e308, -1e308, 1e308, 5.0, 100.0]))
    assert np.isfinite(scores).all()


def test_to_score_changes_nothing() -> None:
    detector = MetricAnomalies()
    scored(detector, series()[:700])
    before = detector.to_bytes()
    detector.score_one(1e6)
    assert detector.to_bytes() == before


def test_a_restored_detector_goes_on_as_if_nothing_had_been() -> None:
    values = series()
    values[2000] += 90
    whole = MetricAnomalies()
    expected = scored(whole, values)
    first = MetricAnomalies()
    scored(first, values[:1234])
    second = MetricAnomalies.from_bytes(first.to_bytes())
    assert np.array_equal(scored(second, values[1234:]), expected[1234:])
    assert second.to_bytes() == whole.to_bytes()


def test_its_size_does_not_grow_with_what_it_has_seen() -> None:
    detector = MetricAnomalies()
    draw = np.random.default_rng(2)
    scored(detector, draw.normal(size=3000))
    early = len(detector.to_bytes())
    scored(detector, draw.normal(size=6000))
    assert len(detector.to_bytes()) < 1.1 * early


def test_damaged_bytes_are_refused() -> None:
    with pytest.raises(StateError):
        MetricAnomalies.from_bytes(b"\x00nothing")
