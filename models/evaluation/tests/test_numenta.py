import os
from pathlib import Path

import numpy as np
import pytest

from models.evaluation.numenta import PROFILES, Series, held_out, load_corpus, sweep
from models.metric_anomalies import ALARM, MetricAnomalies

STANDARD, LOW_FALSE, LOW_MISSED = PROFILES
DATA = Path(os.environ.get("DOZOR_DATA_SETS", Path(__file__).parents[4] / "shared" / "data"))
ARCHIVE = DATA / "metrics" / "nab.tar.gz"


def labelled(*windows: tuple[int, int]) -> Series:
    return Series("made", np.zeros(1000), windows)


def fired(*at: int) -> np.ndarray:
    scores = np.zeros(1000)
    scores[list(at)] = 1.0
    return scores


@pytest.mark.parametrize("profile", PROFILES)
def test_a_detector_that_says_nothing_has_0_and_a_perfect_one_100(profile) -> None:
    result = sweep([labelled((400, 499), (700, 799))], [fired(400, 700)], profile)
    assert result.at(2.0) == pytest.approx(0)
    assert result.best == pytest.approx((1.0, 100), abs=0.3)  # the first point of a window is worth 0.9988


def test_an_early_detection_earns_more_than_a_late_one() -> None:
    early, late = (sweep([labelled((400, 499))], [fired(at)], STANDARD).at(1.0) for at in (410, 495))
    assert early > 95 > late > 50  # a late one is no missed window at least


def test_more_alarms_in_a_window_add_nothing() -> None:
    once, often = (sweep([labelled((400, 499))], [fired(*at)], STANDARD).at(1.0) for at in ([410], range(410, 480)))
    assert once == often


def test_a_false_alarm_costs_more_the_farther_it_is_behind_a_window() -> None:
    near, far = (sweep([labelled((400, 499))], [fired(400, at)], STANDARD).at(1.0) for at in (503, 900))
    perfect = sweep([labelled((400, 499))], [fired(400)], STANDARD).at(1.0)
    assert perfect > near > far == pytest.approx(perfect - 100 * 0.11 / 2)


def test_profiles_weigh_false_alarms_and_missed_windows() -> None:
    corpus, noisy = [labelled((400, 499), (700, 799))], [fired(400, 900, 950)]
    standard, low_false, low_missed = (sweep(corpus, noisy, profile).at(1.0) for profile in PROFILES)
    assert standard > low_false
    assert sweep(corpus, [fired(400)], LOW_MISSED).at(1.0) == pytest.approx(50, abs=1)
    assert low_missed > standard  # the same false alarms weigh less beside what is to be won


def test_what_happens_in_probation_does_not_count() -> None:
    assert sweep([labelled((400, 499))], [fired(3, 50, 149)], STANDARD).at(1.0) == sweep(
        [labelled((400, 499))], [fired()], STANDARD
    ).at(1.0)


def test_held_out_thresholds_do_not_see_the_series_they_judge() -> None:
    corpus = [labelled((400, 499)), labelled((400, 499))]
    loud, quiet = 10 * fired(400), fired(400) + 0.5 * fired(600)
    scores = [loud, quiet]
    assert sweep(corpus, scores, STANDARD).best[1] == pytest.approx(100, abs=0.3)
    assert held_out(corpus, scores, STANDARD) == pytest.approx(50, abs=0.3)


@pytest.mark.skipif(not ARCHIVE.exists(), reason="needs the Numenta benchmark: set DOZOR_DATA_SETS")
def test_an_outage_of_a_real_machine_is_found_before_it_stops() -> None:
    corpus = load_corpus(ARCHIVE)
    assert (len(corpus), sum(len(series.windows) for series in corpus)) == (58, 116)
    chosen = [series for series in corpus if series.name.startswith("realAdExchange/exchange-2_cpm")]
    chosen += [series for series in corpus if series.name.endswith("ec2_request_latency_system_failure.csv")]
    scores = []
    for series in chosen:
        detector, found = MetricAnomalies(), []
        for value in series.values.tolist():
            found.append(detector.score_one(value))
            detector.learn_one(value)
        scores.append(np.array(found))
    assert sweep(chosen, scores, STANDARD).at(ALARM) > 50
