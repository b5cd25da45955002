"""What the agent costs at 5,000 lines a second, everything included: a real process, a real log, a core that counts.

Prints JSON: the agent's share of one core over 30 s, its memory, and whether every line arrived. Goals: 2 % and 60 MB.
"""

import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec
import zstandard

from agent.contract.wire import MSGPACK, Reply, Report
from bench.generate import lines

LINES_PER_SECOND = 5_000
SECONDS = int(os.environ.get("DOZOR_BENCH_SECONDS", "30"))
WARM_UP_SECONDS = 5
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class CountingCore:
    """Takes reports and adds their lines up."""

    lines: int = 0
    rows: int = 0
    reports: int = 0
    body_bytes: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it closes."""
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                body = await reader.readexactly(length)
                is_report = b"/agent/reports " in head
                writer.write(self._answer(body) if is_report else b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    def _answer(self, body: bytes) -> bytes:
        report = msgspec.msgpack.decode(zstandard.decompress(body), type=Report)
        self.lines += report.counters.lines
        self.rows += report.aggregates.rows
        self.reports += 1
        self.body_bytes += len(body)
        answer = msgspec.msgpack.encode(Reply(sequence=report.sequence, hash_seed=7))
        return f"HTTP/1.1 200 OK\r\nContent-Type: {MSGPACK}\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer


def cpu_seconds(process: int) -> float:
    """Return the CPU time that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def memory_mb(process: int, name: str) -> float:
    """Return a field of the process's status, in megabytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return round(int(status.split(f"{name}:")[1].split()[0]) / 1024, 1)


async def write(log: Path, pieces: list[bytes]) -> None:
    """Append a tenth of a second's lines ten times a second, by the clock."""
    start = time.monotonic()
    with log.open("ab", buffering=0) as file:
        for number, piece in enumerate(pieces, start=1):
            file.write(piece)
            await asyncio.sleep(max(0.0, start + number / 10 - time.monotonic()))


def environment(folder: Path, log: Path, port: int) -> dict[str, str]:
    """Return the settings of the measured agent."""
    return {
        **os.environ,
        "DOZOR_CORE_URL": f"http://127.0.0.1:{port}",
        "DOZOR_NODE_ID": "bench",
        "DOZOR_NODE_KEY": "bench",
        "DOZOR_LOGS": str(log),
        "DOZOR_STATE_DIR": str(folder / "state"),
    }


async def measure(folder: Path) -> dict[str, object]:
    """Run the agent against the writer and return the figures."""
    core = CountingCore()
    server = await asyncio.start_server(core.serve, "127.0.0.1", 0)
    log = folder / "access.log"
    text = lines((SECONDS + WARM_UP_SECONDS) * LINES_PER_SECOND)
    encoded = (line if line.endswith("\n") else line + "\n" for line in text)
    pieces = [
        "".join(piece).encode("utf-8", "surrogateescape")
        for piece in iter(lambda: list(islice(encoded, LINES_PER_SECOND // 10)), [])
    ]
    log.touch()
    agent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dozor", "agent"),
        env=environment(folder, log, server.sockets[0].getsockname()[1]),
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await write(log, pieces[: WARM_UP_SECONDS * 10])
        before = cpu_seconds(agent.pid), time.monotonic()
        await write(log, pieces[WARM_UP_SECONDS * 10 :])
        share = (cpu_seconds(agent.pid) - before[0]) / (time.monotonic() - before[1])
        memory = {"rss_mb": memory_mb(agent.pid, "VmRSS"), "rss_peak_mb": memory_mb(agent.pid, "VmHWM")}
    finally:
        agent.terminate()
        await agent.wait()
        server.close()
    written = sum(1 for piece in pieces for line in piece.split(b"\n") if line)  # the log has some empty lines
    return {
        "lines_per_second": LINES_PER_SECOND,
        "seconds": SECONDS,
        "cpu_share_of_one_core": round(share, 4),
        "goal_cpu_share": 0.02,
        **memory,
        "goal_rss_mb": 60,
        "lines_written": written,
        "lines_reported": core.lines,
        "reports": core.reports,
        "rows_per_report": round(core.rows / max(core.reports, 1)),
        "kilobytes_per_report": round(core.body_bytes / 1024 / max(core.reports, 1), 1),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="dozor-agent-") as name:
        print(json.dumps(asyncio.run(measure(Path(name)))))  # noqa: T201
