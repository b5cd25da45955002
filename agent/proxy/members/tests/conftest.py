"""Servers, a `Members` and an NGINX that asks it: all real, all on loopback."""

import itertools

import pytest

from agent.proxy.members.tests.acting import RealNginx, RunningMembers, Server, configuration
from dozor.tests.waiting import free_port


@pytest.fixture
async def servers():
    """Start servers named a, b, c ..., each at a port of its own."""
    started = []
    names = itertools.count()

    async def start(number):
        fresh = [await Server(chr(ord("a") + next(names))).start() for _ in range(number)]
        started.extend(fresh)
        return fresh

    yield start
    for server in started:
        server.close()


@pytest.fixture
async def running(tmp_path):
    each = RunningMembers(tmp_path / "state")
    await each.start()
    yield each
    await each.stop()


@pytest.fixture
async def nginx(tmp_path, running):
    folder = tmp_path / "n"
    (folder / "logs").mkdir(parents=True)
    port = free_port()
    (folder / "nginx.conf").write_text(configuration(port, running.port))
    real = RealNginx(folder, port)
    await real.start()
    yield real
    real.stop()
