"""The way of a change, whole: from the call of the API to what visitors get, with a real core, agent and NGINX.

Prints JSON; times are seconds, as median and 95th percentile. One site of a thousand is changed and deployed: until
visitors get it, until the deployment is confirmed, and which files it wrote. A member is changed: until it answers the
first request. How long NGINX takes to start with all sites. The CPU that a request costs NGINX behind Dozor's modules
and behind a plain configuration that passes requests on just so. Requests are sent meanwhile; those lost are told.
Goals: a change under 1 s, a start under 5 s, a member within 1.5 s at the median, at most 10 us of CPU, nothing lost.
"""

import json
import math
import os
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from agent.proxy.changed_sites import CONFIGURATION
from dozor.tests.proxy.fleet import Fleet, Node
from dozor.tests.proxy.load import Load
from dozor.tests.proxy.members import Members
from dozor.tests.waiting import free_port
from dozor.up.nginx import nginx_binary

SITES = 1000
CHANGES = 15
REQUESTS = 20_000
BATCH = 50
ROUNDS = 5
GOALS = {"change_seconds": 1.0, "start_seconds": 5.0, "member_seconds": 1.5, "added_cpu_microseconds": 10, "lost": 0}


def site(number: int, value: str = "") -> dict[str, Any]:
    """Return a domain that tells its members a header."""
    headers = [{"name": "X-Value", "value": value}] if value else []
    return {"names": [f"s{number}.example"], "service": f"s{number}", "nodes": ["one"], "request_headers": headers}


def service(port: int, name: str = "m") -> dict[str, Any]:
    """Return a service with one member."""
    return {"members": [{"name": name, "host": "127.0.0.1", "port": port}]}


def until(fact: Callable[[], bool]) -> float:
    """Poll until it is so; return the seconds."""
    started = time.perf_counter()
    while not fact():
        if time.perf_counter() - started > 60:
            raise TimeoutError
        time.sleep(0.01)
    return time.perf_counter() - started


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    last = sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1]
    return {"median": round(statistics.median(seconds), 3), "p95": round(last, 3)}


def change_sites(fleet: Fleet, node: Node) -> dict[str, Any]:
    """Change one site after another."""
    asked, seen, confirmed, written = [], [], [], set()
    for number in range(CHANGES):
        before, started = node.files(), time.perf_counter()
        fleet.api("PUT", f"config/domain/s{number}", site(number, "new"))
        deployment = fleet.begin()
        asked.append(time.perf_counter() - started)
        until(lambda: "X-Value" in node.get(host=f"s{number}.example").said["headers"])  # noqa: B023 - used at once
        seen.append(time.perf_counter() - started)
        until(lambda: fleet.api("GET", f"deployments/{deployment['id']}")["phase"] == "done")  # noqa: B023
        confirmed.append(time.perf_counter() - started)
        after = node.files()
        changed = {name for name in after if after[name] != before.get(name)}
        written.add(len(changed - {"generation.json", "dozor_generation.conf", CONFIGURATION}))
    times = {"saved_and_begun": asked, "seen_by_visitors": seen, "confirmed": confirmed}
    return {name: spread(each) for name, each in times.items()} | {"files_of_the_core_written": max(written)}


def change_members(fleet: Fleet, node: Node, members: Members) -> dict[str, float]:
    """Change the one member of a service to and fro."""
    ports = {name: members.start(name) for name in ("a", "b")}
    seconds = []
    for number in range(CHANGES):
        name = "ab"[number % 2]
        started = time.perf_counter()
        fleet.api("PUT", "config/service/s999", service(ports[name]))
        until(lambda: bool(node.get(host="s999.example").said["member"] == name))  # noqa: B023
        seconds.append(time.perf_counter() - started)
    return spread(seconds)


def start_nginx(node: Node) -> float:
    """Start NGINX with all sites; its configuration is looked at before, as at each start."""
    node.nginx.stop()
    started = time.perf_counter()
    node.nginx.start()

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((node.address, node.port)) == 0

    until(answers)
    return round(time.perf_counter() - started, 3)


