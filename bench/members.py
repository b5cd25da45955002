"""How soon a change of members is seen by NGINX: from `Members.set` to the first request that the new member answers.

Prints JSON: the median and the 95th percentile of 50 changes in seconds, NGINX never reloaded; requests lost meanwhile;
and what an answer of the resolver costs in CPU without the socket. Goal: 1.5 s at the
median, from the call of the API; what is measured here is the node's part.
"""

import asyncio
import json
import os
import random
import socket
import statistics
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from agent.connection import Connection, Target
from agent.contract.proxy import Member, Upstream
from agent.proxy.members.directory import Seat
from agent.proxy.members.members import Members
from agent.proxy.members.resolver import Resolver
from dozor.up.nginx import nginx_binary

CHANGES = 50
POLL_SECONDS = 0.01
ANSWERS = 100_000


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def start_member() -> tuple[asyncio.Server, int]:
    """Start a server that answers with its own port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                body = str(writer.get_extra_info("sockname")[1]).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        except (OSError, EOFError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


def configure(folder: Path, port: int, resolver: int) -> None:
    """Write an NGINX whose one upstream asks the resolver."""
    (folder / "logs").mkdir()
    temporary = "".join(
        f"{name}_temp_path temp_{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} worker_processes 2; pid nginx.pid; error_log logs/error.log; events {{ worker_connections 256; }}"
        f"http {{ {temporary} access_log off; resolver 127.0.0.1:{resolver}; resolver_timeout 1s;"
        f"upstream shop {{ zone shop 256k; server main.shop.dozor.internal service=http resolve; keepalive 8; }}"
        f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://shop; }} }} }}"
    )


def upstream(port: int) -> Upstream:
    """Return the service with one member."""
    return Upstream(name="shop", members=[Member(id=str(port), group="main", host="127.0.0.1", port=port)])


async def reach(connection: Connection, port: int) -> tuple[float, int]:
    """Ask until this member answers; return the seconds that it took, and the answers that were errors."""
    start, lost = time.perf_counter(), 0
    while True:
        answer = await connection.request("GET", "/", within=10)
        if answer.body == str(port).encode():
            return time.perf_counter() - start, lost
        lost += answer.status != 200
        await asyncio.sleep(POLL_SECONDS)


async def changes(members: Members, port: int) -> list[tuple[float, int]]:
    """Change to and fro between two members, at any moment of NGINX's second."""
    (first, one), (second, other) = await start_member(), await start_member()
    connection = Connection(Target(host="127.0.0.1", port=port))
    chance = random.Random(11)  # noqa: S311 - the same moments each time
    members.set([upstream(one)])
    await reach(connection, one)
    figures = []
    for number in range(CHANGES):
        await asyncio.sleep(chance.random())
        target = (other, one)[number % 2]
        members.set([upstream(target)])
        figures.append(await reach(connection, target))
    connection.close()
    first.close()
    second.close()
    return figures


async def measure(folder: Path) -> dict[str, object]:
    """Run the parts and return the figures."""
    port, resolver = free_port(), free_port()
    configure(folder, port, resolver)
    members = Members(
        listen=("127.0.0.1", resolver), kept=folder / "members", clock=time.monotonic, chance=random.random
    )
    running = asyncio.ensure_future(members.run())
    await asyncio.sleep(0.1)
    with subprocess.Popen([nginx_binary(), "-p", folder, "-c", "nginx.conf", "-g", "daemon off;"]) as nginx:  # noqa: ASYNC220, S603 - our own
        try:
            await asyncio.sleep(0.5)
            seconds, lost = zip(*await changes(members, port), strict=True)
        finally:
            nginx.terminate()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return {
        "changes": CHANGES,
        "median_seconds": round(statistics.median(seconds), 3),
        "p95_seconds": round(statistics.quantiles(seconds, n=20)[-1], 3),
        "goal_median_seconds": 1.5,
        "requests_lost": sum(lost),
        **answering(),
    }


def answering() -> dict[str, object]:
    """Measure the resolver alone: a service of two members, as it is written out first, and as it is kept."""
    resolver = Resolver("127.0.0.1", 0)
    told = {"shop": {"main": (Seat("10.0.0.1", 8080, 1), Seat("10.0.0.2", 8080, 1))}}
    labels = ("_http", "_tcp", "main", "shop", "dozor", "internal")
    name = b"".join(bytes([len(label)]) + label.encode() for label in labels)
    query = struct.pack(">6H", 7, 0x0100, 1, 0, 0, 0) + name + struct.pack(">BHH", 0, 33, 1)
    kept = _cpu_us(lambda: resolver.answer(query))

    def fresh() -> None:
        resolver.tell(told)
        resolver.answer(query)

    return {"answer_us": round(kept, 2), "first_answer_us": round(_cpu_us(fresh), 2)}


def _cpu_us(work: Callable[[], object]) -> float:
    start = time.process_time()
    for _ in range(ANSWERS):
        work()
    return (time.process_time() - start) / ANSWERS * 1e6


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="dozor-members-") as name:
        print(json.dumps(asyncio.run(measure(Path(name)))))  # noqa: T201
