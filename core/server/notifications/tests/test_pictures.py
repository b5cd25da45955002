"""Drawn from what a real PostgreSQL keeps."""

import io

import pytest_asyncio
from PIL import Image

from core.server.notifications.channels.channel import Chat
from core.server.notifications.drawing import HEIGHT, WIDTH
from core.server.notifications.pictures import Pictures
from core.server.notifications.tests.events import AT, event
from core.server.series.partitions import Partitions
from core.server.series.rows import TrafficRow
from core.server.series.traffic import add_traffic

CHAT = Chat(id="c", channel="t", address="1", language="ru", timezone="Europe/Moscow")
FACTS = {"id": "i1", "kind": "flood", "started_at": AT - 60, "ended_at": 0.0, "sources": 12}


@pytest_asyncio.fixture
async def pictures(database, clock):
    clock.at = AT
    rows = [
        TrafficRow(t, service, 50, 20, 0, 50, 0, 0, 0, 0.0, 0.0, [], 0.9, 10.0, 30.0)
        for t in range(int(AT) - 300, int(AT))
        for service in ("*", "shop.example")
    ]
    async with database.transaction() as connection:
        await Partitions().make(connection, "traffic", {row.t for row in rows}, int(AT))
        await add_traffic(connection, rows, int(AT))
    return Pictures(database, clock)


async def test_an_incident_is_drawn_from_its_services_traffic(pictures):
    drawn = await pictures.draw(event(facts=FACTS), CHAT)
    assert Image.open(io.BytesIO(drawn)).size == (WIDTH, HEIGHT)
    assert drawn == await pictures.draw(event(facts=FACTS), CHAT)
    over = FACTS | {"ended_at": AT - 5}
    assert drawn != await pictures.draw(event(state="closed", facts=over), CHAT)


async def test_what_is_no_incident_or_has_no_traffic_has_no_picture(pictures):
    assert await pictures.draw(event(kind="alarm", facts={}), CHAT) == b""
    assert await pictures.draw(event(facts={}), CHAT) == b""
    assert await pictures.draw(event(service="quiet.example", facts=FACTS), CHAT) == b""
