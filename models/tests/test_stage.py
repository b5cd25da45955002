import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.contract.wire import Aggregates
from models.batch import RecordError
from models.decay import INDEX
from models.detector_version import shipped
from models.ensemble import HEADS
from models.record import Record
from models.scores import Scores
from models.source_table import TableConfig
from models.stage import ScoringContext, ScoringStage
from models.state import ScoringState
from models.tests.records import T0, Row, crowd, flood, page, record_of, visit

ADDRESSES = ["192.0.2.1", "192.0.2.2", "198.51.100.7", "2001:db8::1", "203.0.113.9"]


def run(records: list[Record], state: ScoringState | None = None) -> list[Scores]:
    return ScoringStage().process(records, state or ScoringState())


def test_scores_name_the_detector_version_that_made_them():
    version = dataclasses.replace(shipped(), name="another")
    (scores,) = run([record_of([Row(T0, "192.0.2.1")])], ScoringState(version))
    assert scores.version == "another"


def assert_equal(left: Scores, right: Scores) -> None:
    assert {n: p.digest for n, p in left.parts.items()} == {n: p.digest for n, p in right.parts.items()}
    for field in dataclasses.fields(Scores):
        if field.name == "parts":
            continue
        np.testing.assert_array_equal(getattr(left, field.name), getattr(right, field.name), err_msg=field.name)


