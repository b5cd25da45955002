import asyncio

import msgspec
import pytest

from agent.contract.asking import ActOnContainer, End, ListProcesses, LogLine, ReadLogs, Step
from core.server.asking.asking import Asking
from core.server.asking.channel import Channel
from core.server.errors import Invalid, NotFound, Throttled

LOGS = ReadLogs(sources=["container:web"])
FOLLOWED = ReadLogs(sources=["container:web"], follow=True)
ACT = ActOnContainer(container="abc", act="restart")


def encoded(*answers):
    return b"".join(msgspec.json.encode(answer) + b"\n" for answer in answers)


async def body(*chunks):
    for chunk in chunks:
        yield chunk


async def endless(first, told):
    """A followed log: a line, then nothing for ever."""
    try:
        yield first
        await asyncio.Event().wait()
    finally:
        told.set()


def line(number, text="x"):
    return LogLine(id=str(number), at=float(number), source="container:web", text=text)


async def everything(channel):
    found = []
    while answers := await channel.batch():
        found += answers
    return found


async def test_a_question_reaches_its_node_once_and_the_answer_who_asked():
    asking = Asking()
    with asking.ask("n1", LOGS, within_seconds=20) as channel:
        assert await asking.questions("n2", 0) == []
        (question,) = await asking.questions("n1", 0)
        assert question.what == LOGS
        assert await asking.questions("n1", 0) == []
        await asking.hear("n1", question.id, body(encoded(line(1)), encoded(line(2), End(scanned_bytes=7))))
        assert await everything(channel) == [line(1), line(2)]
        assert channel.end == End(scanned_bytes=7)


async def test_a_reader_that_leaves_in_the_instant_in_which_the_node_fell_silent_harms_nobody():
    """An upload whose time is up is not broken off once more."""
    channel, failures, loop = Channel(), [], asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: failures.append(context))

    async def upload():
        async with asyncio.timeout(20) as time:
            channel.begins(time)
            time.reschedule(0.0)
            loop.call_soon(channel.leave)
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await upload()
    assert channel.end is not None
    assert failures == []


async def test_a_node_that_waits_hears_at_once():
    asking = Asking()
    waiting = asyncio.ensure_future(asking.questions("n1", 20))
    await asyncio.sleep(0)
    with asking.ask("n1", LOGS, within_seconds=20):
        assert [question.what for question in await waiting] == [LOGS]


async def test_no_other_node_can_answer_and_nobody_twice():
    asking = Asking()
    with asking.ask("n1", LOGS, within_seconds=20):
        (question,) = await asking.questions("n1", 0)
        with pytest.raises(NotFound):
            await asking.hear("n2", question.id, body(encoded(line(1))))
        await asking.hear("n1", question.id, body(encoded(End())))
        with pytest.raises(NotFound):
            await asking.hear("n1", question.id, body(encoded(End())))


async def test_a_node_that_was_not_handed_the_question_cannot_answer_it():
    asking = Asking()
    with asking.ask("n1", LOGS, within_seconds=20), pytest.raises(NotFound):
        await asking.hear("n1", next(iter(asking._asked)), body(encoded(End())))


async def test_a_silent_node_is_an_end_in_time():
    asking = Asking()
    with asking.ask("n1", LOGS, within_seconds=0.01) as channel:
        assert await channel.batch() == []
        assert channel.end == End(ok=False, error="the node did not answer in time")
    assert await asking.questions("n1", 0) == []


async def test_empty_lines_hold_no_question_that_has_an_end():
    asking = Asking()

    async def beats():
        while True:
            await asyncio.sleep(0)
            yield b"\n"

    with asking.ask("n1", LOGS, within_seconds=0.01) as channel:
        (question,) = await asking.questions("n1", 0)
        await asking.hear("n1", question.id, beats())
        assert channel.end == End(ok=False, error="the node fell silent")


@pytest.mark.parametrize("what", [FOLLOWED, ACT])
async def test_empty_lines_keep_what_is_followed_and_an_act(what):
    asking, loop = Asking(), asyncio.get_running_loop()

    async def beats_for(seconds):
        over = loop.time() + seconds
        while loop.time() < over:
            await asyncio.sleep(0)
            yield b"\n"
        yield encoded(End())

    with asking.ask("n1", what, within_seconds=0.01) as channel:
        (question,) = await asking.questions("n1", 0)
        await asking.hear("n1", question.id, beats_for(0.03))
        assert channel.end == End()


async def test_an_answer_that_breaks_off_is_an_end_that_says_so():
    asking = Asking()
    with asking.ask("n1", LOGS, within_seconds=20) as channel:
        (question,) = await asking.questions("n1", 0)
        await asking.hear("n1", question.id, body(encoded(line(1))))
        assert await everything(channel) == [line(1)]
        assert channel.end == End(ok=False, error="the answer was broken off")


