"""From real reports through a real pipeline."""

import pytest

from core.server.ingest.commands import PutRule, Rule
from core.server.notifications.flapping import subject_of
from core.server.notifications.sources.rules import RuleHits
from core.server.pipeline.core import Core
from core.server.pipeline.tests.conftest import core, core_dir  # noqa: F401 - fixtures
from core.server.pipeline.tests.reports import report, visit

BUSY = "10.9.9.9"
TEXT = "when requests_60s > 100 then notify for 1h"


async def put(core, at, mode="on", text=TEXT):  # noqa: F811 - the fixture
    rule = Rule(id="r1", name="busy", text=text, mode=mode, made_at=at, made_by="a", changed_at=at, changed_by="a")
    await core.command(PutRule(at=at, rule=rule, by="a"))


async def send(core, clock, sequence, *sources):  # noqa: F811
    rows = [visit(each, int(clock.now()) - 1, 300) for each in sources]
    await core.accept("n1", report(sequence, rows), clock.now())
    await core._runner.progress.reach(core.health().log_position, 10.0)


def begun(core, heard):  # noqa: F811
    source = RuleHits(core)
    source.begin(heard, ())
    return source


async def test_whom_a_rule_met_is_told_once_and_what_it_had(core, clock):  # noqa: F811
    source = begun(core, clock.now())
    await put(core, clock.now())
    await send(core, clock, 1, BUSY)
    (event,) = await source.look(clock.now())
    assert (event.kind, event.severity, event.state, event.once) == ("rule", "high", "closed", True)
    assert (event.service, event.labels, event.at) == ("shop", {"rule": "busy"}, clock.now())
    facts = event.facts
    assert (facts["rule"], facts["rule_id"], facts["text"], facts["value"]) == ("busy", "r1", TEXT, BUSY)
    assert [each["field"] for each in facts["had"]] == ["requests_60s"]
    assert facts["had"][0]["value"] > 100
    assert facts["again_at"] == clock.now() + 3600
    assert await source.look(clock.now()) == []


@pytest.mark.parametrize("mode", ["shadow", "off"])
async def test_a_rule_that_is_not_on_is_not_heard_of(core, clock, mode):  # noqa: F811
    source = begun(core, clock.now())
    await put(core, clock.now(), mode)
    await send(core, clock, 1, BUSY)
    assert await source.look(clock.now()) == []


async def test_sources_that_one_rule_meets_one_after_the_other_are_one_subject(core, clock):  # noqa: F811
    source = begun(core, clock.now())
    await put(core, clock.now())
    await send(core, clock, 1, BUSY, "10.9.9.10")
    one, other = await source.look(clock.now())
    assert (one.thread == other.thread, subject_of(one) == subject_of(other)) == (False, True)


async def test_after_a_restart_the_same_notice_is_the_same_event_and_nobody_is_told_anew(
    core_dir,  # noqa: F811
    database_url,
    clock,
):
    events = []
    for sequence in (1, 2):
        core = Core(core_dir, database_url, store_pause_seconds=0.01)  # noqa: F811
        await core.start()
        source = begun(core, clock.now())
        await put(core, clock.now())
        await send(core, clock, sequence, BUSY)
        events.append(await source.look(clock.now()))
        await core.stop()
        clock.at += 10
    (one,), (two,) = events
    assert one.id == two.id


async def test_what_was_told_long_before_a_restart_is_not_looked_at_again(core, clock):  # noqa: F811
    await put(core, clock.now())
    await send(core, clock, 1, BUSY)
    assert await begun(core, clock.now() + 1000).look(clock.now() + 1000) == []


async def test_what_waited_in_the_log_for_long_is_told_once_it_is_processed(core, clock):  # noqa: F811
    source = begun(core, clock.now())
    await put(core, clock.now())
    await source.look(clock.now() + 7200)
    await send(core, clock, 1, BUSY)
    assert len(await source.look(clock.now() + 7201)) == 1
