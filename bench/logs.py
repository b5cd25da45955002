"""Logs on a node: a search of 1 GB of a container's lines, and a container that says 100,000 lines a second.

Prints JSON. The search is over a spool as the agent keeps it, in files that the system has in memory: MB in a
CPU-second. Of the flood, for a minute from a real Docker engine: lines said, kept and counted as dropped, how long
after the engine had a line a follower was told of it, CPU and memory of the process that keeps and follows. Once in the
engine's files, once from the engine. Goals: 500 MB; under 1 s behind; nothing dropped without being counted. Needs
root, `dockerd`, a static `busybox` and 2 GB in the temporary folder.
"""

import asyncio
import json
import random
import statistics
import tempfile
import time
from contextlib import aclosing
from pathlib import Path
from typing import Any

from agent.contract.asking import CountLogs, LogLine, ReadLogs, Skipped
from agent.docker.tests.real_engine import RealEngine, new_engine
from agent.docker.watch import Watch
from agent.logbook.counting import count_logs
from agent.logbook.keeping import Keeping
from agent.logbook.kernel import Splitter
from agent.logbook.logbook import Logbook
from agent.logbook.reading import read_logs
from agent.logbook.shelf import Shelf

SPOOL_BYTES = 1 << 30
START = 1_700_000_000
CHUNK_BYTES = 128 * 1024
ROUNDS = 3

SECONDS = 60
BURST_LINES = 10_000
SAMPLED = 50
IMAGE = "dozor-bench/loud:1"


def now() -> float:
    """Return the engine's clock."""
    return time.time()  # noqa: TID251 - compared with the engine's


def service_lines(count: int) -> bytes:
    """Return lines as a service writes them, about 120 bytes each."""
    dice = random.Random(1)  # noqa: S311 - the same lines each time
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=dice.randint(3, 9))) for _ in range(3000)]
    return "".join(
        f"2026-11-23T03:24:{dice.randint(10, 59)}.{dice.randint(100, 999)}Z {dice.choice(('INFO', 'WARN', 'DEBUG'))} "
        f"[{dice.choice(words)}] request id={dice.getrandbits(64):016x} path=/api/{dice.choice(words)} "
        f"took {dice.randint(1, 999)}ms {' '.join(dice.choices(words, k=4))}\n"
        for _ in range(count)
    ).encode()


def fill(shelf: Shelf) -> float:
    """Keep SPOOL_BYTES of one container's lines; return MB a CPU-second."""
    lines = service_lines(100_000)
    spool = shelf.open("container", "web").spool
    splitter = Splitter(framed=False, stamped=False, line_bytes=1 << 16)
    began, kept = time.process_time(), 0
    while kept < SPOOL_BYTES:
        for at in range(0, len(lines), CHUNK_BYTES):
            splitter.feed(lines[at : at + CHUNK_BYTES], int((START + kept / SPOOL_BYTES * 1000) * 1e9))
            spool.append(*splitter.take())
            kept += min(CHUNK_BYTES, len(lines) - at)
    return kept / (time.process_time() - began) / 1e6


async def rate(shelf: Shelf, question: ReadLogs | CountLogs) -> float:
    """Return how many MB of the spool an answer goes through in a CPU-second, at the median of ROUNDS."""
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        answers = read_logs(shelf, question) if isinstance(question, ReadLogs) else count_logs(shelf, question)
        async with aclosing(answers):
            async for _answer in answers:
                pass
        found.append(SPOOL_BYTES / (time.process_time() - began) / 1e6)
    return round(statistics.median(found))


async def searches(folder: Path) -> dict[str, Any]:
    """Return what it takes to look through the spool for what is not there, and to count all of it."""
    shelf = Shelf(folder, bound_bytes=SPOOL_BYTES * 2, source_bytes=SPOOL_BYTES * 2, keep_seconds=1e9)
    kept = round(fill(shelf))

    def ask(**wish: Any) -> ReadLogs:
        return ReadLogs(sources=["container:web"], within_seconds=60.0, **wish)

    questions: dict[str, ReadLogs | CountLogs] = {
        "substring": ask(search="no such text"),
        "substring without case": ask(search="no such text", ignore_case=True),
        "expression with a prefix": ask(regex=r"timeout after \d+"),
        "expression without one": ask(regex=r"(ERROR|FATAL|panic)"),
        "expression that explodes elsewhere": ask(regex=r"(x+x+)+y"),
        "field": ask(fields=["http.status=599"]),
        "level": ask(levels=["fatal"]),
        "histogram": CountLogs(sources=["container:web"], since_at=START, until_at=START + 1000, step_seconds=10),
    }
    figures = {f"{name}_mb_per_s": await rate(shelf, question) for name, question in questions.items()}
    shelf.close()
    return {"kept_mb_per_s": kept, **figures}


