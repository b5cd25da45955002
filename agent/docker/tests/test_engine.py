"""The client against a real engine, and against one that says anything."""

import asyncio
from pathlib import Path

import pytest

from agent.docker.engine import DockerEngine, DockerError, decoded
from agent.docker.frames import Frames, Lines
from agent.docker.tests.real_engine import IMAGE


@pytest.fixture
async def saying(tmp_path):
    """An engine that answers everything with these bytes, and then hangs up or waits."""
    servers = []

    async def start(answer, *, ping=b"HTTP/1.1 200 OK\r\nApi-Version: 1.44\r\nContent-Length: 0\r\n\r\n", hang=False):
        asked = []

        async def serve(reader, writer):
            head = await reader.readuntil(b"\r\n\r\n")
            asked.append(head.split(b" ")[1].decode())
            writer.write(ping if b"/_ping " in head else answer)
            if hang and b"/_ping " not in head:
                await reader.read()
            writer.close()

        servers.append(await asyncio.start_unix_server(serve, tmp_path / "d.sock"))
        return DockerEngine(tmp_path / "d.sock"), asked

    yield start
    for server in servers:
        server.close()


async def read_all(client, read=None, *, within=60):
    async with client.stream("GET", "/events") as stream:
        while data := await stream.read(within=within):
            if read is not None:
                read.append(data)


async def test_both_streams_of_a_container_are_read_as_they_come(engine):
    engine.run("run", "-d", "--name", "two", IMAGE, "sh", "-c", "echo out; echo err >&2; exec sleep 60")
    frames, found = Frames(), []
    path = "/containers/two/logs?follow=1&stdout=1&stderr=1"
    async with DockerEngine(engine.socket).stream("GET", path) as answer:
        while len(found) < 2:
            found += frames.feed(await answer.read(within=60))
    assert sorted(found) == [(1, b"out\n"), (2, b"err\n")]


async def test_a_stream_ends_with_its_container(engine):
    engine.run("run", "-d", "--name", "short", IMAGE, "sleep", "60")
    lines, told = Lines(), []
    async with DockerEngine(engine.socket).stream("GET", "/containers/short/stats?stream=1") as answer:
        told += lines.feed(await answer.read(within=60))
        engine.run("rm", "-f", "short")
        while data := await answer.read(within=60):
            told += lines.feed(data)
    assert all(line.startswith(b'{"read":') for line in told)


async def test_what_the_engine_refuses_is_an_error_with_its_words(engine):
    client = DockerEngine(engine.socket)
    with pytest.raises(DockerError, match="No such container") as refused:
        await client.json("GET", "/containers/none/json")
    assert refused.value.status == 404
    with pytest.raises(DockerError, match="No such container"):
        async with client.stream("GET", "/containers/none/logs?stdout=1"):
            pass


async def test_an_engine_that_is_not_there_is_an_error():
    client = DockerEngine(Path("/nowhere/docker.sock"))
    with pytest.raises(DockerError, match="the Docker engine"):
        await client.json("GET", "/containers/json")


@pytest.mark.parametrize(
    ("spoken", "used"), [("1.41", "1.41"), ("1.43", "1.43"), ("1.52", "1.44"), ("1.12", "1.41"), ("x", "1.41")]
)
async def test_the_newest_version_that_both_know_is_spoken(saying, spoken, used):
    ping = f"HTTP/1.1 200 OK\r\nApi-Version: {spoken}\r\nContent-Length: 0\r\n\r\n".encode()
    client, asked = await saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", ping=ping)
    await client.json("GET", "/info")
    await client.json("GET", "/info")
    assert asked == ["/_ping", f"/v{used}/info", f"/v{used}/info"]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"what",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 5000,
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nab",
    ],
)
async def test_a_stream_that_is_none_is_an_error(saying, answer):
    client, _ = await saying(answer)
    with pytest.raises(DockerError):
        await read_all(client)


async def test_an_engine_that_falls_silent_is_given_up_in_time(saying):
    client, _ = await saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", hang=True)
    read = []
    with pytest.raises(DockerError, match="TimeoutError"):
        await read_all(client, read, within=0.05)
    assert read == [b"ab"]


async def test_a_chunk_is_there_before_it_is_whole(saying):
    client, _ = await saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nfirst", hang=True)
    async with client.stream("GET", "/logs") as stream:
        assert await stream.read(within=60) == b"first"


@pytest.mark.parametrize("data", [b"{", b"[1,2", b'{"a": "\xff"}', b"[" * 100_000, b"", b'"text"'])
def test_json_that_is_none_or_another_is_an_error(data):
    with pytest.raises(DockerError, match="cannot be read"):
        decoded(data, dict[str, str])
