import pytest

from core.server.notifications.hours import Hours
from core.server.notifications.matching import Matcher
from core.server.notifications.routing import Routing
from core.server.notifications.rule import Damping, NotificationRule
from core.server.notifications.silence import Silence
from core.server.notifications.tests.events import AT, event
from core.server.notifications.thread import MOST_MEMBERS, Deed, thread_id


@pytest.fixture
def routing():
    made = Routing()
    made.chats = frozenset({"a", "b"})
    made.rules = {"all": NotificationRule(chats=("a",))}
    return made


def told(routing):
    return [(each.chat, each.key, each.state, each.version) for each in routing.threads.values()]


def hand_over(routing, now=AT):
    for thread in routing.threads.values():
        thread.handed_over(thread.version, thread.severity, "m1", now)


def test_an_incident_is_one_thread_from_its_begin_to_its_end(routing):
    routing.take([event(), event(state="changed", at=AT + 1), event(state="closed", at=AT + 2)], AT)
    assert told(routing) == [("a", "incident:1", "closed", 3)]


def test_what_somebody_did_is_told_in_all_chats(routing):
    routing.rules = {"all": NotificationRule(chats=("a", "b"))}
    routing.take([event(), event("other")], AT)
    hand_over(routing)
    deed = Deed(at=AT, by="ann", what="ban", times=2)
    for _ in range(2):
        routing.note("incident:1", deed, AT)
    waiting = {(each.chat, each.key): each.deeds for each in routing.threads.values() if each.is_waiting}
    assert waiting == {("a", "incident:1"): (deed,), ("b", "incident:1"): (deed,)}


def test_what_is_told_twice_is_one_event(routing):
    assert len(routing.take([event(), event()], AT)) == 1
    assert routing.take([event()], AT) == []
    assert told(routing) == [("a", "incident:1", "opened", 1)]


def test_a_rule_names_kinds_severities_services_nodes_and_labels(routing):
    wanted = Matcher(
        kinds=("alarm",), severity="medium", services=("*.example",), nodes=("edge-?",), labels={"x": ("1*",)}
    )
    routing.rules = {"one": NotificationRule(events=wanted, chats=("a",))}
    fits = {"kind": "alarm", "severity": "medium", "node": "edge-1", "labels": {"x": "12"}}
    routing.take([event("t:0", **fits)], AT)
    for place, wrong in enumerate(
        ({"kind": "ban"}, {"severity": "low"}, {"service": "other"}, {"node": "edge-11"}, {"labels": {}}), 1
    ):
        routing.take([event(f"t:{place}", **(fits | wrong))], AT)
    assert [each.key for each in routing.threads.values()] == ["t:0"]


def test_a_thread_goes_on_though_its_severity_fell_below_the_rule(routing):
    routing.take([event()], AT)
    routing.take([event(state="closed", at=AT + 1, severity="low")], AT)
    assert told(routing) == [("a", "incident:1", "closed", 2)]


def test_outside_of_hours_all_but_criticals_is_held(routing):
    routing.rules = {"day": NotificationRule(chats=("a",), hours=Hours(begin="09:00", end="10:00"))}
    night = AT - AT % 86_400 + 3 * 3600
    routing.take([event(at=night), event("incident:2", at=night, severity="critical")], night)
    may = {each.key: routing.may_tell(each, night) for each in routing.threads.values()}
    assert may == {"incident:1": False, "incident:2": True}
    assert all(routing.may_tell(each, night + 6 * 3600) for each in routing.threads.values())


def test_what_is_silenced_is_told_when_the_silence_ends_if_it_is_open_still(routing):
    routing.silences = {"s": Silence(begins=AT, until=AT + 600, events=Matcher(services=("shop.*",)))}
    routing.take([event(), event("incident:2"), event("incident:2", "closed", AT + 1)], AT)
    routing.take([event("incident:3", service="other.example")], AT)
    routing.look(AT + 599)
    assert [each.key for each in routing.threads.values()] == ["incident:3"]
    routing.look(AT + 601)
    assert [each.key for each in routing.threads.values()] == ["incident:3", "incident:1"]


def test_a_silence_that_comes_before_a_message_was_sent_holds_it_back(routing):
    routing.take([event()], AT)
    routing.silences = {"s": Silence(begins=AT, until=AT + 600)}
    routing.look(AT + 1)
    assert told(routing) == []
    assert [each.status for each in routing.changed.values()] == ["dropped"]
    routing.look(AT + 601)
    assert told(routing) == [("a", "incident:1", "opened", 1)]