class Follower:
    """Follows the loud container as who looks at its page does."""

    def __init__(self, logbook: Logbook) -> None:
        self._logbook = logbook
        self.shown = self.skipped = 0
        self.behind: list[float] = []

    async def run(self) -> None:
        """Follow until cancelled."""
        async with aclosing(self._logbook.read(ReadLogs(sources=["container:loud"], follow=True, tail=1))) as answers:
            async for answer in answers:
                if isinstance(answer, LogLine):
                    self.shown += 1
                    if self.shown % SAMPLED == 0:
                        self.behind.append(now() - answer.at)
                elif isinstance(answer, Skipped):
                    self.skipped += answer.lines


async def flood(engine: RealEngine, folder: Path, root: Path) -> dict[str, Any]:
    """Return what became of the lines of a container that says 100,000 a second."""
    watch = Watch(engine.socket, random.random)
    logbook = Logbook(folder, Keeping(bound_bytes=1 << 30, source_bytes=1 << 30), watch, now, root=root)
    follower = Follower(logbook)
    bursts = SECONDS * 100_000 // BURST_LINES
    work = (
        f"echo begin; sleep 2; i=0; while [ $i -lt {bursts} ]; do cat /lines; i=$((i+1)); sleep 0.07; done; sleep 600"
    )
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(each.run()) for each in (watch, logbook)]
        engine.run("run", "-d", "--name", "loud", IMAGE, "sh", "-c", work)
        while not _lines(logbook):  # noqa: ASYNC110 - until another process speaks
            await asyncio.sleep(0.1)
        running.append(tasks.create_task(follower.run()))
        began, cpu, most_mb = time.monotonic(), time.process_time(), 0.0
        while _lines(logbook) <= bursts * BURST_LINES and time.monotonic() - began < SECONDS * 6:
            await asyncio.sleep(0.2)
            most_mb = max(most_mb, _resident_mb())
        took, cpu = time.monotonic() - began, time.process_time() - cpu
        for each in running:
            each.cancel()
    [source] = logbook.inventory().logs
    behind = sorted(follower.behind) or [0.0]
    figures = {
        "lines_said": bursts * BURST_LINES + 1,
        "lines_kept": _lines(logbook) - source.dropped_lines,
        "lines_counted_as_dropped": source.dropped_lines,
        "seconds": round(took, 1),
        "cpu_share": round(cpu / took, 3),
        "memory_mb": round(most_mb, 1),
        "followed_lines": follower.shown,
        "followed_and_counted_as_skipped": follower.skipped,
        "behind_median_s": round(statistics.median(behind), 2),
        "behind_p99_s": round(behind[int(len(behind) * 0.99)], 2),
    }
    logbook.close()
    engine.remove_all()
    return figures


def _lines(logbook: Logbook) -> int:
    return logbook.lines("container:loud")


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


async def floods(folder: Path) -> dict[str, Any]:
    """Return the figures of both ways to read what a container says."""
    engine = new_engine(folder / "engine")
    lines = "".join(
        f"line {at:05d} of some hundred bytes as services usually write them INFO\n" for at in range(BURST_LINES)
    )
    engine.make_image(IMAGE, files={"lines": lines})
    try:
        return {
            "in_the_engines_files": await flood(engine, folder / "files", Path("/")),
            "from_the_engine": await flood(engine, folder / "asked", folder),
        }
    finally:
        engine.discard()


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "engine").mkdir()
        figures = {"flood": asyncio.run(floods(folder)), "search_of_1_gb": asyncio.run(searches(folder / "search"))}
    print(json.dumps(figures))  # noqa: T201


main()
