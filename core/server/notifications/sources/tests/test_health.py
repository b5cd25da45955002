"""Over a real pipeline whose database goes away, and real notifications whose chat cannot be reached."""

import pytest
import pytest_asyncio

from core.server.fleet.fleet import Fleet
from core.server.notifications.channels.channel import Refused
from core.server.notifications.sources.health import HealthTold
from core.server.notifications.tests.core import Core as Told
from core.server.notifications.tests.events import event
from core.server.pipeline.core import Core
from core.server.proxy.proxy import Proxy


@pytest.fixture
def proxy(database, clock, tmp_path):
    return Proxy(database, clock, Fleet(database, clock, tmp_path / "nodes.json"), (b"k" * 32,))


@pytest_asyncio.fixture
async def away(tmp_path):
    """A pipeline whose database is nowhere."""
    core = Core(tmp_path / "away", "postgresql:///nowhere?host=/nowhere")
    await core.start()
    yield core
    await core.stop()


async def states(source, clock, seconds):
    """What is told in so many seconds: name and state."""
    told = []
    for _ in range(seconds):
        told += [(each.facts["what"], each.state) for each in await source.look(clock.now())]
        clock.at += 1
    return told


async def test_a_database_that_is_away_is_told_once_it_lasts_and_so_is_its_return(
    database, database_url, clock, tmp_path, proxy, away, until
):
    told = Told(database, clock)
    await told.start()
    source = HealthTold(away, proxy, told.notifications)
    source.begin(clock.now(), ())
    assert await states(source, clock, 14) == []
    assert await states(source, clock, 5) == [("database", "opened")]
    back = Core(tmp_path / "back", database_url, store_pause_seconds=0.01)
    await back.start()
    await until(lambda: back.health().database)
    source._core = back
    assert await states(source, clock, 2) == [("database", "closed")]
    await back.stop()


async def test_a_chat_that_cannot_be_reached_and_a_broken_source_are_told(database, clock, proxy, away):
    told = Told(database, clock)
    await told.start()
    await told.bind()
    told.channel.away = Refused("the bot was kicked")
    told.tell(event(facts={}))
    await told.go(1)
    told.notifications.broken["alarms"] = "KeyError"
    source = HealthTold(away, proxy, told.notifications)
    source.begin(clock.now(), ())
    found = await states(source, clock, 140)
    assert {("chat", "opened"), ("source", "opened"), ("database", "opened")} == set(found)
