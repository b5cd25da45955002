import asyncio

import asyncpg
import msgspec
import pytest

from core.server.notifications.channels.channel import Away, Gone, Moved, Refused, Throttled, Unchanged
from core.server.notifications.rule import NotificationRule
from core.server.notifications.samples import FACTS, sample
from core.server.notifications.silence import Silence
from core.server.notifications.tests.events import AT, event


def incident(number=1, state="opened", at=AT, **more):
    about = {"facts": FACTS["incident"] | {"id": str(number)}, "service": f"shop-{number}.example"} | more
    return event(f"incident:{number}", state, at, **about)


def titles(core):
    return [each.title for each in core.channel.shown["room"].values()]


async def test_an_incident_is_one_message_that_is_edited_to_its_end(core):
    core.tell(incident())
    await core.go(1)
    core.tell(incident(state="changed", at=AT + 2))
    await core.go(5)
    core.tell(incident(state="closed", at=AT + 9))
    await core.go(1)
    assert core.handed == [
        ("send", "🟠 HTTP flood: shop-1.example"),
        ("edit", "🟠 HTTP flood: shop-1.example"),
        ("edit", "✅ HTTP flood: shop-1.example"),
    ]
    assert titles(core) == ["✅ HTTP flood: shop-1.example"]


async def test_the_first_chat_gets_what_is_high_or_critical_and_nothing_else(core):
    assert list(core.notifications.book.rules) == ["default"]
    core.tell(incident(1, severity="medium"), incident(2, severity="critical"))
    await core.go(3)
    assert titles(core) == ["🔴 HTTP flood: shop-2.example"]


async def test_every_kind_of_event_is_told(core):
    for place, kind in enumerate(FACTS):
        core.tell(sample(kind))
        await core.go(2)
        assert len(core.channel.handed) == place + 1


async def test_what_waited_when_the_core_was_killed_is_told_by_the_next(core):
    core.channel.away = Away("down")
    core.tell(incident())
    await core.go(1)
    await core.start()
    core.channel.away = None
    await core.go(1)
    assert titles(core) == ["🟠 HTTP flood: shop-1.example"]


async def test_a_core_killed_after_the_channel_took_a_message_hands_it_over_again_with_the_same_key(core):
    core.tell(incident())
    send, taken = core.channel.send, asyncio.Event()

    async def send_and_hang(chat, message):
        await send(chat, message)
        taken.set()
        await asyncio.Event().wait()

    core.channel.send = send_and_hang
    going = asyncio.ensure_future(core.go(1))
    await taken.wait()
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    core.channel.send = send
    await core.start()
    await core.go(2)
    first, again = [message.idempotency_key for *_, message in core.channel.handed]
    assert first == again


async def test_what_was_told_before_a_restart_is_not_told_again_and_goes_on(core):
    core.tell(incident())
    await core.go(1)
    await core.start()
    core.tell(incident(), incident(state="closed", at=AT + 60))
    await core.go(1)
    assert core.handed == [("send", "🟠 HTTP flood: shop-1.example"), ("edit", "✅ HTTP flood: shop-1.example")]


async def test_a_chat_that_was_told_much_before_a_restart_bears_no_more_after_it(core):
    core.tell(*(incident(each, severity="critical") for each in range(4)))
    await core.go(4)
    await core.start()
    assert not core.notifications.delivery.places[core.chat].allowance.is_free(core.channel.limits, core.clock.at)


async def test_a_channel_that_throttles_is_left_alone_for_as_long_as_it_says(core):
    core.channel.failing = [Throttled(17)]
    core.tell(incident())
    await core.go(30)
    (at, *_), *more = core.channel.handed
    assert 17 <= at - AT < 19
    assert not more


async def test_a_channel_that_is_away_is_tried_at_growing_intervals_and_told_once(core):
    core.channel.failing = [Away("no route")] * 5
    core.tell(incident())
    await core.go(60)
    (at, *_), *more = core.channel.handed
    assert 1 + 2 + 4 + 8 + 16 <= at - AT < 40
    assert not more