def plain(folder: Path, port: int, member: int) -> subprocess.Popen[bytes]:
    """Run an NGINX that logs and passes requests on, without anything of Dozor's."""
    (folder / "logs").mkdir(parents=True)
    temporary = "".join(f"{name}_temp_path t_{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} worker_processes 1; pid nginx.pid; error_log logs/error.log; events {{}} http {{ {temporary}"
        f"access_log logs/access.log; upstream m {{ server 127.0.0.1:{member}; keepalive 32; }}"
        f"server {{ listen 127.0.0.1:{port}; location / {{ return 200 x; }} }} }}"
    )
    command = [str(nginx_binary()), "-p", str(folder), "-c", "nginx.conf", "-g", "daemon off;"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own words


def cpu_seconds(master: int) -> float:
    """Return what an NGINX's workers have used so far."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    ticks = [
        sum(map(int, Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()[11:13])) for each in children
    ]
    return sum(ticks) / os.sysconf("SC_CLK_TCK")


def cost(master: int, address: tuple[str, int], host: str) -> float:
    """Return the microseconds of CPU that a request costs an NGINX."""
    request = f"GET /cost HTTP/1.1\r\nHost: {host}\r\nUser-Agent: bench\r\n\r\n".encode() * BATCH
    used = cpu_seconds(master)
    for _ in range(REQUESTS // 1000):
        with socket.create_connection(address, 20) as connection, connection.makefile("rb") as answers:
            for _ in range(1000 // BATCH):
                connection.sendall(request)
                read_answers(answers, BATCH)
    return (cpu_seconds(master) - used) / REQUESTS * 1e6


def read_answers(answers: Any, count: int) -> None:
    """Read so many answers."""
    for _ in range(count):
        length = 0
        while (line := answers.readline()) not in {b"\r\n", b""}:
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        answers.read(length)


def modules(fleet: Fleet, node: Node, folder: Path, member: int) -> dict[str, float]:
    """Compare what a request costs that NGINX answers by itself, turn by turn."""
    answered = {"match": {"kind": "exact", "path": "/cost"}, "answer_status": 200}
    fleet.api("PUT", "config/domain/s998", {**site(998), "locations": [answered]})
    fleet.deploy()
    port = free_port()
    other = plain(folder, port, member)
    until((folder / "nginx.pid").exists)
    rounds = [
        (
            cost(other.pid, ("127.0.0.1", port), "plain"),
            cost(node.nginx.process.pid, (node.address, node.port), "s998.example"),
        )
        for _ in range(ROUNDS)
    ]
    other.terminate()
    other.wait(20)
    plainly, ours = (statistics.median(each) for each in zip(*rounds, strict=True))
    return {"plain": round(plainly, 1), "behind_dozor": round(ours, 1), "added": round(ours - plainly, 1)}


def measure(folder: Path) -> dict[str, Any]:
    """Run everything and return the figures."""
    members, fleet = Members(), Fleet.at(folder, 18200)
    try:
        fleet.start_core()
        node = fleet.add_node("one", "127.0.1.9", free_port(), free_port())
        member = members.start("m")
        declared = {
            "services": {f"s{number}": service(member) for number in range(SITES)},
            "domains": {f"s{number}": site(number) for number in range(SITES)},
        }
        fleet.api("POST", "config/apply", {"text": json.dumps(declared)})
        started = time.perf_counter()
        fleet.deploy()
        first = round(time.perf_counter() - started, 3)
        until(lambda: node.get(host="s997.example").status == 200)
        with Load(node, kept=2, fresh=1, host="s997.example") as load:
            changes = change_sites(fleet, node)
            member_seconds = change_members(fleet, node, members)
        return {
            "sites": SITES,
            "first_deployment_seconds": first,
            "change_seconds": changes,
            "member_seconds": member_seconds,
            "requests": sum(load.done.values()),
            "lost": dict(load.failures) or 0,
            "start_seconds": start_nginx(node),
            "cpu_microseconds_a_request": modules(fleet, node, folder / "plain", member),
            "goals": GOALS,
        }
    finally:
        fleet.stop()
        members.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="dozor-proxy-") as name:
        print(json.dumps(measure(Path(name))))  # noqa: T201
