import pytest

from core.server.notifications.allowance import Allowance
from core.server.notifications.channels.channel import Limits
from core.server.notifications.choosing import MOST_LINES, Many, One, choose, counted
from core.server.notifications.digests import digest_of
from core.server.notifications.tests.events import AT, event
from core.server.notifications.thread import started

LIMITS = Limits(chat_per_minute=20, chat_per_second=1.0, all_per_second=30.0, edit_seconds=3.0)


@pytest.fixture
def allowance():
    return Allowance()


def new(number, severity="high", state="opened", at=AT):
    found = event(f"incident:{number}", state, at, severity=severity)
    return started("room", (found.thread, "single"), "all", found, at)


def edited(number, severity="high", state="changed"):
    thread = new(number, severity)
    thread.handed_over(1, thread.severity, f"m{number}", AT)
    thread.put(event(f"incident:{number}", state, AT + 1, severity=severity), AT + 1)
    return thread


def test_a_few_are_told_one_by_one_the_gravest_first(allowance):
    threads = [new(1, "medium"), new(2, "critical"), new(3)]
    assert choose(threads, allowance, LIMITS, AT) == One(threads[1])


def test_nothing_due_is_nothing(allowance):
    assert choose([], allowance, LIMITS, AT) is None
    assert choose([edited(1)], allowance, LIMITS, AT + 2) is None


def test_many_are_one_digest_and_then_none_for_a_while(allowance):
    threads = [new(number) for number in range(9)]
    assert choose(threads, allowance, LIMITS, AT) == Many(tuple(threads))
    allowance.digest_at = AT
    assert choose(threads, allowance, LIMITS, AT + 14) is None
    assert choose(threads, allowance, LIMITS, AT + 15) == Many(tuple(threads))


def test_a_few_criticals_among_many_are_told_by_themselves_first(allowance):
    threads = [*(new(number) for number in range(50)), new(51, "critical")]
    assert choose(threads, allowance, LIMITS, AT) == One(threads[-1])


def test_a_digest_of_very_many_criticals_has_no_more_than_it_can_list(allowance):
    threads = [new(number, "critical", at=AT + number) for number in range(100)]
    assert choose(threads, allowance, LIMITS, AT) == Many(tuple(threads[:MOST_LINES]))


def test_the_criticals_of_groups_each_have_a_line_in_some_digest(allowance):
    groups = [new(number, "critical", at=AT + number) for number in range(0, 600, 20)]
    for place, thread in enumerate(groups):
        for number in range(1, 20):
            thread.put(event(f"incident:{20 * place + number}", severity="critical"), AT)
    found = choose(groups, allowance, LIMITS, AT)
    assert isinstance(found, Many)
    assert sum(len(each.members) for each in found.threads) <= MOST_LINES
    assert len(digest_of("room", found.threads, AT).digest.lines) == sum(len(each.members) for each in found.threads)


def test_a_clock_that_was_set_back_keeps_nothing_waiting(allowance):
    allowance.spend(AT)
    allowance.digest_at = AT
    allowance.throttled(AT, 30)
    assert not allowance.is_free(LIMITS, AT + 1)
    earlier = AT - 86_400
    assert not allowance.is_free(LIMITS, earlier)
    assert allowance.is_free(LIMITS, earlier + 30)
    assert choose([new(number) for number in range(9)], allowance, LIMITS, earlier) is not None
    assert choose([edited(1)], allowance, LIMITS, earlier) is not None


def test_what_was_over_long_before_it_could_be_told_is_a_digest_even_of_one(allowance):
    old = new(1, state="closed")
    assert choose([old], allowance, LIMITS, AT + 601) == Many((old,))


def test_an_edit_waits_its_time_but_not_the_one_that_closes(allowance):
    going_on, closing = edited(1), edited(2, state="closed")
    assert choose([going_on, closing], allowance, LIMITS, AT + 1) == One(closing)
    assert choose([going_on], allowance, LIMITS, AT + 3) == One(going_on)


def test_what_is_new_goes_before_edits_of_what_goes_on(allowance):
    fresh = new(2)
    assert choose([edited(1), fresh], allowance, LIMITS, AT + 60) == One(fresh)


def test_edits_leave_room_in_a_minute(allowance):
    for second in range(15):
        allowance.spend(AT + second)
    assert choose([edited(1)], allowance, LIMITS, AT + 20) is None
    assert choose([edited(2, "critical")], allowance, LIMITS, AT + 20) is not None


def test_events_are_counted_by_kind_with_those_that_are_open():
    assert counted([new(1), new(2), new(3, state="closed")]) == (("incident", 3, 2),)
