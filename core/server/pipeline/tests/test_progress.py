import asyncio
import threading

from core.server.pipeline.progress import Progress


async def test_who_waits_is_woken_when_the_position_is_reached():
    progress = Progress(5)
    assert await progress.reach(5, 0)
    waiting = [asyncio.ensure_future(progress.reach(position, 20)) for position in (9, 6, 7)]
    await asyncio.sleep(0)
    threading.Thread(target=progress.advance, args=(7,)).start()
    assert await waiting[1]
    assert await waiting[2]
    assert not waiting[0].done()
    progress.advance(9)
    assert await waiting[0]


async def test_waiting_ends_with_its_time():
    assert not await Progress(0).reach(1, 0.001)
