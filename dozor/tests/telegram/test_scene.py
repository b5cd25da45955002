"""A whole scene: a flood, a message with a picture, a press of Ban, NGINX refuses, the end is told."""

import asyncio

import pytest

from core.server.telegram.tests.bot_api import Trouble
from dozor.tests.loopback import Flood
from dozor.tests.telegram.conftest import ANN, SOC, VIC

FLOODER, VISITOR = "127.181.7.7", "127.21.7.7"


@pytest.mark.timeout(300)  # a core and a node have to start first
async def test_a_flood_is_told_with_a_picture_banned_by_a_press_and_told_to_be_over(
    node, people, telegram, put_forward, until
):
    def incident():
        shown = [each for each in telegram.chats.chats[SOC].messages.values() if ": shop" in each.text]
        return shown[-1] if shown else None

    telegram.troubles += [
        Trouble("throttle", ("sendPhoto", "sendMessage")),
        Trouble("status", ("sendPhoto", "sendMessage")),
        Trouble("cut", ("getUpdates",)),
    ]
    assert (await asyncio.to_thread(node.get, "/", source=VISITOR)).status == 200
    with Flood(node.port, FLOODER, most=200_000, per_second=200) as flood:
        message = await until(incident)
        assert message.topic == 5
        assert message.picture.startswith(b"\x89PNG")
        assert FLOODER in message.text
        assert message.button("Open")["url"].startswith("https://dozor.example.com/incidents/")
        assert not flood.statuses[403]  # the service is only observed

        ban = message.button("Ban")
        assert "does not permit" in (await people.press(message, ban, VIC)).text
        assert not flood.statuses[403]
        assert "ann banned: 1" in (await people.press(message, ban, ANN)).text
        await until(lambda: flood.statuses[403])
        assert (await asyncio.to_thread(node.get, "/", source=VISITOR)).status == 200
        assert "ann" in (await people.press(message, ban, ANN)).text
        await until(lambda: "ann: banned" in message.text)

    telegram.away = True
    put_forward.ahead += 3600  # nothing was heard of the flooder meanwhile: the incident is over
    before = sum(telegram.calls.values())
    await until(lambda: sum(telegram.calls.values()) > before + 3)
    telegram.away = False
    await until(lambda: "✅" in message.text or "✅" in incident().text)
    assert "ann: banned" in message.text
