import numpy as np

from agent.contract.metrics import SeriesName, pack_names, pack_values
from core.server.metrics.check import names_digest
from core.server.metrics.recent import Recent
from core.server.metrics.rows import MetricRow

NAMES = pack_names([SeriesName("host", "", "a", "count"), SeriesName("host", "", "b", "count")])
OTHER = pack_names([SeriesName("host", "", "a", "count")])
GAP = float("nan")


def take(recent: Recent, t: int, *values: float, names: bytes = NAMES, node: str = "n1") -> None:
    recent.take(MetricRow(node, t, names_digest(names), b"", pack_values(values)), names)


def test_the_newest_second_of_each_node_is_known():
    recent = Recent()
    take(recent, 100, 1, 2)
    take(recent, 102, 3, 4)
    take(recent, 101, 9, 9)
    take(recent, 50, 5, node="n2", names=OTHER)
    newest = {each.node: (each.t, each.values.tolist(), len(each.names)) for each in recent.newest()}
    assert newest == {"n1": (102, [3, 4], 2), "n2": (50, [5], 1)}


def test_averages_come_once_their_ten_seconds_are_over_and_leave_gaps_out():
    recent = Recent()
    take(recent, 100, 1, GAP)
    take(recent, 105, 2, GAP)
    assert recent.averages() == []
    take(recent, 111, 7, 7)
    (average,) = recent.averages()
    assert (average.node, average.t) == ("n1", 100)
    np.testing.assert_array_equal(average.values, np.array([1.5, GAP], np.float32))
    assert recent.averages() == []


def test_series_that_change_end_the_average():
    recent = Recent()
    take(recent, 100, 1, 2)
    take(recent, 101, 5, names=OTHER)
    take(recent, 110, 7, names=OTHER)
    assert [(each.t, len(each.names), each.values[0]) for each in recent.averages()] == [(100, 2, 1), (100, 1, 5)]


def test_a_clock_that_was_set_back_is_followed_at_once():
    recent = Recent()
    take(recent, 10_000, 1, 2)
    take(recent, 9_940, 9, 9)
    take(recent, 6_000, 3, 4)
    take(recent, 6_010, 5, 6)
    assert [(each.t, each.values.tolist()) for each in recent.newest()] == [(6_010, [5, 6])]
    assert [(each.t, each.values.tolist()) for each in recent.averages()] == [(10_000, [1, 2]), (6_000, [3, 4])]


def test_a_node_that_is_silent_for_an_hour_is_forgotten():
    recent = Recent()
    take(recent, 100, 1, 2)
    take(recent, 3701, 1, 2, node="n2")
    assert [each.node for each in recent.newest()] == ["n2"]
