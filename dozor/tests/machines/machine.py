"""A node with a real Docker engine, whose agent reaches the core through the router's NGINX, as people do."""

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from typer.testing import CliRunner

from agent.docker.tests.real_engine import RealEngine
from dozor.cli import app
from dozor.tests.proxy.fleet import Fleet, Program
from dozor.tests.running import wait_until
from dozor.tests.waiting import free_port

UNBUFFERED = {"match": {"path": "/api/v1/agent/"}, "buffer_requests": False, "body_kib": 1 << 30}
"""What docs/operations.md has the router do with answers of nodes."""


@dataclass
class Machine:
    """The node, its engine, and a core that is spoken to through the router at `url`."""

    name: str
    fleet: Fleet
    engine: RealEngine
    url: str
    files: Path

    def run(self, *words):
        """Run `dozor`, and return what came of it."""
        return CliRunner().invoke(app, [*words, *self._where])

    @contextmanager
    def running(self, *words):
        """Run `dozor` beside the test: its lines come out as it writes them."""
        command = [sys.executable, "-m", "dozor", *words, *self._where]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield process.stdout
            finally:
                process.terminate()

    @contextmanager
    def followed(self, source):
        """Follow a log by the API: its lines that say something."""
        token = (self.fleet.layout.core / "local-token").read_text().strip()
        query, headers = {"source": source, "follow": "true"}, {"Authorization": f"Bearer {token}"}
        with httpx.stream("GET", f"{self.url}/api/v1/logs", params=query, headers=headers, timeout=60) as answer:
            yield filter(None, answer.iter_lines())

    def state(self, name):
        """Return how a container is, as the API has it; None where it is not there."""
        found = {each["name"]: each["state"] for each in self.fleet.api("GET", "containers")["items"]}
        return found.get(name)

    def sources(self):
        """Return the names by which logs are read."""
        return {each["source"] for each in self.fleet.api("GET", "logs/sources")}

    @property
    def _where(self):
        return ["--url", self.url, "--data", str(self.fleet.layout.core)]


@contextmanager
def new_machine(folder, engine):
    """Start all of it in a folder, for as long as the body runs."""
    for name in ("fleet", "files"):
        (folder / name).mkdir()
    fleet, agent = Fleet.at(folder / "fleet", 18100), None
    try:
        fleet.start_core()
        port = free_port()
        fleet.add_node("edge", "127.0.0.1", port, free_port())
        core = {"host": "127.0.0.1", "port": int(fleet.url.rsplit(":", 1)[1])}
        fleet.api("PUT", "config/service/dozor", {"members": [{"name": "core", **core}]})
        site = {"names": ["localhost"], "service": "dozor", "nodes": ["edge"], "locations": [UNBUFFERED]}
        fleet.api("PUT", "config/domain/dozor", site)
        fleet.deploy()
        machine = Machine("one", fleet, engine, f"http://localhost:{port}", folder / "files")
        agent = _agent(machine)
        wait_until(lambda: _reports(fleet, "one"))
        yield machine
    finally:
        if agent is not None:
            agent.stop()
        fleet.stop()


def _agent(machine):
    fleet, made = machine.fleet, machine.fleet.api("POST", "nodes", {"name": machine.name})
    environment = {
        **os.environ,
        "DOZOR_CORE_URL": machine.url,
        "DOZOR_NODE_ID": made["node"]["id"],
        "DOZOR_NODE_KEY": made["key"],
        "DOZOR_STATE_DIR": str(fleet.folder / "one-state"),
        "DOZOR_LOGS": str(machine.files / "access" / "access.log"),
        "DOZOR_DOCKER": str(machine.engine.socket),
        "DOZOR_LOG_FILES": str(machine.files / "*.log"),
    }
    program = Program(fleet.layout.logs / "one.log", (sys.executable, "-m", "dozor", "agent"), environment)
    program.start()
    return program


def _reports(fleet, name):
    return any(each["name"] == name and each["state"] == "ok" for each in fleet.api("GET", "nodes"))