def test_a_new_rule_tells_of_what_is_open_already(routing):
    routing.take([event()], AT)
    routing.rules = routing.rules | {"more": NotificationRule(chats=("b",))}
    routing.look(AT + 1)
    assert sorted(each.chat for each in routing.threads.values()) == ["a", "b"]


def test_what_begins_within_the_window_of_a_group_is_one_message(routing):
    routing.rules = {"grouped": NotificationRule(chats=("a",), group_by=("kind", "service"), group_seconds=60)}
    routing.take([event(f"incident:{each}", at=AT + each) for each in range(3)], AT)
    routing.take([event("incident:9", service="other.example")], AT)
    routing.take([event("incident:10", at=AT + 61)], AT + 61)
    assert sorted(len(each.members) for each in routing.threads.values()) == [1, 1, 3]


def test_a_group_is_over_when_all_of_it_is(routing):
    routing.rules = {"grouped": NotificationRule(chats=("a",), group_by=("service",))}
    routing.take([event("incident:1"), event("incident:2"), event("incident:1", "closed", AT + 1)], AT)
    assert [each.state for each in routing.threads.values()] == ["changed"]
    routing.take([event("incident:2", "closed", AT + 2)], AT)
    assert [each.state for each in routing.threads.values()] == ["closed"]


def test_what_flaps_becomes_one_message_that_goes_on(routing):
    routing.rules = {"all": NotificationRule(chats=("a",), damping=Damping(times=3, seconds=600))}
    for time in range(10):
        at, thread = AT + 20 * time, f"alarm:{time}"
        about = {"kind": "alarm", "node": "edge-1", "labels": {"rule": "disk-full"}}
        routing.take([event(thread, at=at, **about), event(thread, "closed", at + 10, **about)], at)
    forms = [(each.form, len(each.members)) for each in routing.threads.values()]
    assert forms == [("single", 1)] * 3 + [("flapping", 7)]


def test_what_nobody_acknowledges_is_told_again_and_then_to_others(routing):
    routing.rules = {
        "all": NotificationRule(chats=("a",), repeat_seconds=300, escalate_to=("b",), escalate_seconds=900)
    }
    routing.take([event()], AT)
    hand_over(routing)
    routing.look(AT + 301)
    (thread,) = routing.threads.values()
    assert (thread.is_new, thread.answers, thread.repeats) == (True, "m1", 1)
    hand_over(routing, AT + 301)
    routing.look(AT + 901)
    assert sorted(each.chat for each in routing.threads.values()) == ["a", "b"]


def test_what_is_acknowledged_is_told_neither_again_nor_to_others(routing):
    routing.rules = {
        "all": NotificationRule(chats=("a",), repeat_seconds=300, escalate_to=("b",), escalate_seconds=900)
    }
    routing.take([event()], AT)
    hand_over(routing)
    routing.acknowledge("incident:1", "maria", AT + 10)
    hand_over(routing, AT + 10)
    routing.look(AT + 2000)
    (thread,) = routing.threads.values()
    assert (thread.acknowledged_by, thread.is_waiting, thread.repeats) == ("maria", False, 0)


def test_an_event_that_says_who_acknowledged_it_acknowledges_the_thread(routing):
    routing.take([event(), event(state="changed", at=AT + 1, facts={"acknowledged_by": "maria"})], AT)
    assert [each.acknowledged_by for each in routing.threads.values()] == ["maria"]


def test_a_thread_whose_rule_or_chat_is_gone_is_not_told(routing):
    routing.take([event()], AT)
    routing.rules = {}
    routing.look(AT)
    assert told(routing) == []


def test_a_restart_goes_on_where_it_was(routing):
    routing.take([event()], AT)
    again = Routing()
    again.chats, again.rules = routing.chats, routing.rules
    again.restore(routing.threads.values(), [event()], [event().id])
    assert again.take([event()], AT) == []
    again.take([event(state="closed", at=AT + 5)], AT + 5)
    assert told(again) == [("a", "incident:1", "closed", 2)]


