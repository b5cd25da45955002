"""Buttons, codes and links against a real PostgreSQL."""

import asyncio

import pytest
import pytest_asyncio

from core.server.errors import NotFound, Unavailable
from core.server.notifications.channels.channel import Button
from core.server.notifications.telegram.codes import CODE_SECONDS
from core.server.notifications.telegram.held import Held

BAN, UNBAN = Button("Ban", "ban", {"kind": "incident", "id": "i1"}), Button("Unban", "unban", {"id": "i1"})


@pytest.fixture
def held(database, clock):
    return Held(database, clock, b"k" * 32)


@pytest_asyncio.fixture
async def account(database):
    async with database.connection() as connection:
        return await connection.fetchval(
            "INSERT INTO account (login, password_hash, role, created_at) VALUES ('ann', '', 'analyst', now())"
            " RETURNING id::text"
        )


async def test_a_button_works_once_whoever_presses_it(held):
    ban, unban = await held.buttons.issue("chat", "thread", [BAN, UNBAN])
    took = await asyncio.gather(*(held.buttons.use(ban, by) for by in ("ann", "bob", "eve")))
    assert sorted(took) == [False, False, True]
    assert (await held.buttons.find(ban)).used_by in {"ann", "bob", "eve"}
    assert (await held.buttons.find(unban)).used_by == ""


async def test_a_message_that_is_edited_keeps_its_buttons_until_one_is_pressed(held):
    first = await held.buttons.issue("chat", "thread", [BAN, UNBAN])
    assert await held.buttons.issue("chat", "thread", [BAN, UNBAN]) == first
    await held.buttons.use(first[0], "ann")
    again = await held.buttons.issue("chat", "thread", [BAN, UNBAN])
    assert (again[0] != first[0], again[1]) == (True, first[1])
    assert await held.buttons.use(again[0], "ann")


async def test_ids_of_buttons_tell_nothing_and_differ_by_chat_thread_and_key(held, database, clock):
    other = Held(database, clock, b"o" * 32)
    ids = [
        *(await held.buttons.issue("chat", "thread", [BAN])),
        *(await held.buttons.issue("chat", "other", [BAN])),
        *(await held.buttons.issue("other", "thread", [BAN])),
        *(await other.buttons.issue("chat", "thread", [BAN])),
    ]
    assert len(set(ids)) == 4
    assert all(len(each) <= 64 and "ban" not in each for each in ids)
    assert await held.buttons.find("ban:i1") is None


async def test_a_code_opens_once_for_its_purpose_and_channel_alone(held, account):
    code = await held.codes.make("chat", account, channel="soc", language="ru")
    assert await held.codes.use("account", code) is None
    assert await held.codes.use("chat", code, channel="other") is None
    made = await held.codes.use("chat", f" {code.lower()} ", channel="soc")
    assert (made.account, made.language) == (account, "ru")
    assert await held.codes.use("chat", code, channel="soc") is None


async def test_a_code_is_over_after_its_time_and_by_the_next_one(held, account, clock):
    first, second = [await held.codes.make("account", account) for _ in range(2)]
    assert await held.codes.use("account", first) is None
    clock.at += CODE_SECONDS
    assert await held.codes.use("account", second) is None
    await held.forget()


async def test_a_telegram_user_speaks_for_the_account_linked_last(held, account):
    await held.links.link(7, account, "Ann")
    assert await held.links.account_of(7) == account
    assert [(each.user_id, each.name) for each in await held.links.of(account)] == [(7, "Ann")]
    assert await held.links.unlink(7, account) == "Ann"
    assert await held.links.account_of(7) is None
    with pytest.raises(NotFound):
        await held.links.unlink(7, account)


async def test_updates_come_in_by_the_channels_own_secret_while_a_bot_takes_them(held):
    secret = held.inbox.secret("soc")
    with pytest.raises(NotFound):
        held.inbox.bring("soc", secret, {"update_id": 1})
    queue = held.inbox.open("soc")
    with pytest.raises(NotFound):
        held.inbox.bring("soc", held.inbox.secret("other"), {"update_id": 1})
    held.inbox.bring("soc", secret, {"update_id": 1})
    assert queue.get_nowait() == {"update_id": 1}
    while not queue.full():
        held.inbox.bring("soc", secret, {"update_id": 2})
    with pytest.raises(Unavailable):
        held.inbox.bring("soc", secret, {"update_id": 3})
