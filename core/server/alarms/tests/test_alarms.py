import asyncio

import pytest

from core.server.alarms import silences
from core.server.alarms.alarm import Silence
from core.server.alarms.alarms import Alarms
from core.server.alarms.rule import Rule
from core.server.alarms.tests.feeding import averages
from core.server.alarms.transition import Key
from core.server.db.database import Database
from core.server.errors import Conflict, NotFound
from core.server.fleet.fleet import Fleet

FULL = {"metric": "disk.used_share", "above": 0.5, "for_seconds": 30, "clear_seconds": 20}


@pytest.fixture
async def fleet(database, clock, tmp_path):
    return Fleet(database, clock, tmp_path / "nodes.json")


class Core:
    """Alarms whose averages a test hands over, as of the clock's time, and that can be started again."""

    def __init__(self, database, clock, fleet, node):
        self.database, self.clock, self.fleet, self.node = database, clock, fleet, node
        self.waiting = []
        self.begin = int(clock.now())

    async def start(self):
        self.alarms = Alarms(self.database, self.clock, self.fleet, self._take)
        await self.alarms.load()

    async def put(self, name, said):
        changes = self.alarms.rules.plan({name: Rule.model_validate(said)}, prune=False)
        await self.alarms.change_rules(changes, by="me")

    async def feed(self, *values, metric="disk.used_share"):
        for value in values:
            t = int(self.clock.at)
            self.clock.at += 11
            self.waiting.append(averages(t, {"a": value}, self.node, metric))
            await self.alarms.tick()
            self.clock.at -= 1

    def _take(self):
        taken, self.waiting = self.waiting, []
        return taken

    @property
    def told(self):
        return [(each.what, int(each.at) - self.begin) for each in self.alarms.transitions]


@pytest.fixture
async def core(database, clock, fleet):
    node, _ = await fleet.create("web-1")
    made = Core(database, clock, fleet, node.id)
    await made.start()
    await made.put("full", FULL)
    made.begin = int(clock.now())
    return made


async def test_an_alarm_fires_is_kept_and_clears(core, database):
    await core.feed(0.9, 0.9, 0.9)
    (alarm,) = core.alarms.firing()
    assert (alarm.key, alarm.rule.above, int(alarm.since) - core.begin) == (("full", core.node, "a"), 0.5, 0)
    await core.feed(0.7)
    assert core.alarms.value_of(alarm) == pytest.approx(0.7)
    await core.feed(0.1, 0.1)
    assert core.alarms.firing() == []
    assert core.told == [("fired", 30), ("cleared", 60)]
    async with database.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM alarm")
        events = await connection.fetch("SELECT what FROM alarm_event ORDER BY number")
    assert row["id"] == alarm.id
    assert (row["cleared_at"] - row["fired_at"]).total_seconds() == 30
    assert [each["what"] for each in events] == ["fired", "cleared"]


async def test_a_rule_that_is_taken_away_in_the_midst_of_a_look_tells_nothing_and_breaks_nothing(core):
    await core.feed(0.9, 0.9)
    at = core.clock.now()
    core.alarms._engine.observe(averages(int(at), {"a": 0.9}, core.node), "web-1", at + 11)
    await core.alarms.change_rules([core.alarms.rules.deletion("full")], by="me")
    assert (core.alarms.firing(), core.told) == ([], [])
    await core.put("full", FULL)
    await core.feed(0.9, 0.9, 0.9)
    assert [what for what, _ in core.told] == ["fired"]


@pytest.mark.parametrize("meanwhile", ["over", "acknowledged"])
async def test_what_became_of_an_alarm_while_a_silence_was_kept_holds(core, database, meanwhile):
    await core.feed(0.9, 0.9, 0.9)
    (alarm,) = core.alarms.firing()
    async with database.transaction() as connection:
        await connection.execute("LOCK TABLE alarm_silence")
        silencing = asyncio.ensure_future(core.alarms.silence(alarm.key, by="me", note="", until=core.clock.now() + 60))
        await asyncio.sleep(0)
        if meanwhile == "over":
            await core.feed(0.1, 0.1)
        else:
            await core.alarms.acknowledge(alarm.id, by="ann", note="", until=0)
    await silencing
    assert [each.acknowledged.by for each in core.alarms.firing()] == ([] if meanwhile == "over" else ["ann"])


async def test_a_restart_in_pending_goes_on_pending(core):
    await core.feed(0.9, 0.9)
    assert core.alarms.pending == 1
    await core.alarms.store()
    await core.start()
    assert core.alarms.pending == 1
    await core.feed(0.9)
    assert core.told == [("fired", 30)]


async def test_a_restart_while_it_fires_is_no_second_alarm(core, database):
    await core.feed(0.9, 0.9, 0.9)
    (before,) = core.alarms.firing()
    await core.alarms.acknowledge(before.id, by="ann", note="on it", until=0)
    await core.start()
    (after,) = core.alarms.firing()
    assert (after.id, after.acknowledged.by) == (before.id, "ann")
    await core.feed(0.9, 0.1, 0.1)
    assert [what for what, _ in core.told] == ["cleared"]
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM alarm") == 1


async def test_an_alarm_whose_standing_is_lost_goes_on(core, database):
    await core.feed(0.9, 0.9, 0.9)
    async with database.connection() as connection:
        await connection.execute("UPDATE alarm_state SET data = 'of another release'")
    await core.start()
    await core.feed(0.9, 0.1, 0.1)
    assert [what for what, _ in core.told] == ["cleared"]


