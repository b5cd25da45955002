import math

import pytest

from core.server.alarms.engine import Engine
from core.server.alarms.tests.feeding import GAP, T0, Fed

ABOVE = {"metric": "disk.used_share", "above": 0.5, "for_seconds": 30, "clear_seconds": 20}


@pytest.mark.parametrize(
    ("rule", "values", "told"),
    [
        ({}, "999", [("fired", 30)]),
        ({}, "99599", []),
        ({}, "9991119", [("fired", 30), ("cleared", 50)]),
        ({"clear": 0.3}, "999444411", [("fired", 30), ("cleared", 90)]),
        ({"for_seconds": 0}, "19", [("fired", 20)]),
        ({"above": None, "below": 0.5}, "9111", [("fired", 40)]),
        ({}, "99.9", [("fired", 40)]),
        ({}, "..........", []),
    ],
)
def test_a_threshold_fires_after_its_time_and_clears_after_its_own(rule, values, told):
    assert Fed(ABOVE | rule).run(values) == told


def test_a_value_that_goes_up_and_down_is_one_alarm():
    assert Fed(ABOVE).run("999" + "19" * 30 + "11") == [("fired", 30), ("cleared", 650)]


def test_what_nobody_saw_for_more_than_a_minute_is_pending_anew():
    assert Fed(ABOVE).run("99" + "." * 7 + "99") == []
    assert Fed(ABOVE).run("99" + "." * 7 + "999") == [("fired", 120)]


def test_silence_of_a_series_ends_no_alarm_before_it_is_gone_for_ten_minutes():
    assert Fed(ABOVE).run("999" + "." * 59) == [("fired", 30)]
    fed = Fed(ABOVE)
    assert fed.run("999" + "." * 60) == [("fired", 30), ("cleared", 630)]
    assert fed.happened[-1].why == "gone"


def test_a_series_that_is_named_no_more_is_gone_as_well():
    fed = Fed(ABOVE)
    fed.run("999")
    for at in range(30, 640, 10):
        fed.feed(at, {})
    assert fed.told == [("fired", 30), ("cleared", 630)]


def test_each_entity_of_each_node_has_its_own_alarm_with_an_id_of_its_own():
    fed = Fed(ABOVE | {"for_seconds": 0})
    fed.feed(0, {"a": 0.9, "b": 0.1, "c": 0.9})
    fed.feed(0, {"a": 0.9}, node="n2")
    assert [(each.key.node, each.key.entity) for each in fed.happened] == [("n1", "a"), ("n1", "c"), ("n2", "a")]
    assert len({each.id for each in fed.happened}) == 3


def test_what_an_agent_sends_after_an_outage_raises_and_ends_nothing():
    fed = Fed(ABOVE | {"for_seconds": 0})
    for at in range(0, 600, 10):
        fed.feed(at, {"a": 0.9}, late=600 - at)  # an hour's backlog comes within a second
    assert fed.told[0][1] >= 540


def test_a_node_whose_clock_is_behind_has_alarms_all_the_same():
    fed = Fed(ABOVE)
    for at in range(0, 200, 10):
        fed.feed(at, {"a": 0.9}, late=3600)
    assert fed.told == [("fired", 90)]


def test_a_change_counts_from_the_lowest_of_its_window_over_restarts_of_the_counter():
    rule = {"kind": "change", "metric": "c.restarts_count", "above": 0.25, "window_seconds": 60, "for_seconds": 0}
    assert Fed(rule).run("70123") == [("fired", 50)]
    assert Fed(rule).run("0001111122222") == []
    assert Fed({**rule, "above": None, "below": -0.25}).run("998765") == [("fired", 50)]


def test_a_container_that_is_away_while_it_restarts_is_seen_to_restart_again_and_again():
    rule = {"kind": "change", "metric": "container.restarts_count", "above": 2.5, "for_seconds": 0}
    fed = Fed(rule)
    for i in range(4):
        fed.feed(60 * i, {"web": i, "db": 0})
        fed.feed(60 * i + 10, {"db": 0})
    assert [(each.what, each.key.entity, int(each.at) - T0) for each in fed.happened] == [("fired", "web", 190)]


def test_what_is_remembered_of_series_that_come_and_go_is_bounded():
    fed = Fed({"kind": "change", "metric": "container.restarts_count", "above": 2.5, "window_seconds": 86_400})
    for i in range(10):
        fed.feed(10 * i, {f"job-{i}-{j}": 0 for j in range(2000)})
    assert len(fed.engine.memory.to_bytes()) < 1_000_000


def test_a_forecast_fires_hours_ahead_and_not_for_what_stands_still():
    rule = {"kind": "forecast", "metric": "f.used_share", "above": 1, "window_seconds": 600, "ahead_seconds": 3600}
    rule |= {"for_seconds": 0}
    rising, still, odd = Fed(rule), Fed(rule), Fed(rule)
    for i in range(100):
        rising.feed(10 * i, {"/": 0.5 + i * 0.0015})  # a full disk after 3,300 s
        still.feed(10 * i, {"/": 0.99 - 0.001 * (i % 3)})
        odd.feed(10 * i, {"/": 0.9 if i == 50 else 0.5})
    assert [what for what, _ in rising.told] == ["fired"]
    assert rising.happened[0].value > 1
    assert rising.told[0][1] == 310
    assert still.told == []
    assert odd.told == []