async def test_what_is_no_answer_ends_it_and_what_came_before_holds():
    asking = Asking()
    with asking.ask("n1", LOGS, within_seconds=20) as channel:
        (question,) = await asking.questions("n1", 0)
        with pytest.raises(Invalid):
            await asking.hear("n1", question.id, body(encoded(line(1)), b"what?\n"))
        assert await everything(channel) == [line(1)]
        assert not channel.end.ok
        assert "not understood" in channel.end.error


async def test_the_upload_ends_when_who_asked_goes_away():
    asking, told = Asking(), asyncio.Event()
    with asking.ask("n1", LOGS, within_seconds=20) as channel:
        (question,) = await asking.questions("n1", 0)
        hearing = asyncio.ensure_future(asking.hear("n1", question.id, endless(encoded(line(1)), told)))
        assert await channel.batch() == [line(1)]
    await hearing
    assert told.is_set()


async def test_a_slow_reader_holds_the_node_up_and_memory_is_bounded():
    asking, sent = Asking(), []

    async def many():
        for number in range(10_000):
            sent.append(number)
            yield encoded(line(number, "x" * 1000))
        yield encoded(End())

    with asking.ask("n1", LOGS, within_seconds=20) as channel:
        (question,) = await asking.questions("n1", 0)
        hearing = asyncio.ensure_future(asking.hear("n1", question.id, many()))
        while not channel.is_full:
            await asyncio.sleep(0)
        for _ in range(100):
            await asyncio.sleep(0)
        assert len(sent) < 300
        assert len(await everything(channel)) == 10_000
        await hearing


async def test_an_act_is_heard_to_its_end_though_nobody_reads():
    asking, ends, gate = Asking(), [], asyncio.Event()

    async def slowly():
        yield encoded(Step(text="stopping"))
        await gate.wait()
        yield encoded(Step(text="starting"), End(container="new"))

    with asking.ask("n1", ACT, within_seconds=20, on_end=ends.append) as channel:
        (question,) = await asking.questions("n1", 0)
        hearing = asyncio.ensure_future(asking.hear("n1", question.id, slowly()))
        assert await channel.batch() == [Step(text="stopping")]
    assert ends == []
    gate.set()
    await hearing
    assert ends == [End(container="new")]


async def test_an_act_that_nobody_waits_for_is_withdrawn_before_the_node_hears_of_it():
    asking, ends = Asking(), []
    with asking.ask("n1", ACT, within_seconds=20, on_end=ends.append):
        pass
    assert await asking.questions("n1", 0) == []
    assert [(end.ok, "withdrawn" in end.error) for end in ends] == [(False, True)]


async def test_an_act_that_was_handed_out_and_never_answered_ends_in_time():
    asking, ended = Asking(), asyncio.Event()
    with asking.ask("n1", ACT, within_seconds=0.01, on_end=lambda _end: ended.set()):
        await asking.questions("n1", 0)
    await ended.wait()
    assert not asking._asked


async def test_a_node_is_not_asked_too_much_at_once():
    asking = Asking()
    asked = [asking.ask("n1", ListProcesses(), within_seconds=20) for _ in range(32)]
    for each in asked:
        each.__enter__()
    with pytest.raises(Throttled), asking.ask("n1", LOGS, within_seconds=20):
        pass
    with asking.ask("n2", LOGS, within_seconds=20):
        pass
    for each in asked:
        each.__exit__(None, None, None)
    with asking.ask("n1", LOGS, within_seconds=20):
        pass


async def test_the_end_of_the_core_lets_all_go():
    asking, told = Asking(), asyncio.Event()
    waiting = asyncio.ensure_future(asking.questions("n2", 20))
    with asking.ask("n1", LOGS, within_seconds=20) as channel:
        (question,) = await asking.questions("n1", 0)
        hearing = asyncio.ensure_future(asking.hear("n1", question.id, endless(encoded(line(1)), told)))
        assert await channel.batch() == [line(1)]
        asking.end()
        assert await channel.batch() == []
        assert channel.end == End(ok=False, error="the core ends")
        await hearing
        assert await waiting == []
    with asking.ask("n1", LOGS, within_seconds=20) as channel:
        assert await channel.batch() == []


async def test_a_deleted_node_is_asked_nothing_more():
    asking = Asking()
    with asking.ask("n1", LOGS, within_seconds=20) as channel:
        asking.forget("n1")
        assert await channel.batch() == []
        assert channel.end == End(ok=False, error="the node was deleted")
