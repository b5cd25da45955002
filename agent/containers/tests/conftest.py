import asyncio
import contextlib
import time

import pytest

from agent.containers.containers import Containers
from agent.host.roots import Roots


@pytest.fixture
async def start():
    """Start to watch the engine at a socket."""
    running = []

    def begin(socket, roots=None, **more):
        containers = Containers(socket, roots or Roots(), steady=time.monotonic, chance=lambda: 0.0, **more)
        running.append(asyncio.ensure_future(containers.run()))
        return containers

    yield begin
    for each in running:
        each.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await each


@pytest.fixture
async def containers(engine, start, until):
    found = start(engine.socket)
    await until(lambda: found.watch.there)
    return found
