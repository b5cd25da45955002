import asyncio
from contextlib import aclosing, asynccontextmanager

from agent.contract.asking import LogLine, ReadLogs, Skipped
from agent.logbook import following
from agent.logbook.reading import read_logs

from .test_spool import lines


async def take(answers, count):
    async with asyncio.timeout(60):
        return [await anext(answers) for _ in range(count)]


@asynccontextmanager
async def follow(logs, *names, **asked):
    """Follow after the newest line, which every source has."""
    sources = [f"container:{name}" for name in names or ("web",)]
    async with aclosing(read_logs(logs.shelf, ReadLogs(sources=sources, follow=True, tail=1, **asked))) as answers:
        await take(answers, 1)
        yield answers


async def test_what_comes_is_told_after_what_there_was(logs):
    logs.put("old\nolder")
    async with follow(logs) as answers:
        logs.put("new\nnewer")
        assert [line.text for line in await take(answers, 2)] == ["new", "newer"]
        logs.put("newest")
        assert [line.text for line in await take(answers, 1)] == ["newest"]


async def test_what_does_not_match_is_not_told(logs):
    logs.put("ERROR yes, old")
    async with follow(logs, search="yes", levels=["error"]) as answers:
        logs.put("yes\nERROR no\nERROR yes")
        assert [line.text for line in await take(answers, 1)] == ["ERROR yes"]


async def test_lines_that_belong_together_wait_for_each_other(logs):
    logs.put("old")
    async with follow(logs) as answers:
        logs.put("ERROR a")
        first = asyncio.ensure_future(take(answers, 1))
        await asyncio.sleep(0)
        logs.put("next")
        logs.put("ERROR b\n  of b")
        assert [line.text for line in await first + await take(answers, 2)] == ["ERROR a", "next", "ERROR b\n  of b"]


async def test_several_sources_are_followed(logs):
    logs.put("old", name="a")
    logs.put("old", name="b")
    async with follow(logs, "a", "b") as answers:
        logs.put("of a", name="a")
        logs.put("of b", name="b", at=1_700_000_010)
        assert [line.source for line in await take(answers, 2)] == ["container:a", "container:b"]


async def test_who_follows_is_told_once_that_the_container_is_gone_and_sees_the_next_of_its_name(logs):
    logs.put("old")
    async with follow(logs) as answers:
        for word, at in (("first", 1_700_000_050.0), ("second", 1_700_000_060.0)):
            logs.put(word)
            logs.shelf.mark_gone(logs.shelf.find("container:web"), at)
            line, gone = await take(answers, 2)
            assert (line.text, gone) == (
                word,
                Skipped(source="container:web", lines=0, why="the container is gone"),
            )


async def test_what_a_slow_reader_cannot_take_is_passed_over_and_counted(logs):
    spool = logs.put("old")
    async with follow(logs) as answers:
        logs.put("first")
        await take(answers, 1)
        for _ in range(30):
            spool.append(*lines(10_000, at_ns=1_700_000_100 * 10**9))
        told = shown = 0
        while told < 300_000:
            [each] = await take(answers, 1)
            told += each.lines if isinstance(each, Skipped) else 1
            shown += isinstance(each, LogLine)
        assert told == 300_000
        assert shown <= 3 * following.ROUND_LINES


async def test_the_more_sources_the_less_of_each_is_in_memory_and_the_rest_is_counted(logs, monkeypatch):
    monkeypatch.setattr(following, "LAG_BYTES", 64 * 1024)
    monkeypatch.setattr(following, "LEAST_LAG_BYTES", 1024)
    names = [f"web{number}" for number in range(4)]
    for name in names:
        logs.put("old", name=name)
    async with follow(logs, *names) as answers:
        for name in names:
            logs.shelf.find(f"container:{name}").spool.append(*lines(300, at_ns=1_700_000_100 * 10**9))
        left = dict.fromkeys((f"container:{name}" for name in names), 300)
        skipped = set()
        while any(left.values()):
            (each,) = await take(answers, 1)
            left[each.source] -= each.lines if isinstance(each, Skipped) else 1
            skipped |= {each.source} if isinstance(each, Skipped) else set()
        assert len(skipped) == 4
        assert set(left.values()) == {0}


async def test_a_search_that_takes_its_time_goes_on_in_the_next_rounds(logs, monkeypatch):
    """As of an expression that needs a minute for what comes in one: nobody else's reading waits for it."""
    monkeypatch.setattr(following, "FIND_SECONDS", 0.0)
    monkeypatch.setattr(following, "ROUND_SECONDS", 0.0)
    spool = logs.put("old")
    async with follow(logs, regex="old|^[x]{3}[y]?$") as answers:
        for at_seconds in (100, 200):  # in two generations
            spool.append(*lines(3000, at_ns=(1_700_000_000 + at_seconds) * 10**9))
            logs.put("xxxy", at=1_700_000_050 + at_seconds)
            spool.seal()
        assert [(type(each), each.text) for each in await take(answers, 2)] == [(LogLine, "xxxy")] * 2


async def test_lines_that_the_disk_did_not_take_are_told_to_who_reads_the_newest(logs):
    spool = logs.put("old")
    folder, spool.folder = spool.folder, spool.folder / "away"
    spool.seal()
    logs.put("lost\nlost")
    spool.folder = folder
    logs.put("after")
    for names in (["web"], ["web", "other"]):
        logs.put("elsewhere", name="other")
        told = [each for each in await logs.read(*names, tail=10) if isinstance(each, Skipped)]
        assert [(each.source, each.lines) for each in told] == [("container:web", 2)]
    assert not [each for each in await logs.read(tail=1) if isinstance(each, Skipped)]


async def test_lines_that_the_disk_did_not_take_are_told_to_who_follows(logs):
    spool = logs.put("old")
    async with follow(logs) as answers:
        folder, spool.folder = spool.folder, spool.folder / "away"
        spool.seal()
        logs.put("lost\nlost")
        spool.folder = folder
        logs.put("after")
        skipped, line = await take(answers, 2)
        assert (skipped.lines, line.text) == (2, "after")
