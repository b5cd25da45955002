"""Requests written as there is something to say, against servers that listen well and badly."""

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest

from agent.connection import Target, UnreachableError
from agent.http_framing import Chunks
from agent.streaming import upload

OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@asynccontextmanager
async def listening(serve):
    """A server that handles each connection so; yields where it is."""
    writers = []

    async def handle(reader, writer):
        writers.append(writer)
        await reader.readuntil(b"\r\n\r\n")
        with suppress(ConnectionError):
            await serve(reader, writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield Target(host="127.0.0.1", port=server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        await server.wait_closed()


def send(target, speak, *, within=60):
    return upload(target, "POST", "/x", speak, headers={}, within=within)


async def read_all(reader):
    chunks, body = Chunks(), b""
    while not chunks.ended:
        body += chunks.feed(await reader.read(1000))
    return body


async def test_what_is_said_at_once_is_one_chunk_and_the_end_is_told():
    heard = []

    async def serve(reader, writer):
        heard.append(await reader.read(1000))
        writer.write(OK)

    async def speak(body):
        await body.write(b"one")
        await body.write(b"two")

    async with listening(serve) as target:
        assert await send(target, speak) == (204, b"")
    assert heard[0] == b"6\r\nonetwo\r\n0\r\n\r\n"


async def test_what_is_said_later_is_sent_without_the_rest():
    first, go_on, heard = asyncio.Event(), asyncio.Event(), []

    async def serve(reader, writer):
        heard.append(await reader.readexactly(8))
        first.set()
        heard.append(await read_all(reader))
        writer.write(OK)

    async def speak(body):
        await body.write(b"one")
        await go_on.wait()
        await body.write(b"two")

    async with listening(serve) as target, asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(send(target, speak))
        await first.wait()
        go_on.set()
        assert await sending == (204, b"")
    assert heard == [b"3\r\none\r\n", b"two"]


@pytest.mark.parametrize("answer", [b"HTTP/1.1 404 No\r\nContent-Length: 4\r\n\r\nnone", b""])
async def test_where_nobody_listens_any_more_the_speaker_is_stopped(answer):
    stopped = asyncio.Event()

    async def serve(reader, writer):
        await reader.read(3)
        writer.write(answer)

    async def speak(body):
        try:
            await body.write(b"one")
            await asyncio.Event().wait()
        finally:
            stopped.set()

    async with listening(serve) as target:
        if answer:
            assert await send(target, speak) == (404, b"none")
        else:
            with pytest.raises(UnreachableError):
                await send(target, speak)
    assert stopped.is_set()


async def test_who_listens_slowly_is_not_spoken_to_faster():
    said, asked = [], asyncio.Event()

    async def serve(reader, writer):
        await asked.wait()

    async def speak(body):
        while True:
            await body.write(b"x" * 10_000)
            said.append(10_000)

    async with listening(serve) as target, asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(send(target, speak))
        before = -1
        async with asyncio.timeout(60):
            while sum(said) != before or not said:
                before = sum(said)
                for _ in range(200):
                    await asyncio.sleep(0.001)
        assert sum(said) < 16_000_000
        sending.cancel()
        asked.set()


async def test_a_core_that_never_answers_the_end_is_given_up_in_time():
    async def serve(reader, writer):
        await read_all(reader)
        await reader.read()

    async def speak(body):
        await body.write(b"one")

    async with listening(serve) as target:
        with pytest.raises(UnreachableError, match="TimeoutError"):
            await send(target, speak, within=0.1)


async def test_what_goes_wrong_with_the_speaker_is_told():
    async def serve(reader, writer):
        await reader.read()

    async def speak(body):
        raise KeyError("mine")

    async with listening(serve) as target:
        with pytest.raises(KeyError, match="mine"):
            await send(target, speak)