async def test_a_message_that_is_gone_is_sent_anew(core):
    core.tell(incident())
    await core.go(1)
    core.channel.failing = [Gone()]
    core.tell(incident(state="closed", at=AT + 5))
    await core.go(3)
    assert [what for what, _ in core.handed] == ["send", "send"]


async def test_a_chat_that_refuses_is_not_pestered_and_the_thread_says_why(core):
    core.channel.failing = [Refused("the bot was kicked")]
    core.tell(incident())
    await core.go(10)
    assert core.handed == []
    (thread,) = core.notifications.routing.threads.values()
    assert (thread.status, thread.error) == ("refused", "the bot was kicked")
    assert core.notifications.delivery.places[core.chat].failing_since


async def test_a_chat_that_moved_is_told_at_its_new_address(core):
    core.channel.failing = [Moved("hall")]
    core.tell(incident())
    await core.go(3)
    assert [address for _, _, address, _ in core.channel.handed] == ["hall"]
    await core.start()
    assert [each.address for each in core.notifications.book.chats.values()] == ["hall"]


async def test_a_chat_that_moved_to_where_another_is_bound_holds_nothing_up(core):
    await core.bind("hall")
    core.channel.failing = [Moved("hall")]
    core.tell(incident())
    await core.go(10)
    (thread,) = core.notifications.routing.threads.values()
    assert thread.status == "refused"


async def test_messages_of_a_chat_that_is_elsewhere_now_go_on_as_new_ones_there(core, said):
    core.tell(incident())
    await core.go(1)
    book = core.notifications.book
    await book.put_chat(msgspec.structs.replace(book.chat(core.chat), address="hall"), said)
    core.tell(incident(state="closed", at=AT + 5))
    await core.go(2)
    assert [(address, what) for _, what, address, _ in core.channel.handed] == [("room", "send"), ("hall", "send")]


async def test_what_was_held_back_by_a_silence_is_told_after_it_also_after_a_restart(core, said):
    core.channel.away = Away("down")
    core.tell(incident())
    await core.go(1)
    await core.notifications.book.put_silence(Silence(begins=AT, until=AT + 600), said)
    await core.go(10)
    core.channel.away = None
    await core.start()
    await core.go(10)
    assert core.handed == []
    await core.go(600, step=5)
    assert core.handed == [("send", "🟠 HTTP flood: shop-1.example")]


async def test_a_message_that_breaks_again_and_again_holds_no_other_up_for_ever(core):
    send = core.channel.send

    async def break_one(chat, message):
        if "shop-1" in message.title:
            raise ValueError("what is this?")
        return await send(chat, message)

    core.channel.send = break_one
    core.tell(incident(1, severity="critical"), incident(2))
    await core.go(60, step=1)
    assert core.notifications.delivery.places[core.chat].failing_since
    assert core.handed == []
    await core.go(240, step=1)
    assert titles(core) == ["🟠 HTTP flood: shop-2.example"]
    broken = next(each for each in core.notifications.routing.threads.values() if each.key == "incident:1")
    assert (broken.status, broken.error) == ("refused", "It broke: ValueError: what is this?")


async def test_a_digest_that_may_have_got_through_is_sent_again_with_the_same_key(core):
    send, keys = core.channel.send, []

    async def lose_the_first_answer(chat, message):
        keys.append(message.idempotency_key)
        if len(keys) == 1:
            raise Away("no answer")
        return await send(chat, message)

    core.channel.send = lose_the_first_answer
    core.tell(*(incident(number) for number in range(9)))
    await core.go(40)
    assert len(keys) == 2
    assert len(set(keys)) == 1


async def test_a_clock_that_was_set_back_silences_nobody(core):
    core.tell(incident(1))
    await core.go(10)
    core.clock.at -= 7200
    core.tell(incident(2, at=core.clock.at))
    await core.go(10)
    assert "🟠 HTTP flood: shop-2.example" in titles(core)


async def test_a_chat_whose_channel_cannot_be_used_is_known_to_fail(core):
    core.notifications.channels.of = lambda _name: None
    core.tell(incident())
    await core.go(1)
    assert core.notifications.delivery.places[core.chat].failing_since


