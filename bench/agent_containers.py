"""What the agent costs beside 50 containers that it measures once a second: a real process and a real Docker engine.

The containers do a little and say a little. Prints JSON: the agent's share of one core over 30 s and its memory, what
it reports of how many containers, and what the engine takes for telling it. Goals: 3 % and 80 MB. Needs root, `dockerd`
and a static `busybox`.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import zstandard

from agent.contract.inventory import Inventory
from agent.contract.metrics import unpack_names
from agent.contract.wire import MSGPACK, Reply, Report
from agent.docker.tests.real_engine import IMAGE, RealEngine, new_engine
from bench.agent import SECONDS, cpu_seconds, environment, memory_mb

CONTAINERS = 50
WARM_UP_SECONDS = 20
QUESTIONS_SECONDS = 20.0
WORK = "while :; do echo a line of some sixty letters, as programs write them; sleep 1; done"


@dataclass
class Core:
    """Takes reports and inventories, and asks nothing."""

    reports: int = 0
    report_bytes: int = 0
    series: int = 0
    measured: set[str] = field(default_factory=set)
    inventory: Inventory = field(default_factory=Inventory)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it closes."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = int(head.lower().partition("content-length: ")[2].partition("\r\n")[0] or 0)
                writer.write(await self._answer(head.split(" ")[1], await reader.readexactly(length)))
        writer.close()

    async def _answer(self, path: str, body: bytes) -> bytes:
        answer = b""
        if path.startswith("/api/v1/agent/questions"):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), QUESTIONS_SECONDS)
            answer = msgspec.msgpack.encode([])
        elif path == "/api/v1/agent/inventory":
            self.inventory = msgspec.msgpack.decode(zstandard.decompress(body), type=Inventory)
        else:
            answer = self._count(body)
        return f"HTTP/1.1 200 OK\r\nContent-Type: {MSGPACK}\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer

    def _count(self, body: bytes) -> bytes:
        report = msgspec.msgpack.decode(zstandard.decompress(body), type=Report)
        self.reports += 1
        self.report_bytes += len(body)
        if report.metrics:
            names = unpack_names(report.metrics.names)
            self.series = max(self.series, len(names))  # the last report, at the agent's end, has none of containers
            self.measured |= {name.entity for name in names if name.kind == "container" and name.metric == "cpu_share"}
        return msgspec.msgpack.encode(Reply(sequence=report.sequence, hash_seed=7))


async def measure(folder: Path, engine: RealEngine) -> dict[str, object]:
    """Run the agent beside the engine and return the figures."""
    core = Core()
    server = await asyncio.start_server(core.serve, "127.0.0.1", 0)
    log = folder / "access.log"
    log.touch()
    settings = environment(folder, log, server.sockets[0].getsockname()[1]) | {"DOZOR_DOCKER": str(engine.socket)}
    agent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dozor", "agent"), env=settings, stderr=asyncio.subprocess.DEVNULL
    )
    dockerd = int((engine.folder / "pid").read_text())
    try:
        await asyncio.sleep(WARM_UP_SECONDS)
        before = cpu_seconds(agent.pid), cpu_seconds(dockerd), time.monotonic(), core.reports, core.report_bytes
        await asyncio.sleep(SECONDS)
        passed, reports = time.monotonic() - before[2], max(core.reports - before[3], 1)
        figures = {
            "cpu_share_of_one_core": round((cpu_seconds(agent.pid) - before[0]) / passed, 4),
            "rss_mb": memory_mb(agent.pid, "VmRSS"),
            "rss_peak_mb": memory_mb(agent.pid, "VmHWM"),
            "engine_cpu_share_of_one_core": round((cpu_seconds(dockerd) - before[1]) / passed, 4),
            "kilobytes_per_report": round((core.report_bytes - before[4]) / 1024 / reports, 1),
            "containers_measured": len(core.measured),
            "containers_in_inventory": len(core.inventory.containers),
            "series": core.series,
        }
    finally:
        core.closing.set()
        agent.terminate()
        await agent.wait()
        server.close()
    return {
        "containers": CONTAINERS,
        "seconds": SECONDS,
        **figures,
        "goal_cpu_share": 0.03,
        "goal_rss_mb": 80,
    }


def main() -> None:
    """Start the engine and its containers, and print the figures."""
    with tempfile.TemporaryDirectory(prefix="dozor-containers-") as name:
        folder = Path(name) / "engine"
        folder.mkdir()
        engine = new_engine(folder)
        try:
            for number in range(CONTAINERS):
                engine.run("run", "-d", "--init=false", "--name", f"busy-{number:02}", IMAGE, "sh", "-c", WORK)
            print(json.dumps(asyncio.run(measure(Path(name), engine))))  # noqa: T201
        finally:
            engine.discard()


if __name__ == "__main__":
    main()
