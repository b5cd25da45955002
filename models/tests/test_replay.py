import numpy as np

from agent.contract.wire import Sample
from models.batch import read_batch
from models.record import Record
from models.replay import Replay, cut_by_second
from models.tests.records import T0, Row, aggregates_of, page, visit


def replayed(*drains: list[Row]) -> list[Record]:
    replay = Replay()
    records = [record for rows in drains for record in replay.add(aggregates_of(rows), [])]
    return records + list(replay.finish())


def seconds(records: list[Record]) -> list[int]:
    return [int(read_batch(record).row["second"][0]) for record in records]


def test_each_second_is_a_record_in_the_order_of_the_log():
    records = replayed([visit(T0 + 2, "192.0.2.1"), visit(T0, "192.0.2.1"), visit(T0 + 2, "192.0.2.2")])
    assert seconds(records) == [T0, T0 + 2]
    assert [record.aggregates.rows for record in records] == [1, 2]
    assert [record.position for record in records] == [0, 1]
    assert [record.as_of for record in records] == [T0, T0 + 2]


def test_rows_a_little_out_of_order_find_their_place():
    assert seconds(replayed([visit(T0 + 30, "192.0.2.1")], [visit(T0, "192.0.2.1")])) == [T0, T0 + 30]


def test_a_clock_that_jumps_back_is_late_data():
    records = replayed([visit(T0, "192.0.2.1"), visit(T0 + 100, "192.0.2.1")], [visit(T0 - 5000, "192.0.2.1")])
    assert [record.as_of for record in records] == sorted(record.as_of for record in records)
    late = next(record for record, second in zip(records, seconds(records), strict=True) if second == T0 - 5000)
    assert late.as_of >= T0


def test_urls_and_samples_go_with_their_row():
    rows = [Row(T0 + 1, "192.0.2.1", urls=(page(1), page(2)), agents=(5,)), Row(T0, "192.0.2.2", urls=(page(3),))]
    samples = [Sample(row=0, method="GET", path="/b", status=200, user_agent=""),
               Sample(row=1, method="GET", path="/a", status=404, user_agent="")]  # fmt: skip
    first, second = cut_by_second(aggregates_of(rows), samples)
    assert read_batch(Record(0, T0, "", first[1])).url["url"].tolist() == [3]
    batch = read_batch(Record(0, T0 + 1, "", second[1]))
    np.testing.assert_array_equal(batch.url["url"], [1, 2])
    assert batch.agent.tolist() == [5]
    assert [(s.row, s.path) for s in first[2]] == [(0, "/a")]
    assert [(s.row, s.path) for s in second[2]] == [(0, "/b")]


def test_nothing_is_lost():
    rng = np.random.default_rng(4)
    drains = [[visit(T0 + int(s), "192.0.2.1") for s in rng.integers(0, 500, 50)] for _ in range(10)]
    records = replayed(*drains)
    assert sum(int(read_batch(r).row["requests"].sum()) for r in records) == 10 * 50 * 3


def test_an_empty_drain_makes_no_record():
    assert replayed([], []) == []
