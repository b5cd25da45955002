"""One container that the engine fails to tell of: `docker inspect` answers 500 where its layer is lost."""

import asyncio
import contextlib
import tempfile
from pathlib import Path

import pytest

from agent.containers.containers import Containers
from agent.docker.tests.real_engine import IMAGE
from agent.host.roots import Roots

_REFUSAL = (
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 23\r\nConnection: close\r\n\r\nRWLayer is lost already"
)


class Failing:
    """Stands before a real engine, and fails to tell of `broken` in its place."""

    def __init__(self, engine):
        self.engine = str(engine)
        self.broken = ""

    async def converse(self, reader, writer):
        with contextlib.suppress(OSError):
            head = await reader.readuntil(b"\r\n\r\n")
            if self.broken and f"/containers/{self.broken}/json ".encode() in head:
                writer.write(_REFUSAL)
            else:
                there, back = await asyncio.open_unix_connection(self.engine)
                back.write(head)
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(pour(reader, back))
                    tasks.create_task(pour(there, writer))
        writer.close()


async def pour(reader, writer):
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@pytest.fixture
async def failing(engine):
    here = Failing(engine.socket)
    with tempfile.TemporaryDirectory(prefix="dozor-") as folder:  # of a socket, whose path is short
        here.socket = Path(folder) / "docker.sock"
        async with await asyncio.start_unix_server(here.converse, here.socket):
            yield here


async def test_one_container_that_cannot_be_looked_at_costs_no_other(engine, failing, until):
    ids = {name: engine.run("run", "-d", "--name", name, IMAGE, "sleep", "99").strip() for name in ("well", "broken")}
    failing.broken = ids["broken"]
    containers = Containers(failing.socket, Roots(), steady=lambda: 0.0, chance=lambda: 0.0)
    watch, running = containers.watch, asyncio.ensure_future(containers.watch.run())
    await until(lambda: watch.there and watch.unseen)
    assert (list(watch.containers), watch.trouble) == ([ids["well"]], "")
    assert "RWLayer" in containers.inventory().troubles["containers"]
    engine.run("run", "-d", "--name", "after", IMAGE, "sleep", "99")
    await until(lambda: len(watch.containers) == 2)
    engine.run("rm", "-f", "broken")
    failing.broken = ""
    await until(lambda: not watch.unseen)
    assert (len(watch.containers), containers.inventory().troubles) == (2, {})
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
