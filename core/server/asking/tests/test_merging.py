import asyncio
from contextlib import suppress

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from agent.contract.asking import End, LogLine, Skipped
from core.server.asking.channel import Channel
from core.server.asking.merging import Voice, by_arrival, by_time, newest, oldest


def line(at, text="x", *, matched=True):
    return LogLine(id=f"{at}", at=float(at), source="container:web", text=text, matched=matched)


async def filled(name, *batches, bell=None):
    channel = Channel(bell)
    for batch in batches:
        await channel.put(list(batch), 1)
    channel.finish(End())
    return Voice(name, channel)


async def collected(stream):
    return [answer async for answers in stream for answer in answers]


@given(st.lists(st.lists(st.lists(st.integers(0, 50), max_size=5), max_size=5), max_size=4))
def test_lines_of_several_nodes_come_by_time_and_none_is_lost(nodes):
    async def run():
        sources = []
        for number, batches in enumerate(nodes):
            ordered = iter(sorted(at for batch in batches for at in batch))
            sources.append(await filled(f"n{number}", *([line(next(ordered)) for _ in batch] for batch in batches)))
        return await collected(by_time(sources))

    instants = [each.at for each in asyncio.run(run())]
    assert instants == sorted(at for batches in nodes for batch in batches for at in batch)


async def test_a_line_is_told_once_no_earlier_one_can_come():
    slow = Channel()
    stream = by_time([await filled("a", [line(1), line(5)]), Voice("b", slow)])
    first = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    assert not first.done()
    await slow.put([line(3)], 1)
    assert [each.at for each in await first] == [1, 3]
    slow.finish(End(ok=False, error="gone"))
    assert [each.at for each in await anext(stream)] == [5]


async def test_a_node_that_is_out_of_order_delays_nobody():
    stream = by_time([await filled("a", [line(9), line(2)]), await filled("b", [line(3)], [line(4)])])
    assert {each.at for each in await collected(stream)} == {9, 2, 3, 4}


async def test_sources_have_their_node_in_front():
    skipped = Skipped(source="container:web", lines=3, why="slow")
    found = await collected(by_time([await filled("edge", [line(1), skipped])]))
    assert {each.source for each in found} == {"edge/container:web"}


async def test_what_is_followed_comes_though_another_node_says_nothing():
    bell = asyncio.Event()
    quiet, loud = Channel(bell), Channel(bell)
    stream = by_arrival([Voice("a", quiet), Voice("b", loud)], bell)
    await loud.put([line(1)], 1)
    assert [each.source for each in await anext(stream)] == ["b/container:web"]
    with suppress(StopAsyncIteration):
        await stream.aclose()


async def test_what_comes_together_of_what_is_followed_is_put_in_order():
    bell = asyncio.Event()
    first, second = Channel(bell), Channel(bell)
    stream = by_arrival([Voice("a", first), Voice("b", second)], bell)
    await first.put([line(2)], 1)
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    await second.put([line(1)], 1)
    assert [each.at for each in await waiting] == [1, 2]
    first.finish(End())
    second.finish(End())
    assert await collected(stream) == []


async def test_the_newest_are_the_last_that_match_with_their_context():
    cuts = []
    lines = [line(1), line(2), line(3, matched=False), line(4)]
    stream = newest(by_time([await filled("a", lines)]), 2, lambda: cuts.append(1))
    assert [each.at for each in await collected(stream)] == [2, 3, 4]
    assert cuts == [1]


async def test_the_newest_are_bounded_in_memory_and_what_is_left_out_is_told():
    lines = [[line(at, "x" * 2**20)] for at in range(30)]
    channel = Channel()

    async def fill():
        for batch in lines:
            await channel.put(batch, 2**20)
        channel.finish(End())

    filling = asyncio.ensure_future(fill())
    found = await collected(newest(by_time([Voice("a", channel)]), 1000, lambda: None))
    await filling
    kept = [each for each in found if isinstance(each, LogLine)]
    (skipped,) = [each for each in found if isinstance(each, Skipped)]
    assert len(kept) + skipped.lines == 30
    assert kept[-1].at == 29


async def test_the_oldest_end_with_the_last_that_is_wanted():
    cuts = []
    voices = [await filled("a", [line(1), line(3)]), await filled("b", [line(2), line(4)])]
    stream = oldest(by_time(voices), 3, lambda: cuts.append(1))
    assert [each.at for each in await collected(stream)] == [1, 2, 3]
    assert cuts == [1]


async def test_fields_count_where_the_newest_are_bounded_in_memory():
    """A hostile node would else fill the memory with lines of which the text is short."""
    fields = {"a": "x" * 2**20}
    lines = [msgspec.structs.replace(line(at, matched=False), fields=fields) for at in range(30)]
    channel = Channel()

    async def fill():
        for each in lines:
            await channel.put([each], 2**20)
        channel.finish(End())

    filling = asyncio.ensure_future(fill())
    found = await collected(newest(by_time([Voice("a", channel)]), 1000, lambda: None))
    await filling
    assert len([each for each in found if isinstance(each, LogLine)]) < 20
