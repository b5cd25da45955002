"""How a bot hears: by polling through troubles, and by webhook."""

import asyncio
from contextlib import suppress

import pytest
import pytest_asyncio

from core.server.errors import NotFound, Unavailable
from core.server.notifications.channels.specs import TelegramSpec
from core.server.telegram.bot import Bot
from core.server.telegram.telegram import Telegram
from core.server.telegram.tests.bot_api import TOKEN, Trouble
from core.server.telegram.tests.conftest import ANN, SOC, user


async def at_once(_seconds):
    """A pause that is over soon."""
    await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def run():
    """Runs something until the test is over."""
    running = []

    def begin(work):
        running.append(asyncio.ensure_future(work))
        return running[-1]

    yield begin
    for each in running:
        each.cancel()
        with suppress(asyncio.CancelledError):
            await each


@pytest.mark.usefixtures("people")
async def test_what_was_asked_while_telegram_was_in_trouble_is_answered_after_it(house, telegram, until, run, parts):
    telegram.troubles += [
        Trouble("status", ("setMyCommands",)),
        Trouble("throttle", ("deleteWebhook",), retry_after=3600),
        Trouble("cut", ("getUpdates",), times=3),
        Trouble("throttle", ("sendMessage",), retry_after=1),
    ]
    telegram.chats.says(SOC, user(ANN), "/ban 203.0.113.7")
    run(Bot("soc", TelegramSpec(token=TOKEN, api_url=telegram.url), house, sleep=at_once).run())
    shown = await until(lambda: telegram.message(SOC))
    assert "203.0.113.7" in shown.text
    assert not telegram.troubles
    assert len(parts.core.decisions.active(parts.clock.now())) == 1


@pytest.mark.usefixtures("people")
async def test_updates_of_a_webhook_come_in_by_its_secret_alone(house, telegram, until, run):
    spec = TelegramSpec(
        token=TOKEN, api_url=telegram.url, receive="webhook", webhook_url="https://dozor.example/api/v1/telegram/soc"
    )
    running = run(Bot("soc", spec, house).run())
    await until(lambda: telegram.methods.webhook["url"])
    assert telegram.methods.webhook["secret_token"] == house.held.inbox.secret("soc")
    update = {"update_id": 1, "message": {
        "message_id": 9, "date": 1, "text": "/help", "from": user(ANN), "chat": {"id": SOC, "type": "supergroup"}
    }}  # fmt: skip
    house.held.inbox.bring("soc", house.held.inbox.secret("soc"), {"what": "is none"})
    house.held.inbox.bring("soc", house.held.inbox.secret("soc"), update)
    assert "/status" in (await until(lambda: telegram.message(SOC))).text
    assert telegram.calls["getUpdates"] == 0
    running.cancel()
    await asyncio.wait([running])
    with pytest.raises(NotFound):
        house.held.inbox.bring("soc", house.held.inbox.secret("soc"), update)


class Channel:
    """A channel as it is set up."""

    def __init__(self, **spec):
        self.spec, self.trouble = TelegramSpec(token=TOKEN, **spec), ""


async def test_a_bot_runs_for_each_channel_and_anew_where_it_is_set_up_otherwise(house, telegram, until, run):
    channels = {}
    run(Telegram(house, lambda: channels, sleep=at_once).run())
    channels["soc"] = Channel(api_url=telegram.url)
    await until(lambda: telegram.calls["getUpdates"])
    channels["soc"] = Channel(api_url=telegram.url, receive="webhook", webhook_url="https://dozor.example/t")
    await until(lambda: telegram.methods.webhook["url"] == "https://dozor.example/t")
    channels.clear()
    secret = house.held.inbox.secret("soc")

    def is_closed():
        with suppress(NotFound):
            house.held.inbox.bring("soc", secret, {"update_id": 1})
            return False
        return True

    await until(is_closed)


async def test_updates_that_cannot_be_dealt_with_yet_fill_the_inbox_and_no_more(house, telegram, until, run):
    spec = TelegramSpec(
        token=TOKEN, api_url=telegram.url, receive="webhook", webhook_url="https://dozor.example/api/v1/telegram/soc"
    )
    bot, held = Bot("soc", spec, house), asyncio.Event()
    bot._answer = lambda _update: held.wait()
    run(bot.run())
    await until(lambda: telegram.methods.webhook["url"])
    inbox, secret = house.held.inbox, house.held.inbox.secret("soc")
    taken = 0
    with suppress(Unavailable):
        for number in range(1100):
            inbox.bring("soc", secret, {"update_id": number})
            await asyncio.sleep(0)
            taken += 1
    assert 1000 <= taken < 1100
