"""Commands and codes, from what a user writes to what the chat shows."""

import pytest

from core.server.notifications.channels.channel import Button
from core.server.telegram.tests.conftest import ANN, EVE, OLA, SOC, VIC, user
from core.server.telegram.words import COMMANDS


@pytest.mark.usefixtures("people")
async def test_every_command_answers_in_both_languages(ask, parts):
    await parts.fleet.create("edge-1")
    for command in ("status", "incidents", "top", "bans", "services", "nodes", "help"):
        told = [(await ask(f"/{command}", chat=ANN, language=language)).text for language in ("en", "ru")]
        assert told[0] != told[1], command
        assert "{" not in "".join(told)


@pytest.mark.usefixtures("people")
async def test_a_ban_is_made_in_the_accounts_name_and_lifted_again(ask, parts):
    shown = await ask("/ban 203.0.113.7 2h scrapes <prices>")
    [held] = parts.core.decisions.active(parts.clock.now())
    assert (held.value, held.type, held.decided_by, held.evidence.said) == (
        "203.0.113.7", "ban", "ann", "scrapes <prices>"
    )  # fmt: skip
    assert held.until_at - held.decided_at == 2 * 3600
    assert "203.0.113.7" in shown.text
    assert "203.0.113.7" in (await ask("/bans")).text
    assert "ann" in (await ask("/unban 203.0.113.7")).text
    assert not parts.core.decisions.active(parts.clock.now())
    assert "no ban" in (await ask("/unban 203.0.113.7")).text


@pytest.mark.usefixtures("people")
async def test_the_button_below_a_ban_lifts_it_once_and_the_answer_says_so(ask, press, parts):
    shown = await ask("/ban 203.0.113.7")
    lift = shown.button("Lift")
    assert "does not permit" in (await press(shown, lift, VIC)).text
    assert "ann lifted" in (await press(shown, lift, ANN)).text
    assert "Already done by ann" in (await press(shown, lift, ANN)).text
    assert not parts.core.decisions.active(parts.clock.now())
    assert "ann lifted" in shown.text
    assert not shown.buttons


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("asked", ["/ban", "/ban nobody", "/ban 203.0.113.0/4", "/unban", "/ban <b>"])
async def test_what_is_no_address_is_answered_with_an_example(ask, asked):
    assert "For example" in (await ask(asked)).text


@pytest.mark.usefixtures("people")
async def test_who_may_not_is_refused_by_the_api_itself(ask, parts):
    assert "⛔" in (await ask("/ban 203.0.113.7", by=VIC)).text
    assert not parts.core.decisions.active(parts.clock.now())


@pytest.mark.usefixtures("people")
async def test_a_ban_that_comes_twice_is_one(ask, parts, telegram):
    await ask("/ban 203.0.113.7")
    [before] = parts.core.decisions.active(parts.clock.now())
    telegram.chats.repeats_last()
    await ask("/help")
    assert [each.id for each in parts.core.decisions.active(parts.clock.now())] == [before.id]


@pytest.mark.usefixtures("people", "bot")
async def test_a_linked_user_is_answered_where_a_chat_is_bound_and_in_private_alone(ask, telegram, until):
    telegram.chats.add(-77, "group")
    telegram.chats.says(-77, user(ANN), "/bans")
    assert (await ask("/bans")).text
    assert (await ask("/bans", chat=ANN)).text
    await until(lambda: not telegram.chats.updates)
    assert not telegram.chats.chats[-77].messages


@pytest.mark.usefixtures("people", "bot")
async def test_strangers_hear_nothing_in_groups_and_little_in_private(ask, telegram, until):
    telegram.chats.add(-77, "group")
    telegram.chats.says(-77, user(EVE), "/status")
    assert "/bind" in (await ask("/status", by=EVE, chat=EVE)).text
    for _ in range(30):
        telegram.chats.says(EVE, user(EVE), "/status")
    assert "not linked" in (await ask("/status", by=EVE)).text  # in the bound chat, where all others can read along
    await until(lambda: not telegram.chats.updates)
    assert len(telegram.chats.chats[EVE].messages) <= 3
    assert not telegram.chats.chats[-77].messages


async def test_a_code_lets_a_user_speak_for_its_account(ask, house, account, parts):
    code = await house.held.codes.make("account", await account("bob", "operator"))
    assert "bob" in (await ask(f"/link {code}", by=7, chat=7)).text
    assert "⛔" in (await ask("/ban 203.0.113.7", by=7, chat=7)).text
    assert "wrong" in (await ask(f"/link {code}", by=8, chat=8)).text