def test_threads_are_bounded_and_criticals_are_never_dropped(routing, monkeypatch):
    monkeypatch.setattr("core.server.notifications.routing._MOST_THREADS", 10)
    routing.rules = {"all": NotificationRule(chats=("a",), damping=None)}
    for number in range(30):
        severity = "critical" if number % 6 == 0 else "high"
        routing.take([event(f"incident:{number}", at=AT + number, severity=severity)], AT)
    routing.look(AT + 60)
    assert len(routing.threads) == 10
    assert sum(each.severity == "critical" for each in routing.threads.values()) == 5
    assert routing.dropped == 20


def grouped(number, at=AT):
    return event(f"incident:{number}", at=at)


def test_what_has_no_room_in_a_group_is_of_it_until_the_group_is_forgotten(routing):
    routing.rules = {"grouped": NotificationRule(chats=("a",), group_by=("service",))}
    routing.take([grouped(number) for number in range(MOST_MEMBERS + 5)], AT)
    routing.take([event("incident:0", "changed", AT + 1), event("incident:1", "changed", AT + 1)], AT)
    (thread,) = routing.threads.values()
    assert (len(thread.members), thread.left_out) == (MOST_MEMBERS, 5)
    routing.take([event(f"incident:{each}", "closed", AT + 2) for each in range(2, MOST_MEMBERS + 5)], AT)
    routing.take([event(f"incident:{each}", "closed", AT + 2) for each in range(2)], AT)
    hand_over(routing)
    routing.look(AT + 2 * 86_400)
    assert not routing.threads
    late = [event("incident:0", "changed", AT + 3), event("incident:9", "changed", AT + 3), event("incident:99")]
    assert routing.take(late, AT + 2 * 86_400) == late


def test_nothing_is_told_again_or_to_others_in_a_silence_but_after_it(routing):
    rule = NotificationRule(chats=("a",), repeat_seconds=300, escalate_to=("b",), escalate_seconds=300)
    routing.rules = {"all": rule}
    routing.take([event()], AT)
    hand_over(routing)
    routing.silences = {"s": Silence(begins=AT, until=AT + 3600)}
    routing.look(AT + 1000)
    assert [(each.chat, each.repeats) for each in routing.threads.values()] == [("a", 0)]
    routing.look(AT + 3601)
    assert [(each.chat, each.repeats) for each in routing.threads.values()] == [("a", 1), ("b", 0)]


def test_nothing_is_told_again_outside_of_hours(routing):
    hours = Hours(begin="09:00", end="10:00")
    routing.rules = {"day": NotificationRule(chats=("a",), hours=hours, repeat_seconds=600)}
    day = AT - AT % 86_400
    routing.take([event(at=day + 9 * 3600)], day + 9 * 3600)
    hand_over(routing, day + 9 * 3600)
    routing.look(day + 11 * 3600)
    assert [each.repeats for each in routing.threads.values()] == [0]
    routing.look(day + 33 * 3600)
    assert [each.repeats for each in routing.threads.values()] == [1]


def test_what_a_digest_told_of_is_told_again_once_in_a_while_and_no_more_often(routing):
    routing.rules = {"all": NotificationRule(chats=("a",), repeat_seconds=300)}
    routing.take([event()], AT)
    (thread,) = routing.threads.values()
    for now in (AT, AT + 301):
        thread.digested(thread.version, thread.severity, now)
        routing.look(now + 1)
    assert (thread.repeats, thread.is_waiting) == (0, False)
    routing.look(AT + 602)
    assert (thread.repeats, thread.is_waiting) == (1, True)


def test_a_rule_that_is_switched_off_tells_no_more_of_what_it_held(routing):
    rule = NotificationRule(chats=("a",), repeat_seconds=300)
    routing.rules = {"all": rule}
    routing.take([event(), event("incident:2")], AT)
    routing.threads[thread_id("a", "incident:1")].handed_over(1, "high", "m1", AT)
    routing.rules = {"all": rule.model_copy(update={"enabled": False})}
    routing.look(AT + 1000)
    assert [(each.key, each.repeats) for each in routing.threads.values()] == [("incident:1", 0)]


def test_a_group_with_something_critical_in_it_is_not_held_outside_of_hours(routing):
    hours = Hours(begin="09:00", end="10:00")
    routing.rules = {"day": NotificationRule(chats=("a",), hours=hours, group_by=("service",))}
    night = AT - AT % 86_400 + 3 * 3600
    routing.take([event(at=night, severity="critical"), event("incident:2", at=night + 1)], night)
    assert [routing.may_tell(each, night + 1) for each in routing.threads.values()] == [True]
