"""A second node beside that of the tests' Dozor: an NGINX of its own that runs what it is told."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dozor.tests.proxy.fleet import Program
from dozor.tests.running import Running, wait_until
from dozor.tests.waiting import free_port
from dozor.up.nginx import nginx_binary

NAME = "edge-09"
SITE = "edge.example"


@dataclass(frozen=True)
class Edge:
    """The node, and the file of its site as NGINX reads it."""

    id: str
    site: Path


@contextmanager
def new_edge(dozor: Running, folder: Path) -> Iterator[Edge]:
    """Start its programs with a site deployed to it, for as long as the body runs; then all is as it was."""
    made, port = dozor.api("POST", "nodes", {"name": NAME}), free_port()
    agent, nginx = _programs(dozor, folder, made, port)
    dozor.api("PUT", f"config/node/{NAME}", {"listen": ["127.0.0.1"], "http_port": port, "https_port": free_port()})
    nginx.start()
    agent.start()
    try:
        member = [{"name": "main", "host": "127.0.0.1", "port": port}]
        dozor.api("PUT", f"config/service/{SITE}", {"members": member})
        dozor.api("PUT", f"config/domain/{SITE}", {"names": [SITE], "service": SITE, "nodes": [NAME]})
        wait_until(lambda: _state(dozor, made)["heard_at"] is not None)
        deployed = dozor.api("POST", "deployments", {})["deployment"]["id"]
        wait_until(lambda: dozor.api("GET", f"deployments/{deployed}")["phase"] == "done")
        wait_until(lambda: _state(dozor, made)["in_sync"])
        yield Edge(made["node"]["id"], folder / "nginx" / "live" / "sites" / f"{SITE}.conf")
    finally:
        agent.stop()
        nginx.stop()
        for kind, name in (("domain", SITE), ("service", SITE), ("node", NAME)):
            dozor.api("DELETE", f"config/{kind}/{name}")
        dozor.api("DELETE", f"nodes/{made['node']['id']}")
        dozor.api("POST", "deployments", {})


def _programs(dozor: Running, folder: Path, made: dict, port: int) -> tuple[Program, Program]:
    place = folder / "nginx"
    environment = {
        **os.environ,
        "DOZOR_CORE_URL": dozor.core_url,
        "DOZOR_NODE_ID": made["node"]["id"],
        "DOZOR_NODE_KEY": made["key"],
        "DOZOR_STATE_DIR": str(folder / "state"),
        "DOZOR_NGINX_FOLDER": str(place),
        "DOZOR_NGINX_BINARY": str(nginx_binary()),
        "DOZOR_NGINX_LISTEN": f"127.0.0.1:{port}",
        "DOZOR_RESOLVER": f"127.0.0.1:{free_port()}",
    }
    agent = Program(folder / "agent.log", (sys.executable, "-m", "dozor", "agent"), environment)
    command = (str(nginx_binary()), "-p", str(place / "live"), "-c", "nginx.conf", "-g", "daemon off;")
    return agent, Program(folder / "nginx.log", command, environment, (sys.executable, "-m", "agent.proxy"))


def _state(dozor: Running, made: dict) -> dict:
    return next(each for each in dozor.api("GET", "proxy/nodes") if each["id"] == made["node"]["id"])
