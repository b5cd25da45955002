"""A real NGINX that asks a real `Members` who serves, and servers that say who they are."""

import asyncio
import contextlib
import os
import random
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from agent.connection import Connection, Target
from agent.contract.proxy import HealthCheck, Member, Upstream
from agent.proxy.members.members import Members
from dozor.tests.waiting import free_port, until
from dozor.up.nginx import nginx_binary

METHODS = {
    "plain": "",
    "least": "least_conn;",
    "byip": "ip_hash;",
    "bykey": "hash $arg_key consistent;",
    "two": "random two;",
    "sticky": "sticky cookie dozor_member path=/;",
}
"""An upstream each, at a path of its name."""


@dataclass
class Server:
    """A service's member: it says its name, and at other paths what a member may do."""

    name: str
    address: str = "127.0.0.1"
    status: int = 200
    requests: int = 0
    open_requests: int = 0
    _server: asyncio.Server | None = None
    _writers: set = field(default_factory=set)

    async def start(self):
        self._server = await asyncio.start_server(self.serve, self.address, 0)
        return self

    @property
    def port(self):
        return self._server.sockets[0].getsockname()[1]

    def member(self, *, group="main", **more):
        return Member(id=self.name, group=group, host=self.address, port=self.port, **more)

    def close(self):
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def serve(self, reader, writer):
        self._writers.add(writer)
        with contextlib.suppress(EOFError, OSError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.open_requests += 1
                try:
                    await self._answer(head, reader, writer)
                finally:
                    self.open_requests -= 1
        self._writers.discard(writer)
        writer.close()

    async def _answer(self, head, reader, writer):
        path = head.split(" ")[1].partition("?")[0]
        if path.endswith("/echo"):
            writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n")
            while line := await reader.readline():
                writer.write(self.name.encode() + b" " + line)
        elif path.endswith("/long"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 400000\r\n\r\n")
            for _ in range(400):
                writer.write(b"x" * 1000)
                await writer.drain()
                await asyncio.sleep(0.01)
        else:
            self.requests += 1
            body = self.name.encode()
            writer.write(b"HTTP/1.1 %d Said\r\nContent-Length: %d\r\n\r\n%b" % (self.status, len(body), body))
        await writer.drain()


class RunningMembers:
    """A `Members` that runs, and can be stopped and started as an agent is."""

    def __init__(self, folder, **more):
        self.port = free_port()
        self.kept = folder / "members"
        self._more = more
        self._task = None
        self.members = None

    async def start(self):
        self.members = Members(
            listen=("127.0.0.1", self.port),
            kept=self.kept,
            clock=lambda: 1000.0,
            chance=random.Random(4).random,
            **self._more,
        )
        self._task = asyncio.ensure_future(self.members.run())
        await until(self.listens)
        return self.members

    def listens(self):
        with contextlib.suppress(OSError), contextlib.closing(socket.create_connection(("127.0.0.1", self.port))):
            return True
        return False

    async def stop(self):
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._task = None


@dataclass
class RealNginx:
    """An NGINX with an upstream for each balancing method, all of whose members come from the resolver."""

    folder: Path
    port: int
    process: subprocess.Popen | None = None

    async def start(self):
        self.process = subprocess.Popen(  # noqa: ASYNC220 - it returns at once
            [nginx_binary(), "-p", self.folder, "-c", "nginx.conf", "-g", "daemon off;"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        await until(self._answers)

    def _answers(self):
        assert self.process.poll() is None, (self.folder / "logs/error.log").read_text()
        with contextlib.suppress(OSError), contextlib.closing(socket.create_connection(("127.0.0.1", self.port))):
            return True
        return False

    def stop(self):
        self.process.terminate()
        self.process.wait(60)

    async def get(self, path="/plain/", **headers):
        """Return the status, the headers and the body of a request on a connection of its own."""
        connection = Connection(Target(host="127.0.0.1", port=self.port))
        try:
            answer = await connection.request("GET", path, headers=headers, within=60)
        finally:
            connection.close()
        return answer.status, answer.headers, answer.body.decode()

    async def names(self, path="/plain/", *, requests=12):
        """Return who answered how often."""
        answers = [(await self.get(path))[::2] for _ in range(requests)]
        return {name: answers.count((200, name)) for name in {body if ok == 200 else str(ok) for ok, body in answers}}

    async def addresses(self, *, requests):
        """Return the members' addresses that were asked."""
        return {(await self.get())[1]["x-member"] for _ in range(requests)}

    async def by_key(self):
        """Return who answers for each of some keys of the consistent hash."""
        return {key: (await self.get(f"/bykey/?key={key}"))[2] for key in range(60)}

    async def reaches_by_key(self, names):
        return set((await self.by_key()).values()) == set(names)

    async def reaches(self, names, path="/plain/"):
        """Whether exactly these answer."""
        return (await self.names(path)).keys() == set(names)


def configuration(port, resolver_port):
    temporary = "".join(
        f"{name}_temp_path temp_{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    upstreams = "".join(
        f"upstream dozor_{name} {{ zone dozor_{name} 256k; {method} server main.{name}.dozor.internal"
        f" service=http resolve;"
        f" server spare.{name}.dozor.internal service=http resolve {spare(name)}; keepalive 8; }}\n"
        for name, method in METHODS.items()
    )
    locations = "".join(f"location /{name}/ {{ proxy_pass http://dozor_{name}; }}\n" for name in METHODS)
    return (
        f"{user} worker_processes 2; pid nginx.pid; error_log logs/error.log; events {{ worker_connections 1024; }}"
        f"http {{ {temporary} access_log off; keepalive_requests 1000000; resolver_timeout 1s;"
        f"resolver 127.0.0.1:{resolver_port};"
        f"proxy_http_version 1.1; proxy_set_header Connection $connection_out; proxy_set_header Upgrade $http_upgrade;"
        f"add_header X-Member $upstream_addr always;"
        f"map $http_upgrade $connection_out {{ default upgrade; '' ''; }}"
        f"{upstreams} server {{ listen 127.0.0.1:{port}; {locations} }} }}"
    )


def spare(name):
    """NGINX has no spare servers with these methods."""
    return "" if name in {"byip", "bykey", "two"} else "backup"


def upstream(name, *members, health=None):
    return Upstream(name=name, members=list(members), health=health)


def quick_check(**more):
    return HealthCheck(**{"interval_seconds": 0.1, "timeout_seconds": 1.0, "rise": 2, "fall": 2, **more})
