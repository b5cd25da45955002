import gzip
import os
from math import pi, sin
from pathlib import Path
from random import Random

import numpy as np
import pytest

from models.scores import Scores
from models.service_anomalies import ServiceStage, ServiceState, judge_steps
from models.service_metrics import METRICS, STEP_SECONDS, SUMS
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, Row, record_of

DATA = Path(os.environ.get("DOZOR_DATA_SETS", Path(__file__).parents[2].parent / "shared" / "data")) / "traces"
WEEK = 7 * 86400
HOURS = 3
LEARNED = WEEK + HOURS * 3600
MONDAY = T0 // WEEK * WEEK + 4 * 86400


def sums(requests, *, errors=0.0, server_errors=0.0, latency=0.05, size=5000.0, anomalous=0.0):
    row = {
        "requests": requests,
        "anomalous": anomalous,
        "status_4xx": errors * requests,
        "status_5xx": server_errors * requests,
        "request_time_sum": latency * requests,
        "bytes": size * requests,
    }
    return np.array([[row[name] for name in SUMS]])


def spread(at, step):
    """A step's sums, evenly over its seconds."""
    return dict.fromkeys(range(at, at + STEP_SECONDS), step / STEP_SECONDS)


class Watch:
    """A service's steps, without records."""

    def __init__(self):
        self.state = ServiceState()
        self.state.places.of(["shop"])
        self.told = []
        self.random = np.random.default_rng(1)

    def go(self, start, seconds, rate, **how):
        """`rate` is requests per second, or a function of the instant."""
        at = start
        while at < start + seconds:
            wanted = rate(at) if callable(rate) else rate
            step = sums(self.random.poisson(wanted * STEP_SECONDS), **how)
            self.told += judge_steps(self.state, spread(at, step), at + STEP_SECONDS + 5)
            at += STEP_SECONDS
        return at

    def anomalies(self):
        return list({anomaly.id: anomaly for anomaly in self.told}.values())

    def metrics(self):
        return {(anomaly.metric, anomaly.direction) for anomaly in self.anomalies()}


def daily(at):
    """A day's rhythm, with nights at a tenth and week-ends at half."""
    day = 0.55 + 0.45 * sin(2 * pi * (at - MONDAY) / 86400)
    return 40 * day * (0.5 if (at - MONDAY) % WEEK >= 5 * 86400 else 1)


@pytest.fixture(scope="module")
def week():
    """A service of which the last week's hours are known, after three hours of this one."""
    watch = Watch()
    for hour in range(168):
        at = MONDAY + 3600 * hour
        usual = np.array([[daily(at + 1800), 0.02, 0.001, 0.05, 5000 * daily(at + 1800)]])
        watch.state.expectation.seasons.add(at + 1800, usual, 1)
    watch.go(MONDAY + LEARNED - HOURS * 3600, HOURS * 3600, daily)
    return watch


def resumed(watch):
    again = Watch()
    again.state = ServiceState.from_bytes(watch.state.to_bytes())
    return again


def test_an_ordinary_day_brings_no_alarm(week):
    watch = resumed(week)
    watch.go(MONDAY + LEARNED, 86400, daily)
    assert watch.anomalies() == []


def test_after_a_week_the_range_is_that_of_the_hour(week):
    expectation = week.state.expectation
    for hours in (6, 12, 18):
        low, high = expectation.range(0, 0, MONDAY + WEEK + hours * 3600) or (0, 0)
        assert low < daily(MONDAY + hours * 3600) < high
    night = expectation.range(0, 0, MONDAY + WEEK + 18 * 3600) or (0, 99)
    noon = expectation.range(0, 0, MONDAY + WEEK + 6 * 3600) or (0, 0)
    assert night[1] < noon[0]


def test_a_service_that_goes_quiet_at_its_busy_hour_is_told(week):
    watch = resumed(week)
    at = watch.go(MONDAY + LEARNED, 3 * 3600, daily)
    at = watch.go(at, 600, 0.5)
    watch.go(at, 1200, daily)
    (anomaly,) = watch.anomalies()
    assert (anomaly.metric, anomaly.direction, anomaly.severity) == ("requests", "down", "high")
    assert anomaly.expected_low > 2
    assert anomaly.ended_at > anomaly.started_at
    assert anomaly.p_value < 1e-2


