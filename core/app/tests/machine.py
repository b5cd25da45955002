"""A node with a real Docker engine that reports to the Dozor of the tests."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from agent.docker.tests.real_engine import IMAGE, RealEngine
from dozor.tests.proxy.fleet import Program
from dozor.tests.running import Running, wait_until

NAME = "rack-02"


@dataclass(frozen=True)
class Machine:
    """The node, its engine, and the Dozor that it reports to."""

    id: str
    dozor: Running
    engine: RealEngine
    agent: Program

    def start(self, name: str, script: str, *options: str) -> str:
        """Start a container that runs a script; return the name of its log once it is known."""
        self.engine.run("run", "-d", "--name", name, *options, IMAGE, "sh", "-c", script)
        source = f"{NAME}/container:{name}"
        wait_until(lambda: source in {each["source"] for each in self.dozor.api("GET", "logs/sources")}, 60)
        return source

    def remove(self, name: str) -> None:
        self.engine.run("rm", "-f", name, check=False)

    def inspect(self, name: str) -> Any:
        return self.engine.inspect(name)

    def image(self, name: str) -> str:
        """Return the image of a container, "" while there is none: one that is made anew is away for a moment."""
        done = self.engine.run("inspect", "--format", "{{.Image}}", name, check=False)
        return done.stdout.decode().strip() if done.returncode == 0 else ""


@contextmanager
def new_machine(dozor: Running, engine: RealEngine, folder: Path) -> Iterator[Machine]:
    """Start its agent, for as long as the body runs; its node is deleted then, and the engine has no containers."""
    made = dozor.api("POST", "nodes", {"name": NAME})
    environment = {
        **os.environ,
        "DOZOR_CORE_URL": dozor.core_url,
        "DOZOR_NODE_ID": made["node"]["id"],
        "DOZOR_NODE_KEY": made["key"],
        "DOZOR_STATE_DIR": str(folder / "state"),
        "DOZOR_LOGS": str(folder / "access.log"),
        "DOZOR_DOCKER": str(engine.socket),
    }
    agent = Program(folder / "agent.log", (sys.executable, "-m", "dozor", "agent"), environment)
    agent.start()
    try:
        wait_until(lambda: dozor.api("GET", f"nodes/{made['node']['id']}")["state"] == "ok", 60)
        yield Machine(made["node"]["id"], dozor, engine, agent)
    finally:
        agent.stop()
        dozor.api("DELETE", f"nodes/{made['node']['id']}")
        engine.remove_all()


def logs_of(*sources: str, **filters: Any) -> str:
    """Return the address of the page that reads these logs."""
    asked = {"source": list(sources), **filters}
    return "/logs?" + "&".join(f"{name}={_quoted(value)}" for name, value in asked.items())


def _quoted(value: Any) -> str:
    return quote(value if isinstance(value, str) else json.dumps(value))
