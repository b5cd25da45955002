import numpy as np
import pytest

from models.reasons import reasons_of, reasons_of_many
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, Row, flood, page, record_of, visit


def test_shares_sum_to_one_and_the_strongest_comes_first():
    (scores,) = ScoringStage().process([record_of([flood(T0, "192.0.2.1", 300)])], ScoringState())
    reasons = reasons_of(scores, 0)
    assert sum(reason.share for reason in reasons) == pytest.approx(1)
    assert [r.share for r in reasons] == sorted((r.share for r in reasons), reverse=True)
    assert 1 <= len(reasons) <= 4


def test_a_flood_is_explained_by_its_rate_in_requests():
    (scores,) = ScoringStage().process([record_of([flood(T0, "192.0.2.1", 300)])], ScoringState())
    rate = next(r for r in reasons_of(scores, 0) if r.feature.startswith(("requests", "pages", "repeats")))
    assert rate.value == pytest.approx(300, rel=0.01)
    assert rate.typical < 5
    assert rate.one_in > 1000


def test_a_prober_is_explained_by_what_it_asks_for():
    counts = {"requests": 30, "status_4xx": 30, "not_found": 30, "sensitive": 30, "no_referrer": 30}
    row = Row(T0, "192.0.2.1", counts=counts, urls=tuple(page(n, flags=2 | 16) for n in range(30)))
    (scores,) = ScoringStage().process([record_of([row])], ScoringState())
    assert {r.feature for r in reasons_of(scores, 0)} & {"sensitive_600s", "not_found_paths_600s"}


def test_a_visitor_gives_no_strong_reason():
    (scores,) = ScoringStage().process([record_of([visit(T0, "192.0.2.1")])], ScoringState())
    assert all(reason.one_in < 100 for reason in reasons_of(scores, 0))


def test_reasons_of_many_are_those_of_each():
    rows = [flood(T0, f"192.0.2.{n}", 3 * n) if n % 2 else visit(T0, f"192.0.2.{n}") for n in range(1, 151)]
    (scores,) = ScoringStage().process([record_of(rows)], ScoringState())
    chosen = np.arange(149, -1, -1)
    assert reasons_of_many(scores, chosen) == [reasons_of(scores, i) for i in chosen.tolist()]
    assert reasons_of_many(scores, chosen[:0]) == []


def test_what_a_flood_does_less_than_usual_is_no_reason():
    rows = [record_of([flood(T0 + t, "192.0.2.1", 60)], position=t, as_of=T0 + t) for t in range(3)]
    for scores in ScoringStage().process(rows, ScoringState()):
        for reason in reasons_of(scores, 0):
            assert reason.value >= reason.typical or reason.one_in >= 10 or reason.feature == "known_prefix"
        assert reasons_of(scores, 0)