def test_a_quiet_night_is_no_anomaly_and_the_same_rate_at_noon_is_one(week):
    night, noon = resumed(week), resumed(week)
    night.go(night.go(MONDAY + LEARNED, 15 * 3600, daily), 900, 4)
    noon.go(noon.go(MONDAY + LEARNED, 3 * 3600, daily), 900, 4)
    assert night.metrics() == set()
    assert noon.metrics() == {("requests", "down")}


def test_more_requests_than_expected_are_told_once_and_what_is_worse_again():
    watch = Watch()
    at = watch.go(T0, 3600, 20)
    at = watch.go(at, 300, 60)
    at = watch.go(at, 300, 300)
    watch.go(at, 900, 20)
    requests = [anomaly for anomaly in watch.told if anomaly.metric == "requests"]
    assert [anomaly.severity for anomaly in requests][:1] == ["low"]
    assert requests[-2].value > 200
    assert requests[-1].ended_at
    assert len({anomaly.id for anomaly in requests}) == 1


def test_an_anomaly_lasts_as_long_as_it_is_that_far_out_and_stays_open_for_a_while_after_that():
    watch = Watch()
    at = watch.go(T0, 3600, 20)
    at = watch.go(at, 300, 200)
    assert [anomaly.metric for anomaly in watch.state.alarms.lasting() if anomaly.metric == "requests"]
    watch.go(at, 120, 20)
    assert watch.state.alarms.open
    assert watch.state.alarms.lasting() == []


def test_a_moment_is_no_anomaly():
    watch = Watch()
    at = watch.go(T0, 3600, 20)
    at = watch.go(at, STEP_SECONDS, 35)
    watch.go(at, 600, 20)
    assert watch.anomalies() == []


@pytest.mark.parametrize(
    ("how", "metric"),
    [({"errors": 0.3}, "errors"), ({"server_errors": 0.2}, "server_errors"), ({"latency": 0.4}, "latency")],
)
def test_errors_and_latency_are_told_apart(how, metric):
    watch = Watch()
    watch.go(watch.go(T0, 3600, 20, errors=0.02, server_errors=0.001), 300, 20, **how)
    assert (metric, "up") in watch.metrics()
    assert ("requests", "up") not in watch.metrics()


def test_an_anomaly_does_not_become_what_is_expected():
    watch = Watch()
    at = watch.go(T0, 3600, 20)
    before = watch.state.expected_range("shop")
    watch.go(at, 3600, 200)
    assert watch.state.expected_range("shop") == pytest.approx(before, rel=0.05)


def test_what_anomalous_sources_ask_for_teaches_nothing():
    watch = Watch()
    at = watch.go(T0, 3600, 20)
    before = watch.state.expected_range("shop")
    watch.go(at, 1800, 24, anomalous=200.0)
    assert watch.state.expected_range("shop") == pytest.approx(before, rel=0.03)


def test_what_lasts_longer_than_six_hours_is_the_new_usual():
    watch = Watch()
    at = watch.go(T0, 3600, 20)
    watch.go(at, 10 * 3600, 80)
    low, high = watch.state.expected_range("shop") or (0, 0)
    assert low < 80 < high
    assert not watch.state.alarms.open


def test_a_day_with_an_attack_leaves_the_season_as_it_was(week):
    watch = resumed(week)
    at = watch.go(MONDAY + LEARNED, 3600, daily)
    at = watch.go(at, 3600, 400, anomalous=390 * STEP_SECONDS)
    season = watch.state.expectation.seasons.level(0, MONDAY + 2 * WEEK + (HOURS + 1.5) * 3600)
    assert season is not None
    assert season[0] == pytest.approx(daily(MONDAY + (HOURS + 1.5) * 3600), rel=0.15)


def test_after_a_clock_that_jumps_nothing_is_judged_until_a_minute_was_seen():
    watch = Watch()
    watch.go(T0, 3600, 20)
    for start in (T0 + 40 * 86400, T0 - 86400):
        watch.go(start, 45, 500)
    assert watch.anomalies() == []


