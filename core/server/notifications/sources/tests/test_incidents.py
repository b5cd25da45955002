"""From a real flood through a real pipeline."""

from msgspec.structs import replace

from core.server.ingest.commands import SetMode
from core.server.notifications.sources.incidents import Budgets, Incidents
from core.server.notifications.sources.source import identified
from core.server.pipeline.tests.conftest import core, core_dir  # noqa: F401 - fixtures
from core.server.pipeline.tests.reports import flood, report


async def attack(core, clock, sequence=1, seconds=1, by="127.0.9.9", service="shop"):  # noqa: F811 - the fixture
    now = int(clock.now())
    await core.command(SetMode(at=now - 1, service=service, mode="enforce", by="admin"))
    for second in range(seconds):
        rows = [flood(by, now + second - 1, 900) | {"service": service}]
        await core.accept("n1", report(sequence + second, rows), float(now + second))
    position = core.health().log_position
    await core._runner.progress.reach(position, 10.0)


async def test_an_incident_is_told_when_it_begins_and_again_only_when_it_changed(core, clock):  # noqa: F811
    source = Incidents(core.live, core.decisions)
    source.begin(clock.now(), ())
    assert await source.look(clock.now()) == []
    await attack(core, clock)
    (event,) = await source.look(clock.now())
    assert (event.kind, event.state, event.service, event.severity) == ("incident", "opened", "shop", "high")
    assert (event.facts["kind"], event.facts["mode"], event.facts["worst"]) == ("flood", "enforce", ["127.0.9.9"])
    assert await source.look(clock.now()) == []
    clock.at += 120
    await core.accept("n1", report(7, []), clock.now())
    await core._runner.progress.reach(core.health().log_position, 10.0)
    (over,) = await source.look(clock.now())
    assert (over.state, over.thread) == ("closed", event.thread)


async def test_the_worst_sources_are_those_of_the_incident_and_not_of_the_one_before(core, clock):  # noqa: F811
    await attack(core, clock)
    clock.at += 120
    await attack(core, clock, sequence=10, by="127.0.9.77")
    source = Incidents(core.live, core.decisions)
    source.begin(clock.now(), ())
    told = {event.facts["started_at"]: event.facts["worst"] for event in await source.look(clock.now())}
    assert told[max(told)] == ["127.0.9.77"]


async def test_after_a_restart_the_same_incident_is_the_same_event(core, clock):  # noqa: F811
    await attack(core, clock)
    first, second = Incidents(core.live, core.decisions), Incidents(core.live, core.decisions)
    for source in (first, second):
        source.begin(clock.now(), ())
    (one,), (two,) = await first.look(clock.now()), await second.look(clock.now() + 3)
    assert one.id == two.id


async def test_incidents_that_ended_before_anybody_listened_are_not_told(core, clock):  # noqa: F811
    await attack(core, clock)
    clock.at += 120
    await core.accept("n1", report(7, []), clock.now())
    await core._runner.progress.reach(core.health().log_position, 10.0)
    source = Incidents(core.live, core.decisions)
    source.begin(clock.now() + 7200, ())
    assert await source.look(clock.now() + 7200) == []


async def test_a_spent_budget_is_told_until_there_is_a_new_one(core, clock):  # noqa: F811
    core.live._exhausted = {"shop": clock.now() + 60}
    source = Budgets(core.live)
    source.begin(clock.now(), ())
    (event,) = await source.look(clock.now())
    assert (event.kind, event.state, event.service) == ("budget", "opened", "shop")
    again = Budgets(core.live)
    again.begin(clock.now(), [event])
    assert await again.look(clock.now()) == []
    (over,) = await again.look(clock.now() + 61)
    assert (over.state, over.thread) == ("closed", event.thread)


async def test_an_incident_that_the_pipeline_does_not_know_any_more_is_over(core, clock):  # noqa: F811
    await attack(core, clock)
    first = Incidents(core.live, core.decisions)
    first.begin(clock.now(), ())
    (event,) = await first.look(clock.now())
    lost = identified(replace(event, thread="incident:lost", facts=event.facts | {"id": "lost"}))
    again = Incidents(core.live, core.decisions)
    again.begin(clock.now(), [event, lost])
    assert [each.thread for each in await again.look(clock.now())] == [event.thread]
    (over,) = await again.look(clock.now() + 121)
    assert (over.thread, over.state) == ("incident:lost", "closed")
