from math import inf, nan

from core.server.notifications.sources.source import MOST_TEXT, Conditions, bounded
from core.server.notifications.tests.events import AT, event


def trouble(detail=""):
    return event("", kind="health", facts={"what": "database", "detail": detail})


def test_facts_are_bounded_texts_and_finite_numbers():
    assert bounded({"a": "x" * 9999, "b": nan, "c": inf, "d": 1.5, "e": [1]}) == {
        "a": "x" * MOST_TEXT,
        "b": 0.0,
        "c": 0.0,
        "d": 1.5,
        "e": [1],
    }


def test_a_condition_is_told_when_it_begins_changes_and_is_over():
    conditions = Conditions("health")
    (opened,) = conditions.step({"database": trouble()}, AT)
    assert (opened.state, opened.thread) == ("opened", f"health:database:{int(AT)}")
    assert conditions.step({"database": trouble()}, AT + 1) == []
    (changed,) = conditions.step({"database": trouble("worse")}, AT + 2)
    assert (changed.state, changed.thread) == ("changed", opened.thread)
    (over,) = conditions.step({}, AT + 3)
    assert (over.state, over.thread) == ("closed", opened.thread)
    (again,) = conditions.step({"database": trouble()}, AT + 4)
    assert again.thread != opened.thread


def test_a_condition_goes_on_over_a_restart():
    (opened,) = Conditions("budget").step({"shop:8080": trouble()}, AT)
    again = Conditions("budget")
    again.begin([opened, event("health:x:1")])
    assert again.step({"shop:8080": trouble()}, AT + 60) == []
    assert [each.thread for each in again.step({}, AT + 61)] == [opened.thread]
