import logging

from agent.contract.metrics import Metrics, SeriesName, pack_names, pack_values
from agent.contract.wire import Report
from core.server.metrics.admission import Admission
from core.server.metrics.names_budget import NamesBudget

NOW = 1_800_000_000.0
NAMES = pack_names([SeriesName("host", "", "load_1m", "count")])


def said(*values: float) -> Report:
    return Report(
        outbox="box", sequence=1, made_at=1.0, metrics=Metrics(at=1.0, names=NAMES, values=pack_values(values))
    )


def test_metrics_in_order_stay_and_others_go_and_are_counted():
    admission, good, bad, none = Admission(), said(1.0), said(1.0, 2.0), said()
    none.metrics = None
    for report in (good, bad, none):
        admission.admit("n1", report, NOW)
    assert good.metrics is not None
    assert bad.metrics is None
    assert admission.refused == 1


def test_what_a_node_says_again_and_again_is_logged_once(caplog):
    admission = Admission()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            admission.admit("n1", said(1.0, 2.0), NOW)
        admission.admit("n1", said(1.0), NOW)
        admission.admit("n1", said(1.0, 2.0), NOW)
    assert [record.args for record in caplog.records] == [("n1", "metrics: 1 names, but 8 bytes of values")] * 2


def test_metrics_of_series_beyond_the_budget_go_and_are_counted_and_told_once(caplog):
    admission = Admission(NamesBudget(600))
    first, others = said(1.0), [said(1.0) for _ in range(3)]
    for number, other in enumerate(others):
        other.metrics.names = pack_names([SeriesName("host", "", f"load_{number}", "count")])
    with caplog.at_level(logging.WARNING):
        for report in (first, *others):
            admission.admit("n1", report, NOW)
    assert first.metrics is not None
    assert [other.metrics for other in others] == [None] * 3
    assert (admission.refused, len(caplog.records)) == (3, 1)