async def test_while_the_database_is_away_alarms_go_on_and_are_written_later(core, database):
    core.alarms._database = away = Database("postgresql://nobody@127.0.0.1:1/none")
    await away.start()
    await core.feed(0.9, 0.9, 0.9)
    assert [what for what, _ in core.told] == ["fired"]
    core.alarms._database = database
    await core.feed(0.9)
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM alarm_event") == 1
    await away.stop()


async def test_a_silent_node_is_told_but_not_because_the_core_was_away(core, clock, fleet):
    fleet.get(core.node).seen.last_report_at = clock.at - 3600
    await core.alarms.tick()
    assert core.told == []
    clock.at += 31
    await core.alarms.tick()
    (alarm,) = core.alarms.firing()
    assert (alarm.key.rule, alarm.key.node, alarm.rule.severity) == ("node-silent", core.node, "critical")
    fleet.get(core.node).seen.last_report_at = clock.at
    for _ in range(12):
        clock.at += 1
        fleet.get(core.node).seen.last_report_at = clock.at
        await core.alarms.tick()
    assert core.alarms.firing() == []


async def test_who_silenced_what_stands_in_the_history_and_in_the_transitions(core, clock):
    await core.feed(0.9, 0.9, 0.9)
    (alarm,) = core.alarms.firing()
    await core.alarms.silence(alarm.key, by="ann", note="moving disks", until=clock.at + 3600)
    await core.start()
    assert core.alarms.silences.of(alarm.key).by == "ann"
    await core.feed(0.9, 0.1, 0.1, 0.9, 0.9, 0.9)
    assert [(each.what, each.silenced) for each in core.alarms.transitions] == [("cleared", True), ("fired", True)]
    (again,) = core.alarms.firing()
    assert again.id != alarm.id
    await core.alarms.unsilence(again.key, by="bob")
    assert core.alarms.silences.of(alarm.key) is None
    with pytest.raises(Conflict):
        await core.alarms.unsilence(again.key, by="bob")


async def test_there_are_so_many_silences_and_no_more_until_some_are_over(core, clock):
    keys = [Key("full", core.node, str(number)) for number in range(silences.MOST_SILENCES + 1)]
    core.alarms.silences.restore(
        {key: Silence(until=clock.at + 60 + i, at=clock.at, by="ann", note="") for i, key in enumerate(keys[:-1])}
    )
    assert [key.entity for key, _ in core.alarms.silences.all()][:2] == ["0", "1"]
    with pytest.raises(Conflict):
        await core.alarms.silence(keys[-1], by="ann", note="", until=clock.at + 60)
    clock.at += 60
    await core.alarms.silence(keys[-1], by="ann", note="", until=clock.at + 60)
    assert core.alarms.silences.of(keys[0]) is None
    assert core.alarms.silences.of(keys[-1]) is not None


async def test_an_acknowledgement_ends_by_itself(core, clock):
    await core.feed(0.9, 0.9, 0.9)
    (alarm,) = core.alarms.firing()
    after = await core.alarms.acknowledge(alarm.id, by="ann", note="", until=clock.at + 60)
    assert after.is_acknowledged(clock.at + 59)
    assert not after.is_acknowledged(clock.at + 60)
    assert (await core.alarms.unacknowledge(alarm.id, by="ann")).acknowledged is None
    with pytest.raises(NotFound):
        await core.alarms.acknowledge("none", by="ann", note="", until=0)


async def test_a_rule_that_is_turned_off_ends_its_alarms(core):
    await core.feed(0.9, 0.9, 0.9)
    await core.put("full", FULL | {"enabled": False})
    assert core.alarms.firing() == []
    assert core.alarms.transitions[-1].why == "rule"


async def test_rules_are_built_in_changed_or_own_and_come_back(core):
    rules = core.alarms.rules
    assert rules.get("full").origin == "own"
    assert rules.get("disk-full").origin == "builtin"
    with pytest.raises(Conflict):
        rules.deletion("disk-full")
    await core.put("disk-full", FULL)
    assert (rules.get("disk-full").origin, rules.get("disk-full").changed_by) == ("changed", "me")
    await core.start()
    rules = core.alarms.rules
    assert rules.get("disk-full").rule.above == 0.5
    await core.alarms.change_rules([rules.deletion("disk-full"), rules.deletion("full")], by="me")
    assert rules.get("disk-full").rule.above == 0.95
    with pytest.raises(NotFound):
        rules.get("full")


async def test_a_rule_that_this_release_does_not_understand_is_left_out(core, database, caplog):
    async with database.connection() as connection:
        await connection.execute('UPDATE alarm_rule SET rule = \'{"kind": "prophecy"}\'')
    await core.start()
    assert "full" in caplog.text
    with pytest.raises(NotFound):
        core.alarms.rules.get("full")


async def test_old_alarms_are_forgotten_and_those_that_fire_are_not(core, database, clock):
    await core.feed(0.9, 0.9, 0.9, 0.1, 0.1, 0.9, 0.9, 0.9)
    clock.at += 3 * 86_400
    await core.alarms.forget(days=2)
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM alarm") == 1
        assert await connection.fetchval("SELECT count(*) FROM alarm_event") == 1


async def test_what_detectors_learned_is_kept(core, clock):
    await core.feed(*[0.2] * 5, metric="host.cpu_busy_share")
    assert len(core.alarms.scoring) == 1
    await core.alarms.remember()
    await core.start()
    assert len(core.alarms.scoring) == 1
