import math
import random

from agent.contract.metrics import SeriesName
from core.server.alarms.scoring import KEY_METRICS, STANDS_OUT, Scoring
from core.server.alarms.tests.feeding import T0, averages

KEY = "host.cpu_busy_share"


def test_key_metrics_are_scored_and_what_stands_out_is_told():
    scoring, chance = Scoring(), random.Random(1)
    for i in range(300):
        scoring.take(averages(T0 + 10 * i, {"": 0.2 + 0.01 * chance.random(), "x": 1}, metric=KEY), [])
    quiet = len(scoring.found)
    scores = scoring.take(averages(T0 + 3000, {"": 0.99, "x": 1}, metric=KEY), [])
    assert scores[0] > STANDS_OUT
    found = scoring.found[-1]
    assert len(scoring.found) == quiet + 1
    assert (found.t, found.node, found.name.metric) == (T0 + 3000, "n1", "cpu_busy_share")


def test_other_metrics_are_scored_where_a_rule_wants_them():
    scoring = Scoring()
    assert scoring.take(averages(T0, {"a": 1, "b": 2}), [1]).keys() == {1}
    assert scoring.take(averages(T0, {"a": 1, "b": math.nan}), [1]) == {}


def test_there_are_so_many_detectors_at_most_and_rules_go_first():
    scoring = Scoring(most=2)
    for node in ("n1", "n2", "n3"):
        scoring.take(averages(T0, {"": 1}, node, KEY), [])
    assert len(scoring) == 2
    assert scoring.take(averages(T0, {"a": 1}), [0]).keys() == {0}
    assert len(scoring) == 2
    scoring.forget(T0)
    assert scoring.left_out == 1


def test_a_series_without_values_for_an_hour_makes_room():
    scoring = Scoring()
    scoring.take(averages(T0, {"": 1}, metric=KEY), [])
    scoring.forget(T0 + 3600)
    assert len(scoring) == 1
    scoring.forget(T0 + 3601)
    assert len(scoring) == 0


def test_what_was_learned_survives_a_restart():
    scoring, other, chance = Scoring(), Scoring(), random.Random(1)
    for i in range(150):
        scoring.take(averages(T0 + 10 * i, {"": chance.random()}, metric=KEY), [])
    for node, series, last, data in scoring.packed():
        other.restore(node, SeriesName(*series.decode().split("\t")), last, data)
    after = averages(T0 + 1500, {"": 5.0}, metric=KEY)
    assert scoring.take(after, []) == other.take(after, [])
    other.restore("n2", SeriesName("a", "b", "c", "d"), T0, b"broken")
    assert len(other) == 1
    assert ("host", "cpu_busy_share") in KEY_METRICS
