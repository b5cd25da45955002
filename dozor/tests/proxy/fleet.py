"""A whole fleet of real programs: the core, and nodes with an agent and an NGINX each, at addresses of their own."""

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from dozor.tests.running import wait_until
from dozor.tests.waiting import free_port
from dozor.up.layout import Layout, choose_ports
from dozor.up.nginx import nginx_binary
from dozor.up.programs import core_program

_CORE_STARTS_SECONDS = 200  # with its PostgreSQL, on a busy machine


class Program:
    """A program with its output in a file; `first` is done before each start."""

    def __init__(self, log, command, environment, first=()):
        self.log, self.command, self.environment, self.first = log, command, environment, first
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            settings = {"env": self.environment, "stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            if self.first:
                subprocess.run(self.first, check=True, **settings)
            self.process = subprocess.Popen(self.command, **settings)

    def stop(self, number=signal.SIGTERM):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
            self.process.kill()
            self.process.wait()

    def kill(self):
        self.stop(signal.SIGKILL)


@dataclass
class Answer:
    status: int
    text: str

    @property
    def said(self):
        """What a member of the tests told of itself and of what it was told."""
        return json.loads(self.text)


@dataclass
class Node:
    """A node: who it is, what runs there and where it listens."""

    id: str
    name: str
    address: str
    port: int
    folder: Path
    agent: Program
    nginx: Program

    def get(self, path="/", *, source="127.41.0.1", host="shop.example", headers=None):
        """Ask as a visitor does that comes from `source`."""
        connection = http.client.HTTPConnection(self.address, self.port, timeout=60, source_address=(source, 0))
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": host, "User-Agent": "Mozilla/5.0", **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, response.read().decode("latin-1"))

    def logged(self, path):
        """Return the addresses and services of the requests for a path in this node's log."""
        text = "".join(log.read_text() for log in sorted((self.folder / "logs").glob("access.log*")))
        lines = [line for line in text.splitlines() if f'"GET {path} HTTP' in line]
        return [(line.split(" ", 1)[0], re.findall(r'"([^"]*)"', line)[3]) for line in lines]

    def files(self):
        """Return the inodes of what NGINX runs, by name."""
        live = (self.folder / "live").resolve()
        return {str(path.relative_to(live)): path.stat().st_ino for path in live.rglob("*") if path.is_file()}


@dataclass
class Fleet:
    """The core and its nodes, told by the test over the public API."""

    folder: Path
    layout: Layout
    core: Program
    url: str
    nodes: dict[str, Node] = field(default_factory=dict)
    _client: httpx.Client | None = None

    @classmethod
    def at(cls, folder, first_port):
        layout = Layout.at(folder)
        layout.create()
        first_port += os.getpid() % 300 * 40  # suites that run beside each other choose before either listens
        ports = choose_ports(first_port, first_port + 20)
        child = core_program(layout, ports)
        core = Program(child.log, child.command, child.environment)
        return cls(folder, layout, core, f"http://127.0.0.1:{ports.core}")

    def start_core(self):
        self.core.start()
        wait_until(self._is_up, _CORE_STARTS_SECONDS)
        token = (self.layout.core / "local-token").read_text().strip()
        if self._client is not None:
            self._client.close()
        self._client = httpx.Client(base_url=self.url, timeout=60, headers={"Authorization": f"Bearer {token}"})

    def _is_up(self):
        assert self.core.process.poll() is None, f"the core ended: {self.core.log.read_text()[-2000:]}"
        try:
            return (
                httpx.get(f"{self.url}/api/v1/health", timeout=5).is_success
                and (self.layout.core / "local-token").exists()
            )
        except httpx.HTTPError:
            return False

    def api(self, method, path, body=None):
        answer = self._client.request(method, f"/api/v1/{path}", json=body)
        assert answer.is_success, (method, path, answer.status_code, answer.text[:2000])
        return answer.json() if answer.content else None

    def add_node(self, name, address, port, tls_port, *, binary=None, document=None):
        """Make a node, start its programs and say how it listens."""
        made = self.api("POST", "nodes", {"name": name})
        folder = self.folder / name
        environment = {
            **os.environ,
            "DOZOR_CORE_URL": self.url,
            "DOZOR_NODE_ID": made["node"]["id"],
            "DOZOR_NODE_KEY": made["key"],
            "DOZOR_STATE_DIR": str(self.folder / f"{name}-state"),
            "DOZOR_NGINX_FOLDER": str(folder),
            "DOZOR_NGINX_BINARY": str(binary or nginx_binary()),
            "DOZOR_NGINX_LISTEN": f"{address}:{port}",
            "DOZOR_RESOLVER": f"127.0.0.1:{free_port()}",
        }
        logs = self.layout.logs
        agent = Program(logs / f"{name}.log", (sys.executable, "-m", "dozor", "agent"), environment)
        command = (str(nginx_binary()), "-p", str(folder / "live"), "-c", "nginx.conf", "-g", "daemon off;")
        first = (sys.executable, "-m", "agent.proxy")
        nginx = Program(logs / f"{name}-nginx.log", command, environment, first)
        node = self.nodes[name] = Node(made["node"]["id"], name, address, port, folder, agent, nginx)
        spec = {"listen": [address], "address": address, "http_port": port, "https_port": tls_port, "ipv6": False}
        self.api("PUT", f"config/node/{name}", {**spec, **(document or {})})
        nginx.start()
        agent.start()
        return node

    def state(self, name):
        """Return what the core knows of a node's NGINX."""
        return next(each for each in self.api("GET", "proxy/nodes") if each["name"] == name)

    def is_in_sync(self, *names):
        return all(self.state(name)["in_sync"] for name in names or self.nodes)

    def begin(self, **options):
        """Begin a deployment and return it."""
        return self.api("POST", "deployments", options)["deployment"]

    def ended(self, deployment, seconds=60):
        """Wait for a deployment's end and return it."""

        def over():
            found = self.api("GET", f"deployments/{deployment['id']}")
            return found if found["ended_at"] else None

        return wait_until(over, seconds)

    def deploy(self, **options):
        """Deploy, and see to it that all came to an end well."""
        done = self.ended(self.begin(**options))
        assert done["phase"] == "done", done["reason"]
        wait_until(lambda: self.is_in_sync(*(part["name"] for part in done["nodes"])))
        return done

    def stop(self):
        for node in self.nodes.values():
            node.agent.stop()
            node.nginx.stop()
        self.core.stop()
        if self._client is not None:
            self._client.close()


def deadline(seconds):
    """Yield until so much time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
