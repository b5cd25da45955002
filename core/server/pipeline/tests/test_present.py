import numpy as np
import pytest
from msgspec import structs

from agent.contract.address import address_text
from agent.contract.wire import Sample
from core.server.actions.book import ActionBook
from core.server.ingest.entry import decode_entry, encode_report
from core.server.pipeline.present import PresentSources
from core.server.pipeline.process import process_entry
from core.server.pipeline.source_columns import address_keys
from core.server.pipeline.state import PipelineState
from core.server.pipeline.tests.reports import T0, flood, report, visit
from core.server.series.rows import SourceRow


@pytest.fixture
def told():
    """Puts reports through the stages; returns who is present after them."""
    present, state = PresentSources(slots=1024), PipelineState(ActionBook(), 0)

    def tell(*reports):
        for position, each in enumerate(reports):
            entry = decode_entry(encode_report("n1", each, each.made_at))
            processed = process_entry(position, entry, state)
            if processed.scores is not None:
                present.take(each, processed.scores)
        return present

    return tell


def sources(columns):
    return [address_text(address.tobytes()) for address in columns.address]


def test_everybody_is_listed_with_what_they_did_and_where(told):
    rows = [visit("192.0.2.1", T0, 3, status_4xx=2), visit("2001:db8::1", T0, 1, service="blog")]
    columns = told(report(1, rows), report(2, [visit("192.0.2.1", T0 + 5, 4, refused=6)])).columns(T0 + 6)
    by_source = dict(zip(sources(columns), range(2), strict=True))
    one = by_source["192.0.2.1"]
    assert set(by_source) == {"192.0.2.1", "2001:db8::"}
    assert [columns.services[service] for service in columns.service[[one, by_source["2001:db8::"]]]] == [
        "shop",
        "blog",
    ]
    counts = (columns.requests[one], columns.refused[one], columns.errors[one], columns.first[one], columns.last[one])
    assert counts == (7, 6, 2, T0, T0 + 5)


def test_who_was_silent_for_an_hour_is_gone_and_who_is_silent_asks_for_nothing_now(told):
    present = told(report(1, [flood("192.0.2.1", T0)]))
    assert present.columns(T0 + 2).rps[0] > 0
    later = present.columns(T0 + 60)
    assert later.rps[0] == 0
    assert 0 < later.load[0] < present.columns(T0 + 2).load[0]
    assert len(present.columns(T0 + 3601)) == 0


def test_memory_is_bounded_and_the_stalest_go_first(told):
    crowds = [[visit(f"10.0.{n >> 8}.{n & 255}", T0 + i) for n in range(i * 400, i * 400 + 400)] for i in range(5)]
    present = told(*(report(i, rows) for i, rows in enumerate(crowds)))
    columns = present.columns(T0 + 5)
    assert len(columns) <= 1024
    assert (columns.last == T0 + 4).sum() == 400
    assert (columns.last == T0).sum() == 0


def test_more_than_there_is_room_for_at_once_leaves_as_many_as_fit(told):
    rows = [visit(f"10.1.{n >> 8}.{n & 255}", T0) for n in range(1500)]
    assert len(told(report(1, rows)).columns(T0 + 1)) == 1024


def test_a_user_agent_is_named_by_a_sample_of_who_has_no_other(told):
    rows = [visit("192.0.2.1", T0, agent_count=1), visit("192.0.2.2", T0, agent_count=2)]
    each = report(1, rows, samples=[Sample(row=0, method="GET", path="/", status=200, user_agent="curl/8")])
    each.aggregates.columns["agent"] = np.array([7, 8, 9], "<u4").tobytes()
    columns = told(each).columns(T0 + 1)
    agent = dict(zip(sources(columns), columns.agent.tolist(), strict=True))
    assert agent == {"192.0.2.1": 7, "192.0.2.2": 0}
    assert columns.agents == {7: "curl/8"}


def test_a_restart_shows_again_who_stood_out():
    present = PresentSources(slots=64)
    present.recall([SourceRow(T0, "shop", "192.0.2.1", 9, 1, 100, 2, 0.8)])
    present.recall([SourceRow(T0 + 1, "shop", "192.0.2.1", 1, 0, 100, 0, None)])
    columns = present.columns(T0 + 2)
    assert (columns.requests[0], columns.refused[0], columns.errors[0]) == (10, 1, 2)
    assert columns.score[0] == pytest.approx(0.8)


def test_a_high_score_counts_for_a_quarter_of_an_hour():
    present = PresentSources(slots=64)
    present.recall([SourceRow(T0, "shop", "192.0.2.1", 9, 0, 100, 0, 0.9)])
    present.recall([SourceRow(T0 + 10, "shop", "192.0.2.1", 1, 0, 100, 0, 0.1)])
    assert present.columns(T0 + 11).score[0] == pytest.approx(0.9)
    assert present.columns(T0 + 1000).score[0] == 0


def test_an_address_is_the_same_at_two_services():
    present = PresentSources(slots=64)
    rows = [SourceRow(T0, name, "192.0.2.1", 1, 0, 0, 0, None) for name in ("shop", "blog")]
    present.recall(rows)
    keys = address_keys(present.columns(T0 + 1).address)
    assert len(keys) == 2
    assert keys[0] == keys[1]


def test_a_clock_that_runs_ahead_keeps_nobody_here_for_longer(told):
    ahead = report(1, [visit("192.0.2.1", T0 + 500_000)])
    present = told(structs.replace(ahead, made_at=T0 + 1.0))
    assert sources(present.columns(T0 + 2)) == ["192.0.2.1"]
    assert len(present.columns(T0 + 3700)) == 0


def test_what_was_put_out_twice_is_recalled_once(told):
    present = told()
    present.recall([SourceRow(T0 + i, "shop", "192.0.2.1", 5, 0, 0, 0, 0.5) for i in range(3)])
    assert (len(present), sources(present.columns(T0 + 5))) == (1, ["192.0.2.1"])