async def test_a_message_that_shows_it_already_counts_as_delivered(core):
    core.tell(incident())
    await core.go(1)
    core.channel.failing = [Unchanged()]
    core.tell(incident(state="closed", at=AT + 5))
    await core.go(5)
    assert [each.status for each in core.notifications.routing.threads.values()] == ["delivered"]


async def test_after_hours_without_the_channel_there_is_a_summary_and_not_a_flood(core):
    core.channel.away = Away("down")
    for number in range(200):
        at = core.clock.at
        severity = "critical" if number % 50 == 0 else "high"
        core.tell(incident(number, at=at, severity=severity))
        await core.go(30, step=30)
        if number < 198:
            core.tell(incident(number, "closed", core.clock.at, severity=severity))
    core.channel.away = None
    await core.go(320)
    texts = [message.text for *_, message in core.channel.handed]
    assert len(texts) <= 4
    assert "200" in " ".join(texts) or "198" in " ".join(texts)
    for number in (0, 50, 100, 150):
        assert any(f"shop-{number}.example" in text for text in texts)
    core.tell(incident(500, at=core.clock.at))
    await core.go(3)
    assert core.handed[-1] == ("send", "🟠 HTTP flood: shop-500.example")


async def test_things_are_told_while_the_database_is_away_and_written_when_it_is_back(core):
    url, core.database.url = core.database.url, "postgresql:///nowhere?host=/nowhere"
    await core.database.stop()
    await core.database.start()
    core.tell(incident())
    await core.go(1)
    assert titles(core) == ["🟠 HTTP flood: shop-1.example"]
    await core.database.stop()
    core.database.url = url
    await core.database.start()
    await core.go(1)
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT status FROM notification_thread") == "delivered"
    await connection.close()


async def test_that_nothing_can_be_written_is_known_until_it_can_be(core):
    connection = await asyncpg.connect(core.database.url)
    await connection.execute("ALTER TABLE notification_event ADD CONSTRAINT broken CHECK (id = '')")
    core.tell(incident())
    await core.go(1)
    assert "CheckViolation" in core.notifications.broken["outbox"]
    await connection.execute("ALTER TABLE notification_event DROP CONSTRAINT broken")
    await core.go(1)
    assert core.notifications.broken == {}
    assert await connection.fetchval("SELECT count(*) FROM notification_event") == 1
    await connection.close()


async def test_acknowledging_is_seen_in_every_chat(core, said):
    other = await core.bind("hall")
    await core.notifications.book.put_rule("more", NotificationRule(chats=(other,)), said)
    core.tell(incident())
    await core.go(2)
    (thread,) = (each for each in core.notifications.routing.threads.values() if each.chat == other)
    await core.notifications.acknowledge(thread.id, "maria")
    await core.go(5)
    for place in ("room", "hall"):
        (message,) = core.channel.shown[place].values()
        assert "maria sees to it" in message.text


async def test_a_broken_source_silences_no_other_and_is_told(core):
    class Broken:
        name, heard = "broken", 0.0

        async def look(self, now):
            raise RuntimeError("out of order")

    core.notifications.sources.insert(0, Broken())
    core.tell(incident())
    await core.go(1)
    assert titles(core)
    assert core.notifications.broken == {"broken": "RuntimeError: out of order"}


async def test_a_flood_of_events_is_at_most_twenty_messages_and_no_critical_is_missing(core):
    """Of 3,000 in a minute; `bench.notifications` does it with 10,000."""
    for second in range(60):
        for number in range(50 * second, 50 * second + 50):
            severity = "critical" if number % 8 == 0 else "high"
            core.tell(incident(number, at=AT + second, severity=severity))
        await core.go(1, step=0.5)
    await core.go(120, step=0.5)
    at = [each for each, *_ in core.channel.handed]
    assert len(at) <= 20
    texts = "\n".join(message.text for *_, message in core.channel.handed)
    assert [each for each in range(0, 3000, 8) if f"shop-{each}.example" not in texts] == []
    assert not any(each.is_waiting for each in core.notifications.routing.threads.values())
