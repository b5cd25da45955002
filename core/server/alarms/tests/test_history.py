import math

from core.server.alarms.history import History
from core.server.alarms.rule import Rule

GROWS = Rule(metric="host.load_1m", kind="change", above=5.0, window_seconds=600)


def test_change_is_told_against_the_least_of_the_window():
    history = History()
    assert [history.measured(GROWS, t, value) for t, value in ((1000, 3.0), (1060, 1.0), (1120, 4.0))] == [0, 0, 3]
    assert math.isnan(history.measured(GROWS, 1130, math.nan))


def test_a_clock_that_was_set_back_begins_anew():
    history = History()
    history.measured(GROWS, 100_000, 1.0)
    assert [history.measured(GROWS, t, value) for t, value in ((90_000, 50.0), (90_060, 52.0))] == [0, 2]
