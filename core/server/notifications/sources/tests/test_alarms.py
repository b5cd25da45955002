import pytest
import pytest_asyncio

from core.server.alarms.tests.test_alarms import Core, fleet  # noqa: F401 - a fixture
from core.server.db.database import DatabaseAway
from core.server.notifications.sources.alarms import AlarmsTold

FULL = {"metric": "disk.used_share", "above": 0.5, "for_seconds": 30, "clear_seconds": 20, "severity": "high"}


@pytest_asyncio.fixture
async def core(database, clock, fleet):  # noqa: F811 - the fixture
    node, _ = await fleet.create("web-1")
    made = Core(database, clock, fleet, node.id)
    await made.start()
    await made.put("full", FULL)
    return made


@pytest.fixture
def source(core):
    return begun(core)


def begun(core, events=()):
    made = AlarmsTold(core.alarms, core.fleet, core.database)
    made.begin(core.clock.now(), events)
    return made


async def test_an_alarm_is_told_when_it_fires_and_when_it_is_over(core, source):
    await core.feed(0.9, 0.9, 0.9, 0.9)
    (fired,) = await source.look(core.clock.now())
    assert (fired.kind, fired.state, fired.node, fired.severity) == ("alarm", "opened", "web-1", "high")
    assert (fired.facts["rule"], fired.facts["entity"], fired.facts["threshold"]) == ("full", "a", 0.5)
    assert await source.look(core.clock.now()) == []
    await core.feed(0.1, 0.1, 0.1)
    (over,) = await source.look(core.clock.now())
    assert (over.state, over.thread, over.facts["cleared_why"]) == ("closed", fired.thread, "")
    assert over.facts["cleared_at"] > fired.facts["fired_at"]


async def test_an_alarm_that_was_over_while_nobody_listened_is_told_as_over(core, source):
    await core.feed(0.9, 0.9, 0.9, 0.9)
    (fired,) = await source.look(core.clock.now())
    await core.feed(0.1, 0.1, 0.1)
    await core.start()
    (over,) = await begun(core, [fired]).look(core.clock.now())
    assert (over.state, over.thread) == ("closed", fired.thread)
    assert 0 < over.facts["cleared_at"] <= core.clock.now()


async def test_an_acknowledgement_goes_both_ways(core, source):
    await core.feed(0.9, 0.9, 0.9, 0.9)
    (fired,) = await source.look(core.clock.now())
    await source.acknowledge(fired, "maria")
    assert core.alarms.firing()[0].acknowledged.by == "maria"
    (changed,) = await source.look(core.clock.now())
    assert (changed.state, changed.facts["acknowledged_by"]) == ("changed", "maria")
    await source.acknowledge(fired, "ann")


async def test_what_is_silenced_as_an_alarm_is_told_when_the_silence_ends(core, source):
    await core.feed(0.9, 0.9, 0.9, 0.9)
    alarm = core.alarms.firing()[0]
    await core.alarms.silence(alarm.key, by="maria", note="", until=core.clock.now() + 60)
    assert await source.look(core.clock.now()) == []
    core.clock.at += 61
    assert [each.state for each in await source.look(core.clock.now())] == ["opened"]


async def test_a_silent_node_is_told_as_the_node(core, source):
    await core.put("silent", {"kind": "silence", "for_seconds": 30, "clear_seconds": 10, "severity": "critical"})
    core.fleet.all()[0].seen.last_report_at = core.clock.now()
    for _ in range(6):
        core.clock.at += 10
        await core.alarms.tick()
    told = [each for each in await source.look(core.clock.now()) if each.labels["rule"] == "silent"]
    assert [(each.kind, each.node, each.severity) for each in told] == [("node", "web-1", "critical")]


async def test_nothing_is_lost_where_the_database_is_away_when_it_is_to_be_asked(core, source):
    await core.feed(0.9, 0.9, 0.9, 0.9)
    (gone,) = await source.look(core.clock.now())
    await core.feed(0.1, 0.1, 0.1)
    await core.start()
    await core.feed(0.9, 0.9, 0.9, 0.9)
    again, url = begun(core, [gone]), core.database.url
    await core.database.stop()
    core.database.url = "postgresql:///nowhere?host=/nowhere"
    await core.database.start()
    with pytest.raises((DatabaseAway, OSError)):
        await again.look(core.clock.now())
    await core.database.stop()
    core.database.url = url
    await core.database.start()
    assert [each.state for each in await again.look(core.clock.now() + 3)] == ["opened", "closed"]
