"""A bot over the real application and PostgreSQL, that speaks to a Bot API server on loopback."""

import asyncio
from contextlib import suppress

import pytest
import pytest_asyncio

from core.server.api.tests.conftest import PASSWORD, app, app_dir, parts  # noqa: F401 - fixtures
from core.server.notifications.book import Said
from core.server.notifications.channels.channel import Chat
from core.server.notifications.channels.specs import TelegramSpec
from core.server.telegram.bot import Bot
from core.server.telegram.telegram import house_of
from core.server.telegram.tests.bot_api import TOKEN, bot_api

SOC = -1001
ANN, VIC, OLA, EVE = 101, 102, 103, 666  # an analyst, a viewer, an operator, and a stranger


def user(number, language="en"):
    return {"id": number, "is_bot": False, "first_name": f"User {number}", "language_code": language}


@pytest_asyncio.fixture
async def telegram():
    async with bot_api() as api:
        api.chats.add(SOC, "supergroup", title="SOC")
        yield api


@pytest.fixture
def account(parts):  # noqa: F811 - the fixture
    """Makes an account and returns its id."""

    async def add(login, role):
        return (await parts.accounts.people.add(login, PASSWORD, role)).id

    return add


@pytest_asyncio.fixture
async def house(app, parts, telegram):  # noqa: F811 - the fixtures
    """What the bot works with, with one chat that is bound."""
    app.state.parts = parts
    book, said = parts.notifications.book, Said(0.0, "root")
    await book.put_channel("soc", TelegramSpec(token=TOKEN, api_url=telegram.url), said)
    await book.put_chat(Chat(id="", channel="soc", address=str(SOC), language="en", title="SOC"), said)
    return house_of(parts, app)


@pytest_asyncio.fixture
async def people(house, account):
    for number, login, role in ((ANN, "ann", "analyst"), (VIC, "vic", "viewer"), (OLA, "ola", "operator")):
        await house.held.links.link(number, await account(login, role), login)


@pytest_asyncio.fixture
async def bot(house, parts):  # noqa: F811 - the fixture
    running = asyncio.ensure_future(Bot("soc", parts.notifications.book.channel("soc").spec, house).run())
    yield running
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


@pytest.fixture
def ask(bot, telegram, until):
    """Says something as a user, and returns what the bot answers."""

    async def asked(text, *, by=ANN, chat=SOC, language="en", topic=None):
        before = telegram.message(chat) if chat in telegram.chats.chats else None
        telegram.chats.says(chat, user(by, language), text, topic)
        return await until(lambda: (now := telegram.message(chat)) is not before and now)

    return asked


@pytest.fixture
def press(bot, telegram, until):
    """Presses a button of a message, even one that is not there any more, and returns what the bot shows."""

    async def pressed(message, button, by):
        query = telegram.chats.presses(message, user(by), button)
        return await until(lambda: telegram.chats.answers.get(query))

    return pressed
