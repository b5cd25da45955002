"""Questions of a core that speaks the real protocol over real HTTP, and what comes back."""

import asyncio
import contextlib

import msgspec
import pytest

from agent.asked import answering
from agent.asked.talk import Talk
from agent.connection import Target
from agent.contract.asking import ActOnContainer, End, ListProcesses, LogLine, Process, ReadLogs, Step
from agent.contract.inventory import HostFacts, Inventory
from agent.inventory import essence, together
from agent.tests.played_core import PlayedCore
from dozor.tests.waiting import until


@pytest.fixture
async def core():
    core = PlayedCore()
    await core.start()
    yield core
    await core.stop()


@pytest.fixture
async def talk(core):
    target = Target(host="127.0.0.1", port=core.port)
    talk = Talk(target, node_id="node", node_key="secret", clock=lambda: 1000.0)
    running = asyncio.ensure_future(talk.run())
    yield talk
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    talk.close()


async def told(core, identity="q1"):
    async with asyncio.timeout(60):
        await core.asked[identity].ended.wait()
    return core.asked[identity].answers


async def test_a_question_is_answered_by_who_knows(core, talk):
    async def processes(what):
        for pid in range(what.count):
            yield Process(pid=pid, name="x")
        yield End(more=True)

    talk.answer(ListProcesses, processes)
    core.ask(ListProcesses(count=2))
    assert await told(core) == [Process(pid=0, name="x"), Process(pid=1, name="x"), End(more=True)]
    assert core.asked["q1"].beats == 1  # by which the core knows at once that it was heard


async def test_what_comes_later_is_sent_when_it_comes(core, talk):
    go_on = asyncio.Event()

    async def slowly(what):
        yield Step(text="first")
        await go_on.wait()
        yield Step(text="second")
        yield End()

    talk.answer(ActOnContainer, slowly)
    core.ask(ActOnContainer(container="c", act="restart"))
    await until(lambda: core.asked["q1"].answers == [Step(text="first")])
    go_on.set()
    assert (await told(core))[1:] == [Step(text="second"), End()]


async def test_a_long_silence_is_broken_by_empty_lines(core, talk, monkeypatch):
    monkeypatch.setattr("agent.asked.link.BEAT_SECONDS", 0.02)
    heard = asyncio.Event()

    async def silent(what):
        await heard.wait()
        yield End()

    talk.answer(ListProcesses, silent)
    core.ask(ListProcesses())
    await until(lambda: core.asked["q1"].beats > 3)
    heard.set()
    assert await told(core) == [End()]


async def test_who_answers_is_stopped_when_nobody_listens(core, talk):
    stopped = asyncio.Event()

    async def forever(what):
        try:
            for number in range(1 << 30):
                yield LogLine(id=str(number), at=0.0, source="s", text="x")
                await asyncio.sleep(0)
        finally:
            stopped.set()

    talk.answer(ReadLogs, forever)
    core.ask(ReadLogs(sources=["s"], follow=True), enough=5)
    await told(core)
    async with asyncio.timeout(60):
        await stopped.wait()


async def test_who_answers_is_no_faster_than_who_listens(core, talk):
    given = 0

    async def flood(what):
        nonlocal given
        for number in range(20_000):
            given += 1
            yield LogLine(id=str(number), at=0.0, source="s", text="x" * 1000)
        yield End()

    talk.answer(ReadLogs, flood)
    asked = core.ask(ReadLogs(sources=["s"]), read_on=False)
    await until(lambda: given > 100)
    before = -1
    while before != given:
        before = given
        for _ in range(50):
            await asyncio.sleep(0.002)
    assert given < 10_000
    asked.read_on.set()
    assert len(await told(core)) == 20_001


@pytest.mark.filterwarnings("error")
async def test_who_fails_to_answer_ends_with_the_reason(core, talk):
    async def failing(what):
        yield Step(text="so far")
        raise RuntimeError("the disk is gone")

    talk.answer(ActOnContainer, failing)
    core.ask(ActOnContainer(container="c", act="stop"))
    assert await told(core) == [Step(text="so far"), End(ok=False, error="RuntimeError: the disk is gone")]


async def test_a_question_that_this_agent_does_not_know_is_refused(core, talk):
    core.ask({"type": "dance"}, "q1")
    assert await told(core) == [End(ok=False, error="this agent does not know that question")]
    core.ask(ListProcesses(), "q2")
    assert await told(core, "q2") == [End(ok=False, error="this agent does not know that question")]


async def test_more_than_can_be_answered_at_once_is_refused(core, talk, monkeypatch):
    monkeypatch.setattr(answering, "MOST_AT_ONCE", 2)
    go_on = asyncio.Event()

    async def waits(what):
        await go_on.wait()
        yield End()

    talk.answer(ListProcesses, waits)
    for identity in ("q1", "q2"):
        core.ask(ListProcesses(), identity)
    await until(lambda: core.asked["q1"].beats == core.asked["q2"].beats == 1)
    core.ask(ListProcesses(), "q3")
    assert (await told(core, "q3"))[0].error == "this node answers too many questions already"
    go_on.set()
    assert [await told(core, "q1"), await told(core, "q2")] == [[End()], [End()]]


async def test_a_core_that_is_away_is_asked_again(core, talk):
    async def ends(what):
        yield End()

    talk.answer(ListProcesses, ends)
    core.refuse(503)
    await until(lambda: core.refused)
    core.refuse(200)
    core.ask(ListProcesses())
    assert await told(core) == [End()]


async def test_the_inventory_is_told_when_it_changes_and_not_otherwise(core, talk, monkeypatch):
    monkeypatch.setattr("agent.inventory.LOOK_SECONDS", 0.01)
    state = {"hostname": "one"}
    asked = 0

    def part():
        nonlocal asked
        asked += 1
        return Inventory(host=HostFacts(hostname=state["hostname"]))

    talk.tell("host", part)
    await until(lambda: core.inventories and core.inventories[-1].host.hostname == "one")
    so_far, before = len(core.inventories), asked
    await until(lambda: asked > before + 10)
    assert len(core.inventories) == so_far
    state["hostname"] = "two"
    await until(lambda: core.inventories[-1].host.hostname == "two")
    assert core.inventories[-1].at == 1000.0


async def test_a_part_that_cannot_say_what_there_is_stops_no_other(core, talk, monkeypatch):
    monkeypatch.setattr("agent.inventory.LOOK_SECONDS", 0.01)

    def broken():
        raise RuntimeError("no")

    talk.tell("machines", broken)
    talk.tell("logs", lambda: Inventory(host=HostFacts(hostname="\udc80")))
    talk.tell("host", lambda: Inventory(host=HostFacts(hostname="one")))
    await until(lambda: core.inventories and core.inventories[-1].host.hostname == "one")
    troubles = core.inventories[-1].troubles
    assert troubles["machines"] == "RuntimeError('no')"
    assert "surrogates not allowed" in troubles["logs"]


def test_what_parts_say_is_put_together():
    host = Inventory(host=HostFacts(hostname="h"), troubles={"metrics": "x"})
    both = together([Inventory(parts=["containers"], series_left_out=1), host, Inventory(parts=["logs"])])
    assert (both.host.hostname, both.parts, both.troubles) == ("h", ["containers", "logs"], {"metrics": "x"})
    assert essence(both) == essence(msgspec.structs.replace(both, at=5.0))