@pytest.mark.usefixtures("people")
async def test_who_may_silences_a_service_for_as_long_as_they_say(ask, parts):
    assert "⛔" in (await ask("/silence 30m shop.example")).text
    assert "shop.example" in (await ask("/silence 30m shop.example", by=OLA)).text
    [made] = parts.notifications.book.silences.values()
    assert (made.events.services, made.until - made.begins) == (("shop.example",), 1800)


async def test_a_code_binds_a_chat_and_its_topic_in_the_name_of_who_made_it(ask, telegram, house, account, parts):
    telegram.chats.add(-2002, "supergroup", title="Ночная\x07 смена", topics=(9,))
    code = await house.held.codes.make("chat", await account("bob", "operator"), channel="soc", language="ru")
    telegram.chats.says(-2002, user(EVE), "/status", 9)
    shown = await ask(f"/bind {code}", by=EVE, chat=-2002, topic=9)
    assert (shown.topic, "Ночная смена" in shown.text) == (9, True)
    bound = house.bound("soc", -2002, 9)
    assert (bound.topic, bound.language, bound.title) == ("9", "ru", "Ночная смена")
    assert parts.notifications.book.said["chat", bound.id].by == "bob"
    assert "неверен" in (await ask(f"/bind {code}", by=EVE, chat=-2002, topic=9)).text


async def test_a_code_of_who_may_operate_no_more_binds_nothing(ask, house, account, parts):
    viewer = await house.held.codes.make("chat", await account("vic", "viewer"), channel="soc")
    assert "⛔" in (await ask(f"/bind {viewer}", by=7, chat=7)).text
    assert house.bound("soc", 7, None) is None


async def test_a_code_of_an_account_that_others_could_read_is_over(ask, house, account):
    code = await house.held.codes.make("account", await account("bob", "operator"))
    assert "private" in (await ask(f"/link {code}", by=7)).text
    assert "wrong" in (await ask(f"/link {code}", by=7, chat=7)).text


async def test_codes_cannot_be_guessed_at_speed(ask, telegram, until, house, account):
    for number in range(20):
        telegram.chats.says(EVE, user(EVE), f"/link GUESS{number}")
    await until(lambda: len(telegram.chats.chats[EVE].messages) == 8)
    told = [each.text for each in telegram.chats.chats[EVE].messages.values()]
    assert sum("wrong" in each for each in told) == 5
    assert sum("Too many" in each for each in told) == 3
    code = await house.held.codes.make("account", await account("bob", "operator"))
    telegram.chats.says(EVE, user(EVE), f"/link {code}")
    await until(lambda: not telegram.chats.updates)
    assert await house.held.links.account_of(EVE) is None


async def test_the_bot_says_its_commands_in_both_languages(bot, telegram, until):
    await until(lambda: len(telegram.methods.commands) == 2)
    for language, code in (("en", ""), ("ru", "ru")):
        told = telegram.methods.commands["default:", code]
        assert {each["command"]: each["description"] for each in told} == COMMANDS[language]


async def test_buttons_that_were_never_given_out_do_nothing(press, telegram):
    forged = telegram.chats.show(SOC, "a forgery", [[{"text": "Ban", "callback_data": "ban:203.0.113.7"}]])
    assert "no use" in (await press(forged, forged.button("Ban"), ANN)).text


async def test_who_is_not_linked_is_told_how_to_be(press, telegram, house):
    [ban] = await house.held.buttons.issue(f"soc:{SOC}", "thread-1", [Button("Ban", "ban", {"value": "203.0.113.7"})])
    shown = telegram.chats.show(SOC, "an incident", [[{"text": "Ban", "callback_data": ban}]])
    answer = await press(shown, shown.button("Ban"), EVE)
    assert answer.alert
    assert "/link" in answer.text
    assert (await house.held.buttons.find(ban)).used_by == ""


@pytest.mark.usefixtures("people")
async def test_who_is_not_linked_cannot_use_up_what_a_chat_bears(ask, telegram):
    for _ in range(9):
        telegram.chats.says(SOC, user(EVE), "/help")
    await ask("/nodes", chat=ANN)
    assert len(telegram.chats.chats[SOC].messages) == 3
