import pytest

from agent.contract.wire import Counters, Host, Report
from core.server.fleet.node import Node

NOW = 1_900_000_000.0


@pytest.fixture
def node():
    return Node("n1", "edge-1", b"", NOW)


def report(sequence, made_at=NOW, **fields):
    return Report(outbox="a", sequence=sequence, made_at=made_at, **fields)


def test_a_node_is_new_until_its_first_report(node):
    assert node.state(NOW) == "new"
    assert node.beats(NOW) == [None] * 6


@pytest.mark.parametrize(("silence", "state"), [(0, "ok"), (5, "ok"), (6, "warn"), (15, "warn"), (16, "down")])
def test_silence_makes_a_node_late_and_then_down(node, silence, state):
    node.note(report(1), NOW, "192.0.2.1")
    assert node.state(NOW + silence) == state


def test_a_node_that_works_off_a_backlog_is_behind(node):
    node.note(report(1, made_at=NOW - 60), NOW, "192.0.2.1")
    assert node.state(NOW) == "warn"
    node.note(report(2, made_at=NOW), NOW, "192.0.2.1")
    assert node.state(NOW) == "ok"


def test_dropped_reports_are_shown_for_five_minutes(node):
    node.note(report(1, counters=Counters(reports_dropped=3)), NOW, "192.0.2.1")
    assert node.state(NOW) == "warn"
    node.note(report(2, made_at=NOW + 301), NOW + 301, "192.0.2.1")
    assert node.state(NOW + 301) == "ok"
    assert node.seen.totals.reports_dropped == 3


def test_a_report_that_came_twice_is_counted_once(node):
    for _ in range(2):
        node.note(report(1, counters=Counters(lines=100)), NOW, "192.0.2.1")
    assert node.seen.totals.lines == 100
    node.note(Report(outbox="b", sequence=0, made_at=NOW, counters=Counters(lines=1)), NOW, "192.0.2.1")
    assert node.seen.totals.lines == 101


def test_a_report_without_host_leaves_what_was_known(node):
    node.note(report(1, host=Host(hostname="edge")), NOW, "192.0.2.1")
    node.note(report(2), NOW + 1, "192.0.2.1")
    assert node.seen.host.hostname == "edge"


def test_beats_show_the_gap(node):
    for second in [*range(20), *range(40, 60)]:
        node.note(report(second), NOW + second, "192.0.2.1")
    assert node.beats(NOW + 59) == [1, 1, 0, 0, 1, 1]


def test_before_the_first_report_there_is_no_beat_to_miss(node):
    for second in range(5):
        node.note(report(second), NOW + second, "192.0.2.1")
    assert node.beats(NOW + 4) == [None] * 5 + [1]


def test_a_backlog_of_reports_in_one_second_is_no_more_than_a_whole_beat(node):
    for sequence in range(500):
        node.note(report(sequence), NOW, "192.0.2.1")
    assert node.beats(NOW)[-1] == 1


def test_rps_is_the_mean_of_the_last_ten_seconds(node):
    for second in range(30):
        node.note(report(second, counters=Counters(lines=second)), NOW + second, "192.0.2.1")
    assert node.rps(NOW + 29) == sum(range(20, 30)) / 10


def test_memory_of_beats_and_samples_is_bounded(node):
    for second in range(300):
        node.note(report(second, counters=Counters(malformed_samples=["x" * 10_000])), NOW + second, "192.0.2.1")
    assert len(node._seconds) <= 61
    assert [len(sample) for sample in node.seen.totals.malformed_samples] == [500] * 10
