import asyncio

from core.server.proxy import proxy as module


async def test_a_part_that_breaks_begins_anew(monkeypatch, caplog):
    monkeypatch.setattr(module, "_AGAIN_SECONDS", 0.0)
    begun, is_up = [], asyncio.Event()

    async def work():
        begun.append(None)
        if len(begun) < 3:
            raise RuntimeError("broke")
        is_up.set()
        await asyncio.Event().wait()

    task = asyncio.ensure_future(module._kept_up(work))
    async with asyncio.timeout(60):
        await is_up.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(begun) == 3
    assert caplog.text.count("broke and begins anew") == 2
