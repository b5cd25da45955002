"""A question to a directory that is broken off in the midst of its handshake."""

import asyncio

import pytest

from core.server.proxy.certificates import directories
from core.server.proxy.specs.certificate import AcmeSpec


async def test_a_question_that_is_broken_off_leaves_no_connection_open(monkeypatch):
    monkeypatch.setattr(directories, "_WITHIN_SECONDS", 0.3)
    greeted, hung_up = asyncio.Event(), asyncio.Event()

    async def never_shake_hands(reader, writer):
        await reader.read(1)
        greeted.set()
        await reader.read()
        hung_up.set()
        writer.close()

    server = await asyncio.start_server(never_shake_hands, "127.0.0.1", 0)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/dir"
    asking = asyncio.ensure_future(directories.read_json(url, AcmeSpec(directory="custom", directory_url=url)))
    async with asyncio.timeout(60):
        await greeted.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await hung_up.wait()
    server.close()
