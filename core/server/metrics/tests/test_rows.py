import numpy as np

from agent.contract.metrics import Metrics, SeriesName, pack_names, pack_values
from core.server.metrics.rows import OLDEST_SECONDS, NamesTold, metric_row

T0 = 1_800_000_000
NAMES = pack_names([SeriesName("host", "", "a", "count"), SeriesName("host", "", "b", "count")])


def told(at: float, *values: float) -> Metrics:
    return Metrics(at=at, names=NAMES, values=pack_values(values))


def test_what_is_no_number_is_a_gap():
    row = metric_row("n1", T0, told(T0, float("inf"), float("nan")), NamesTold())
    assert np.isnan(np.frombuffer(row.values, "<f4")).all()


def test_names_are_told_when_they_change_and_every_ten_minutes():
    state, seen = NamesTold(), []
    for at in (0, 1, 599, 600, 601):
        state = NamesTold.from_bytes(state.to_bytes())
        seen.append(bool(metric_row("n1", T0 + at, told(T0 + at, 1, 2), state).names))
    assert seen == [True, False, False, True, False]
    assert metric_row("n2", T0, told(T0, 1, 2), state).names == NAMES


def test_a_node_whose_clock_is_ahead_is_told_of_as_of_now():
    assert metric_row("n1", T0 + 0.5, told(T0 + 86400, 1, 2), NamesTold()).t == T0


def test_what_is_older_than_the_tiers_can_take_is_left_out():
    assert metric_row("n1", T0, told(T0 - OLDEST_SECONDS - 1, 1, 2), NamesTold()) is None
    assert metric_row("n1", T0, told(T0 - OLDEST_SECONDS, 1, 2), NamesTold()) is not None
    assert metric_row("n1", T0, Metrics(), NamesTold()) is None