rows = st.builds(
    Row,
    second=st.integers(T0 - 30, T0 + 90),
    address=st.sampled_from(ADDRESSES),
    service=st.integers(0, 1),
    counts=st.fixed_dictionaries(
        {"requests": st.integers(0, 300), "status_4xx": st.integers(0, 20), "logins": st.integers(0, 5)}
    ),
    urls=st.lists(st.builds(page, st.integers(0, 500), st.integers(0, 63)), max_size=4).map(tuple),
    agents=st.lists(st.integers(0, 9), max_size=2).map(tuple),
)
logs = st.lists(st.lists(rows, max_size=6), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(log=logs, data=st.data())
def test_how_the_log_is_cut_changes_nothing(log: list[list[Row]], data: st.DataObject):
    records = [record_of(r, position=i, as_of=T0 + i, services=("shop", "api")) for i, r in enumerate(log)]
    cut = data.draw(st.integers(0, len(records)))
    whole_state, cut_state = ScoringState(), ScoringState()
    whole = run(records, whole_state)
    first = run(records[:cut], cut_state)
    restored = ScoringState.from_bytes(cut_state.to_bytes())
    for left, right in zip(whole, first + run(records[cut:], restored), strict=True):
        assert_equal(left, right)
    assert restored.to_bytes() == whole_state.to_bytes()


def test_an_empty_record_has_no_scores():
    (scores,) = run([record_of([])])
    assert len(scores.score) == 0
    assert len(scores.entry) == 0


def test_a_flood_scores_higher_than_any_visitor():
    state = ScoringState()
    for t in range(3):
        run([record_of([visit(T0 + t, f"192.0.2.{n}", path=n) for n in range(20)], position=t)], state)
    (scores,) = run(
        [record_of([*(visit(T0 + 3, f"192.0.2.{n}") for n in range(20)), flood(T0 + 3, "203.0.113.9", 400)])], state
    )
    attacker = scores.entry[20]
    assert scores.score[attacker] > 0.65
    assert scores.p_value[attacker] < 1e-4
    assert np.delete(scores.score, attacker).max() < 0.34


def test_the_first_record_is_scored_by_shipped_priors():
    state = ScoringState()
    (scores,) = run([record_of([visit(T0, "192.0.2.1")])], state)
    assert not np.isnan(scores.score).any()
    assert not state.warm


def test_rows_of_one_second_in_two_records_count_together():
    split, whole = ScoringState(), ScoringState()
    run([record_of([flood(T0, "192.0.2.1", 60)]), record_of([flood(T0, "192.0.2.1", 40)], position=1)], split)
    run([record_of([flood(T0, "192.0.2.1", 100)])], whole)
    but_rarity = slice(0, INDEX["rarity", 600])  # which knows by the second record that someone asked
    np.testing.assert_allclose(split.table.ew[:, but_rarity], whole.table.ew[:, but_rarity], rtol=1e-5)
    np.testing.assert_array_equal(split.table.newest, whole.table.newest)


def test_a_late_second_counts_in_history_and_is_marked():
    state = ScoringState()
    run([record_of([visit(T0, "192.0.2.1")])], state)
    (scores,) = run([record_of([flood(T0 - 60, "192.0.2.1", 500)], as_of=T0, position=1)], state)
    assert scores.late.all()
    assert scores.requests.tolist() == [500]
    assert scores.features[0, 3] > 400  # requests_600s


def test_a_second_ten_seconds_old_is_not_late():
    (scores,) = run([record_of([visit(T0 - 10, "192.0.2.1")], as_of=T0 + 0.9)])
    assert not scores.late.any()


def test_a_clock_that_jumps_ahead_is_held_back():
    state = ScoringState()
    (ahead,) = run([record_of([visit(T0 + 90_000, "192.0.2.1")], as_of=T0)], state)
    assert ahead.second.tolist() == [T0 + 10]
    (scores,) = run([record_of([visit(T0 + 11, "192.0.2.1")], position=1)], state)
    assert not scores.late.any()


def test_a_clock_that_jumps_back_is_late_data():
    state = ScoringState()
    run([record_of([visit(T0, "192.0.2.1")])], state)
    (scores,) = run([record_of([visit(T0 - 172_800, "192.0.2.1")], as_of=T0 + 1, position=1)], state)
    assert scores.late.all()
    assert np.isfinite(scores.features).all()


def test_a_source_at_two_services_has_two_scores():
    (scores,) = run([record_of([visit(T0, "192.0.2.1"), visit(T0, "192.0.2.1", service=1)], services=("shop", "api"))])
    assert sorted(scores.services[s] for s in scores.service) == ["api", "shop"]


def test_refused_requests_do_not_move_features():
    state = ScoringState()
    run([record_of([visit(T0, "192.0.2.1")])], state)
    refused = Row(T0, "192.0.2.1", counts={"requests": 0, "refused": 10_000})
    (scores,) = run([record_of([refused], position=1)], state)
    assert scores.refused.tolist() == [10_000]
    assert scores.requests.tolist() == [0]
    assert scores.features[0, 1] == pytest.approx(3, rel=1e-3)  # requests_10s


def test_every_row_knows_its_entry():
    (scores,) = run([record_of([visit(T0, "192.0.2.2"), visit(T0, "192.0.2.1"), visit(T0 + 1, "192.0.2.2")])])
    assert scores.entry[0] == scores.entry[2] != scores.entry[1]
    assert scores.address[scores.entry[1]].tobytes()[-1] == 1


def test_frozen_detectors_learn_nothing():
    state = ScoringState()
    before = state.pot_tails.to_bytes(), state.trees.to_bytes(), state.forest.to_bytes()
    ScoringStage().process([crowd(3000)], state, ScoringContext(learning=False))
    assert before == (state.pot_tails.to_bytes(), state.trees.to_bytes(), state.forest.to_bytes())


def test_a_million_sources_take_bounded_memory():
    state = ScoringState(config=TableConfig(slots=4096))
    for i in range(4):
        run([crowd(250_000, T0 + i, i)], state)
    assert len(state.table) <= 4096
    assert len(state.table.key) <= 4096
    assert state.untracked == 4 * (250_000 - 2048)


def test_slow_heads_start_to_speak_once_warm():
    state = ScoringState()
    (before, *_, after) = run([crowd(3000, T0 + 60 * i, i) for i in range(15)], state)
    novelty = [HEADS.index("half_space_trees"), HEADS.index("isolation_forest")]
    assert np.isnan(before.heads[:, novelty]).all()
    assert not np.isnan(after.heads[:, novelty]).any()


def test_columns_that_contradict_each_other_are_refused():
    aggregates = Aggregates(rows=2, services=["shop"], addresses=bytes(32), columns={"requests": b"\x01"})
    with pytest.raises(RecordError, match="requests"):
        run([Record(0, T0, "n", aggregates)])


def test_a_service_index_out_of_range_is_refused():
    with pytest.raises(RecordError, match="service"):
        run([record_of([visit(T0, "192.0.2.1", service=3)])])
