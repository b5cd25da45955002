"""NGINX processes for tests: one that runs what the core renders, and one that runs any configuration."""

import contextlib
import http.client
import re
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from agent.proxy.frame import frame, generation_text
from agent.proxy.place import Place
from core.server.proxy.pages.rendering import page_files
from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.node import render_node, upstreams_of
from dozor.up.nginx import nginx_binary

_MEMBERS = re.compile(r"server (?P<group>[a-z0-9-]+)\.(?P<name>[a-z0-9-]+)\.dozor\.internal service=http resolve ?")
_NOBODY = "server 127.255.255.254:1"


@dataclass
class Answer:
    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


def ask(port, host, path, *, method="GET", headers=None, source="127.0.0.1"):
    """Return what an NGINX on loopback answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    with contextlib.closing(connection):
        connection.putrequest(method, path, skip_host=True)
        for name, value in {"Host": host, **(headers or {})}.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return Answer(
            response.status, response.read().decode("latin-1"), {k.lower(): v for k, v in response.getheaders()}
        )


@contextlib.contextmanager
def running(folder, configuration="nginx.conf", *, ports=()):
    """Run NGINX on a configuration until the block ends."""
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    command = [nginx_binary(), "-p", folder, "-c", configuration, "-e", "logs/error.log"]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, timeout=60, check=False)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not all(_is_open(port) for port in ports):
            assert process.poll() is None, (folder / "logs" / "error.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        yield
    finally:
        process.terminate()
        process.wait(60)


def write_node(folder: Path, state, node, *, around=None):
    """Write a node's whole generation as agent and core make it; members stand in it by their addresses."""
    around = around or Surroundings(certificates=dict.fromkeys(state.certificates, False))
    place = Place(folder=folder, listen=("127.0.0.1:1",), authorities=Path("/dev/null"))
    rendered = render_node(state, node, around)
    assert not rendered.problems
    members = {each.name: each.members for each in upstreams_of(state, node, around)}
    files = {**frame(place), **rendered.files, "dozor_generation.conf": generation_text("t", "0" * 64)}
    for name in rendered.page_sets:
        files.update({path: text.decode() for path, text in page_files(state, name).items()})
    for name, text in files.items():
        target = place.live / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_placed(text, members))
    for name in ("run", "logs", "cache", "acme", "temp", "state", "live/logs"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return place.live


def _placed(text, members):
    def lines(line):
        found = _MEMBERS.search(line)
        if not found:
            return [line]
        rest = line[found.end() :]
        there = [each for each in members[found["name"]] if each.group == found["group"] and not each.draining]
        places = [f"server {each.host}:{each.port} weight={each.weight}" for each in there]
        return [f"{place} {rest}" for place in places or ([_NOBODY] if found["group"] == "all" else [])]

    return "\n".join(each for line in text.split("\n") for each in lines(line))


def _is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
