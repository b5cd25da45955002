"""Rendered files in a real NGINX, with the agent's own part around them, real members and visitors with addresses."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import ssl
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from agent.contract.proxy import Manifest
from agent.nginx.control import remove_stale_socket
from agent.proxy.assembly import make_folders
from agent.proxy.frame import frame
from agent.proxy.generations import Generations
from agent.proxy.members.members import Members
from agent.proxy.place import Place
from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.node import render_node, upstreams_of
from core.server.proxy.render.pages import FORMS, LANGUAGES, REASONS, STATUSES
from core.server.proxy.specs.state import DesiredState, read_spec
from dozor.tests.waiting import free_port, until
from dozor.up.nginx import nginx_binary

VISITOR = "127.0.0.9"


def desired(**documents):
    """The state of documents by kind and name, as people write them."""
    kinds = {"nodes": "node", "services": "service", "domains": "domain", "pages": "pages"}
    return DesiredState(
        **{
            plural: {name: read_spec({"kind": kind, **value}) for name, value in documents.get(plural, {}).items()}
            for plural, kind in kinds.items()
        }
    )


@dataclass
class Answer:
    status: int
    lines: list[tuple[str, str]]
    body: bytes

    def all(self, name):
        return [value for key, value in self.lines if key.lower() == name.lower()]

    def __getitem__(self, name):
        found = self.all(name)
        return found[0] if found else None

    @property
    def seen(self):
        """What the member was asked."""
        return json.loads(self.body)


async def ask(
    target, path="/", *, method="GET", host="shop.example", headers=(), address=VISITOR, tls=None, first=b"", body=b""
):
    """Return the answer to a request on a connection of its own; `headers` are pairs, `first` comes before it all."""
    more = {"ssl": tls, "server_hostname": host} if tls else {}
    reader, writer = await asyncio.open_connection(*target, local_addr=(address, 0), **more)
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *(f"{k}: {v}" for k, v in headers)]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    writer.write(first + "\r\n".join([*lines, "", ""]).encode() + body)
    async with asyncio.timeout(60):
        received = await reader.read()
    writer.transport.abort()
    head, _, rest = received.partition(b"\r\n\r\n")
    status, *fields = head.decode("latin-1").split("\r\n")
    answer = Answer(int(status.split()[1]), [tuple(each.split(": ", 1)) for each in fields], rest)
    if answer["Transfer-Encoding"] == "chunked":
        answer.body = _joined(rest)
    return answer


def _joined(chunks):
    body = b""
    while chunks:
        size, _, chunks = chunks.partition(b"\r\n")
        body, chunks = body + chunks[: int(size, 16)], chunks[int(size, 16) + 2 :]
    return body


@dataclass
class Member:
    """A server that says what it was asked. `status` and `headers` are what it answers with."""

    name: str
    address: str = "127.0.0.1"
    status: int = 200
    headers: dict = field(default_factory=dict)
    body: bytes | None = None
    wait: asyncio.Event | None = None
    asked: list = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    _server: asyncio.Server | None = None
    _writers: set = field(default_factory=set)

    async def start(self, port=0):
        self._server = await asyncio.start_server(self._serve, self.address, port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def stop(self):
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    @property
    def document(self):
        return {"name": self.name, "host": self.address, "port": self.port}

    async def _serve(self, reader, writer):
        self._writers.add(writer)
        with contextlib.suppress(EOFError, OSError, asyncio.CancelledError):  # the loop ends before its visitors
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                await self._answer(head, reader, writer)
        self._writers.discard(writer)
        writer.transport.abort()

    async def _answer(self, head, reader, writer):
        request, *fields = head.rstrip().split("\r\n")
        method, path, _ = request.split(" ")
        headers = [tuple(each.split(": ", 1)) if ": " in each else (each.rstrip(":"), "") for each in fields]
        named = {name.lower(): value for name, value in headers}
        self.asked.append(path)
        if named.get("upgrade"):
            writer.write(f"HTTP/1.1 101 Up\r\nUpgrade: {named['upgrade']}\r\nConnection: upgrade\r\n\r\n".encode())
            while line := await reader.readline():
                writer.write(line)
            return
        sent = await reader.readexactly(int(named.get("content-length", 0)))
        if self.wait:
            await self.wait.wait()
        seen = {"member": self.name, "method": method, "path": path, "headers": headers, "body": len(sent)}
        body = json.dumps(seen).encode() if self.body is None else self.body
        lines = [f"HTTP/1.1 {self.status} Said", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + (b"" if method == "HEAD" else body))
        await writer.drain()


def header(seen, name):
    """What a member was sent in a header; none where it was not."""
    found = [value for key, value in seen["headers"] if key.lower() == name.lower()]
    assert len(found) < 2, found
    return found[0] if found else None


class Node:
    """A node of the fleet at an address of its own: an NGINX that runs what was rendered, and its resolver."""

    def __init__(self, folder: Path, address: str, name: str) -> None:
        self.name, self.address = name, address
        self.http_port, self.https_port = free_port(), free_port()
        self.place = Place(
            folder=folder,
            binary=nginx_binary(),
            resolver=f"127.0.0.1:{free_port()}",
            listen=(f"{address}:{self.http_port}",),
            user="root" if os.geteuid() == 0 else "",
        )
        self.files: dict = {}
        self.problems: tuple = ()
        self._process = None
        self._members = None
        self._task = None

    @property
    def document(self):
        return {
            "address": self.address,
            "listen": [self.address],
            "http_port": self.http_port,
            "https_port": self.https_port,
        }

    @property
    def http(self):
        return self.address, self.http_port

    @property
    def https(self):
        return self.address, self.https_port

    def get(self, path="/", **more):
        return ask(self.https if more.get("tls") else self.http, path, **more)

    def log(self):
        return self.place.access_log.read_text().splitlines()

    def write(self, state, around=None, more=()):
        """Render everything and make it the generation that runs."""
        around = around or Surroundings()
        rendered = render_node(state, self.name, around)
        self.problems = rendered.problems
        self.write_files({**rendered.files, **_pages(rendered.page_sets), **dict(more)})

    def write_files(self, named):
        self.files = named
        make_folders(self.place)
        generations = Generations(self.place.folder)
        data = {name: text if isinstance(text, bytes) else text.encode() for name, text in self.files.items()}
        files = {name: generations.blobs.put(content) for name, content in data.items()}
        generations.point(generations.build(Manifest(files=files).digest, files, frame(self.place)))

    def tested(self):
        """What `nginx -t` says: whether it passed, and its words."""
        done = subprocess.run(
            [self.place.binary, "-p", self.place.live, "-c", "nginx.conf", "-t"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode == 0, done.stderr

    async def start(self, state, around=None, more=()):
        self.write(state, around, more)
        await self._resolve(state, around or Surroundings())
        remove_stale_socket(self.place.control_socket)
        self._process = subprocess.Popen(  # noqa: ASYNC220 - it returns at once
            [self.place.binary, "-p", self.place.live, "-c", "nginx.conf", "-g", "daemon off;"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        await until(self._is_up)

    async def _resolve(self, state, around):
        host, port = self.place.resolver_address
        self._members = Members(
            listen=(host, port), kept=self.place.folder / "members", clock=lambda: 1000.0, chance=lambda: 0.5
        )
        self._members.set(upstreams_of(state, self.name, around))
        self._task = asyncio.ensure_future(self._members.run())

        async def listens():
            with contextlib.suppress(OSError), contextlib.closing(socket.create_connection((host, port))):
                return True
            return False

        await until(listens)

    async def _is_up(self):
        assert self._process.poll() is None, self._process.stderr.read().decode()
        with socket.socket() as probe:
            return probe.connect_ex(self.http) == 0

    async def stop(self):
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(60)
        if self._process:
            self._process.stderr.close()
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


def _pages(sets):
    keys = (*map(str, STATUSES), *REASONS)
    return {
        f"pages/{name}/{key}.{language}.{form}": f"{name} {key} {language} {form}"
        for name in sets
        for key in keys
        for language in LANGUAGES
        for form in FORMS
    }
