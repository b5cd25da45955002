import asyncio

import pytest
from starlette.requests import ClientDisconnect

from core.server.api.paced import PacedResponse


class Chunks:
    """What is sent, with whether it was let go of."""

    def __init__(self, count):
        self.count = count
        self.is_over = False

    async def all(self):
        try:
            for _ in range(self.count):
                await asyncio.sleep(0)
                yield b"x" * 1000
        finally:
            self.is_over = True


def paced(chunks, patience):
    return PacedResponse(chunks.all(), media_type="text/plain", headers={}, patience_seconds=patience)


async def test_a_reader_that_keeps_up_gets_everything_however_long_it_takes_to_make():
    chunks, sent = Chunks(5), []

    async def send(message):
        sent.append(message)

    await paced(chunks, 0.0).stream_response(send)
    assert (sum(len(each.get("body", b"")) for each in sent), sent[-1]["more_body"]) == (5000, False)
    assert chunks.is_over


async def test_one_that_does_not_is_broken_off_and_what_was_held_for_it_is_let_go():
    chunks = Chunks(5)

    async def send(message):
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async with asyncio.timeout(60):
        with pytest.raises(ClientDisconnect):
            await paced(chunks, 0.0).stream_response(send)
    assert chunks.is_over
