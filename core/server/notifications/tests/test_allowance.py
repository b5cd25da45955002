from core.server.notifications.allowance import Allowance, Throughput
from core.server.notifications.channels.channel import Limits

LIMITS = Limits(chat_per_minute=4, chat_per_second=1.0, all_per_second=2.0, edit_seconds=3.0)


def test_a_chat_bears_one_message_a_second_and_so_many_a_minute():
    allowance, told = Allowance(), []
    for tenth in range(900):
        if allowance.is_free(LIMITS, tenth / 10):
            allowance.spend(tenth / 10)
            told.append(tenth / 10)
    assert told == [0, 1, 2, 3, 60, 61, 62, 63]


def test_room_is_left_for_what_is_new():
    allowance = Allowance()
    for second in range(3):
        assert allowance.may_edit(LIMITS, second)
        allowance.spend(second)
    assert not allowance.may_edit(LIMITS, 3)
    assert allowance.is_free(LIMITS, 3)


def test_a_chat_that_fails_is_left_alone_for_longer_each_time():
    allowance, waits = Allowance(), []
    for _ in range(12):
        allowance.failed(100)
        waits.append(allowance.wait_until - 100)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    allowance.worked()
    allowance.failed(100)
    assert allowance.wait_until == 101


def test_a_throttled_chat_waits_for_as_long_as_the_channel_says():
    allowance = Allowance()
    allowance.throttled(100, 30)
    assert not allowance.is_free(LIMITS, 129)
    assert allowance.is_free(LIMITS, 130)


def test_a_channel_bears_so_many_messages_a_second_whichever_the_chat():
    throughput = Throughput()
    assert [throughput.take(LIMITS, at) for at in (0, 0.1, 0.2, 1.05, 1.15)] == [True, True, False, True, True]