def test_a_clock_that_was_ahead_for_a_moment_does_not_blind():
    watch = Watch()
    end = watch.go(T0, 3600, 20)
    watch.go(end + 86_400, 60, 20)
    end = watch.go(end, 600, 20)
    watch.go(end, 120, 400)
    assert ("requests", "up") in watch.metrics()


def test_the_state_survives_as_bytes(week):
    data = week.state.to_bytes()
    assert ServiceState.from_bytes(data).to_bytes() == data


def test_nothing_is_expected_of_an_unknown_service():
    assert ServiceState().expected_range("nobody") is None


class Reports:
    """Two nodes' records of one service, through scoring."""

    def __init__(self):
        self.scoring, self.state, self.told = ScoringState(), ServiceState(), []
        self.random = Random(1)

    def second(self, at, nodes, rate):
        for node in nodes:
            rows = [self.row(at) for _ in range(rate)]
            record = record_of(rows, position=at, as_of=at)
            record = type(record)(record.position, record.as_of, node, record.aggregates)
            (scores,) = ScoringStage().process([record], self.scoring)
            assert isinstance(scores, Scores)
            self.told += ServiceStage().process(record, scores, self.state)

    def row(self, at):
        number = self.random.randrange(5000)
        return Row(at, f"20.1.{number // 250}.{number % 250}", 0, {"requests": 1, "gets": 1, "status_2xx": 1})


def test_silence_of_an_agent_is_not_silence_of_the_traffic():
    reports = Reports()
    for at in range(T0, T0 + 300):
        reports.second(at, ["a", "b"], 4)
    for at in range(T0 + 300, T0 + 480):
        reports.second(at, ["a"], 0)
    assert reports.told == []


def test_an_agent_that_reports_no_traffic_is_believed():
    reports = Reports()
    for at in range(T0, T0 + 300):
        reports.second(at, ["a", "b"], 4)
    for at in range(T0 + 300, T0 + 480):
        reports.second(at, ["a", "b"], 0)
    (anomaly,) = {anomaly.id: anomaly for anomaly in reports.told}.values()
    assert (anomaly.metric, anomaly.direction) == ("requests", "down")


def test_seconds_of_several_nodes_add_up():
    reports = Reports()
    for at in range(T0, T0 + 240):
        reports.second(at, ["a", "b"], 4)
    low, high = reports.state.expected_range("shop") or (0, 0)
    assert low < 8 < high


def trace(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return gzip.decompress(path.read_bytes()).splitlines()


def test_five_days_of_the_world_cup_site_has_few_alarms_and_its_surges_are_among_them():
    minutes = np.array([float(line.split(b",")[1]) for line in trace("worldcup98_requests_per_minute.csv.gz")[1:]])
    watch = Watch()
    start = 893_894_400 + 7 * 86400
    for i, requests in enumerate(minutes[7 * 1440 : 12 * 1440]):
        for quarter in range(60 // STEP_SECONDS):
            at = start + 60 * i + STEP_SECONDS * quarter
            watch.told += judge_steps(
                watch.state, spread(at, sums(requests * STEP_SECONDS / 60)), at + STEP_SECONDS + 5
            )
    requests = [anomaly for anomaly in watch.anomalies() if anomaly.metric == "requests"]
    assert len(requests) <= 12
    assert max(anomaly.value for anomaly in requests) > 500


def test_two_days_of_nasa_have_hardly_any_alarm():
    seconds = np.array([int(line) for line in trace("nasa_1995_jul_aug.per_second.txt.gz")[: 6 * 86400]], float)
    steps = seconds[4 * 86400 :].reshape(-1, STEP_SECONDS).sum(axis=1)
    watch = Watch()
    for i, requests in enumerate(steps):
        at = T0 // STEP_SECONDS * STEP_SECONDS + STEP_SECONDS * i
        watch.told += judge_steps(watch.state, spread(at, sums(requests)), at + STEP_SECONDS + 5)
    assert len([anomaly for anomaly in watch.anomalies() if anomaly.metric == "requests"]) <= 1


def test_every_metric_has_a_range():
    watch = Watch()
    watch.go(T0, 3600, 20, errors=0.05, server_errors=0.01)
    for metric in METRICS:
        low, high = watch.state.expected_range("shop", metric) or (1, 0)
        assert low <= high