def test_a_series_that_was_there_is_missed_while_its_node_reports():
    fed = Fed({"kind": "absence", "metric": "c.memory", "for_seconds": 30, "clear_seconds": 20, "entities": ["web*"]})
    fed.feed(0, {"web-1": 1, "web-2": 1, "db": 1})
    for at in range(10, 60, 10):
        fed.feed(at, {"web-1": 1})
    assert [(each.what, each.key.entity, int(each.at) - T0) for each in fed.happened] == [("fired", "web-2", 40)]
    fed.feed(60, {"web-1": 1, "web-2": 1})
    fed.feed(70, {"web-1": 1, "web-2": 1})
    assert fed.told[-1] == ("cleared", 80)


def test_nobody_misses_a_series_for_longer_than_a_day():
    fed = Fed({"kind": "absence", "metric": "c.memory", "for_seconds": 30})
    fed.feed(0, {"job": 1})
    for at in range(10, 60, 10):
        fed.feed(at, {})
    fed.feed(86_450, {})
    assert (fed.told[-1], fed.happened[-1].why) == (("cleared", 86_460), "gone")


def test_all_series_of_a_node_can_be_one():
    def told(of, **more):
        fed = Fed(ABOVE | {"group": "node", "of": of, "for_seconds": 0} | more)
        fed.feed(0, {"a": 0.9, "b": 0.3, "c": GAP})
        return [(each.key.entity, round(each.value, 3)) for each in fed.happened]

    assert told("max") == [("", 0.9)]
    assert told("min") == []
    assert told("avg") == [("", 0.6)]
    assert told("sum", above=1) == [("", 1.2)]
    assert told("count", above=None, below=3) == [("", 2)]


def test_the_fleet_is_summed_once_every_node_told_or_had_its_time():
    fed = Fed(ABOVE | {"group": "fleet", "of": "sum", "for_seconds": 0, "above": None, "below": 1.0})
    for at in range(0, 50, 10):
        fed.feed(at, {"a": 0.6}, node="n1")
        fed.feed(at, {"a": 0.6}, node="n2")
    for at in range(50, 80, 10):
        fed.feed(at, {"a": 0.6}, node="n1")
    assert fed.told == []
    fed.feed(80, {"a": 0.6}, node="n1")
    fed.feed(90, {"a": 0.6}, node="n1")
    assert fed.told == [("fired", 60)]
    assert fed.happened[0].key.node == ""


def test_silence_of_a_node_is_an_alarm_of_its_own_kind():
    fed = Fed({"kind": "silence", "for_seconds": 30, "clear_seconds": 0})
    for now, silent in ((0, 1.0), (29, 29.0), (30, 30.0), (31, 31.0), (40, 0.5), (41, 1.5)):
        fed.engine.hear({"n1": silent, "n2": 0.0}, {"n1": "one", "n2": "two"}, T0 + now)
    fed.happened += fed.engine.take_transitions()
    assert fed.told == [("fired", 30), ("cleared", 40)]
    assert int(fed.happened[0].since) == T0


def test_a_deleted_node_and_a_changed_rule_end_what_stands():
    fed = Fed(ABOVE)
    fed.run("999")
    fed.engine.hear({}, {}, T0 + 50)
    assert fed.engine.take_transitions()[0].why == "node"
    fed.run("999", start=60)
    fed.engine.set_rules({"r": fed.rule.model_copy(update={"above": 0.6})}, T0 + 100)
    assert fed.engine.take_transitions()[0].why == "rule"
    assert not list(fed.engine.standings.all())


def test_a_rule_that_stays_as_it_is_keeps_what_stands():
    fed = Fed(ABOVE)
    fed.run("99")
    fed.engine.set_rules({"r": fed.rule, "other": fed.rule}, T0 + 20)
    fed.run("9", start=20)
    assert fed.told[0] == ("fired", 30)


@pytest.mark.parametrize("values", ["9", "99", "999", "99911"])
def test_a_restart_at_any_moment_changes_nothing(values):
    rest = "9991119991"
    whole = Fed(ABOVE).run(values + rest)
    before = Fed(ABOVE)
    before.run(values)
    engine = Engine()
    engine.standings.restore(before.engine.standings.to_bytes())
    engine.memory.restore(before.engine.memory.to_bytes())
    after = Fed(ABOVE, engine)
    assert before.told + after.run(rest, start=10 * len(values)) == whole


def test_memory_survives_a_restart():
    rule = {"kind": "change", "metric": "c.restarts_count", "above": 0.25, "window_seconds": 60, "for_seconds": 0}
    before = Fed(rule)
    before.run("0")
    engine = Engine()
    engine.memory.restore(before.engine.memory.to_bytes())
    assert Fed(rule, engine).run("3", start=10) == [("fired", 20)]
    gone = {"kind": "absence", "metric": "c.memory", "for_seconds": 0}
    before = Fed(gone)
    before.feed(0, {"a": 1})
    engine = Engine()
    engine.memory.restore(before.engine.memory.to_bytes())
    after = Fed(gone, engine)
    after.feed(10, {})
    assert after.told == [("fired", 20)]


def test_values_that_are_no_numbers_judge_nothing():
    fed = Fed(ABOVE | {"for_seconds": 0})
    fed.feed(0, {"a": GAP, "b": math.inf})
    assert [each.key.entity for each in fed.happened] == ["b"]
