"""Inside a real engine's network: a real NGINX that asks the node's members, and the keeper of replicas."""

import asyncio
import contextlib
import itertools
import os
import random
import re
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

from agent.containers.replicas.keeper import ReplicaKeeper
from agent.contract.proxy import HealthCheck, Member, Order, Replicas, Upstream
from agent.docker.watch import Watch
from agent.host.roots import Roots
from agent.proxy.members.members import Members
from agent.proxy.members.tests.acting import free_port

APP = """
busybox mkdir -p /www/cgi-bin
read host < /etc/hostname
seq 2000 | while read n; do echo $host; done > /www/index.html
echo '#!/bin/sh
echo; echo begun; sleep 4; echo ended' > /www/cgi-bin/slow
busybox chmod +x /www/cgi-bin/slow
exec httpd -f -p 8080 -h /www
"""
"""Answers with its own name, two thousand times; and at /cgi-bin/slow for four seconds."""

LINES = 2000
NAME = re.compile(r"[0-9a-f]{12}")


def configuration(port, resolver_port):
    """NGINX's: one site, whose members come from the resolver."""
    temporary = "".join(
        f"{name}_temp_path temp_{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    return (
        f"{user} worker_processes 2; pid nginx.pid; error_log logs/error.log; events {{ worker_connections 1024; }}"
        f"http {{ {temporary} access_log off; keepalive_requests 1000000; resolver_timeout 1s;"
        f"resolver 127.0.0.1:{resolver_port}; proxy_http_version 1.1; proxy_set_header Connection '';"
        f"upstream dozor_shop {{ zone dozor_shop 256k; server main.shop.dozor.internal service=http resolve;"
        f" keepalive 8; }}"
        f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://dozor_shop; }} }} }}"
    )


def order(wanted, *, version=1, health=None, **more):
    """What the core wants: the template and so many besides it."""
    members = [Member(id="web", group="main", container="web", port=8080)]
    entry = {"service": "shop", "upstream": "shop", "template": "web", "port": 8080, "drain_seconds": 20.0, **more}
    return Order(
        version=version,
        upstreams=[Upstream(name="shop", members=members, health=health)],
        replicas=[] if wanted is None else [Replicas(wanted=wanted, **entry)],
    )


def quick_check(**more):
    return HealthCheck(**{"interval_seconds": 0.2, "timeout_seconds": 2.0, "rise": 1, "fall": 2, **more})


class Node:
    """What an agent has of replicas, which can be killed and started again."""

    def __init__(self, socket: Path, folder: Path, *, most=50, permitted=True):
        self.socket, self.folder = socket, folder
        self.more = {"most": most, "permitted": permitted}
        self.port = free_port()
        self.versions = itertools.count(1)
        self.work = []

    def start(self):
        self.watch = Watch(self.socket, lambda: 0.0)
        self.members = Members(
            listen=("127.0.0.1", self.port),
            kept=self.folder / "members",
            clock=now,
            chance=random.Random(4).random,
            docker_socket=self.socket,
        )
        self.keeper = ReplicaKeeper(
            self.watch,
            Roots(),
            self.folder / "replicas",
            join=self.members.join,
            states=self.members.states,
            clock=now,
            steady=time.monotonic,
            **self.more,
        )
        self.work = [asyncio.ensure_future(part.run()) for part in (self.watch, self.members, self.keeper)]

    async def kill(self):
        """Stop it wherever it is; nothing is put right."""
        for each in self.work:
            each.cancel()
        for each in self.work:
            with contextlib.suppress(asyncio.CancelledError):
                await each
        self.work = []

    def obey(self, wanted, **more):
        wish = order(wanted, version=next(self.versions), **more)
        self.members.set(wish.upstreams)
        self.keeper.obey(wish)

    @property
    def states(self):
        return self.keeper.inventory().replicas

    @property
    def state(self):
        (state,) = self.states
        return state

    @property
    def counts(self):
        found = [(each.ready, each.starting, each.draining) for each in self.states]
        return found[0] if found else None


def now():
    return time.time()  # noqa: TID251 - the real clock of a real agent


class Visitors:
    """Ask on and on, and count who answered; whatever is not a whole answer of one container is a failure."""

    def __init__(self, port):
        self.port = port
        self.answers = Counter()
        self.failures = []
        self._stop = asyncio.Event()

    async def run(self):
        while not self._stop.is_set():
            try:
                async with asyncio.timeout(60):
                    await self._ask()
            except (OSError, EOFError, TimeoutError, ValueError) as error:
                self.failures.append(repr(error))
            await asyncio.sleep(0.03)

    def stop(self):
        self._stop.set()

    async def _ask(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(b"GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n")
            head, _, body = (await reader.read(-1)).decode().partition("\r\n\r\n")
        finally:
            writer.close()
        names = body.split()
        if " 200 " not in head or len(names) != LINES or len(set(names)) != 1 or not NAME.fullmatch(names[0]):
            raise ValueError(head[:40], len(names))
        self.answers[names[0]] += 1


class Wrk:
    """The load generator, until its result is asked for."""

    def __init__(self, port):
        command = ["nice", "wrk", "-t1", "-c2", "-d100", f"http://127.0.0.1:{port}/"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def result(self):
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=60)
        assert self.process.returncode == 0
        return int(re.search(r"(\d+) requests in", said)[1]), re.findall(r"Socket errors.*|Non-2xx.*", said)
