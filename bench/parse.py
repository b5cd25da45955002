"""Prints as JSON what parsing and aggregating costs, in process and as a whole program, beside its peers.

Usage: python -m bench.parse [LOG]. Without a log it makes one of a million lines (see `generate.py`). Everything is CPU
time, user and system; runs are interleaved, and medians are printed. Peers that are not installed are null.
"""

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from agent.aggregate.aggregator import KERNEL, new_aggregator
from agent.parse.formats import COMBINED
from bench.generate import lines

_LINES: Final = 1_000_000
_RUNS: Final = 7
_PEER_LINES: Final = 20_000  # of peers that need minutes for the whole log
_CHUNK_BYTES: Final = 1 << 18
_CHUNKS_A_DRAIN: Final = 9  # about 10,000 lines, a second of this log


def main() -> None:
    """Measure, and print the result."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(sys.argv[1]) if len(sys.argv) > 1 else _generated(Path(folder) / "access.log")
        head = Path(folder) / "head.log"
        _copy_lines(log, head, _PEER_LINES)
        json.dump(measure(log, head), sys.stdout, indent=2)
        sys.stdout.write("\n")


def measure(log: Path, head: Path) -> dict[str, Any]:
    """Return all figures of a log; `head` is its beginning, for the slowest peers."""
    engines = _engines(log.read_bytes())
    whole = _whole_process(log)
    count = sum(1 for _ in log.open("rb"))
    own = whole["aggregate"] - whole["start"]
    peers = _peers(log, head, count)
    return {
        "lines": count,
        "runs": _RUNS,
        "in_process_lines_per_cpu_second": engines,
        "whole_process_cpu_seconds": {name: round(seconds, 4) for name, seconds in whole.items()},
        "times_wc": round(own / whole["wc"], 2),
        "peers_cpu_seconds_per_million_lines": peers,
        "times_faster_than": {
            name: round(seconds / own * count / 1e6, 1) if seconds else None for name, seconds in peers.items()
        },
    }


def _engines(data: bytes) -> dict[str, int | None]:
    """Lines per CPU-second of the kernel and its twin; the twin reads a tenth of the log."""
    part = data[: data.find(b"\n", len(data) // 10) + 1]
    tries = {"twin": lambda: _in_process(part, kernel=False)}
    if KERNEL:
        tries["kernel"] = lambda: _in_process(data, kernel=True)
    seconds = _medians(tries, _RUNS)
    return {
        "kernel": round(data.count(b"\n") / seconds["kernel"]) if KERNEL else None,
        "twin": round(part.count(b"\n") / seconds["twin"]),
    }


def _whole_process(log: Path) -> dict[str, float]:
    """CPU seconds of `wc -l`, of `dozor aggregate` and of its start alone."""
    program = [sys.executable, "-c", "from dozor.aggregate import main; main()"]
    return _medians(
        {
            "wc": lambda: _program(["wc", "-l", str(log)]),
            "aggregate": lambda: _program([*program, str(log)]),
            "start": lambda: _program([*program, "/dev/null"]),
        },
        _RUNS,
    )


def _generated(log: Path) -> Path:
    with log.open("wb") as file:
        for line in lines(_LINES):
            file.write(line.encode("utf-8", "surrogateescape") + b"\n")
    return log


def _copy_lines(log: Path, head: Path, count: int) -> None:
    with log.open("rb") as source, head.open("wb") as target:
        for _, line in zip(range(count), source, strict=False):
            target.write(line)


def _medians(tries: dict[str, Callable[[], float]], runs: int) -> dict[str, float]:
    """Median CPU seconds of each, taken in turns."""
    taken: dict[str, list[float]] = {name: [] for name in tries}
    for _ in range(runs):
        for name, run in tries.items():
            taken[name].append(run())
    return {name: statistics.median(values) for name, values in taken.items()}


def _in_process(data: bytes, *, kernel: bool) -> float:
    """CPU seconds to feed and drain a log as an agent would: in chunks, with a drain for every second of it."""
    aggregator = new_aggregator(COMBINED, kernel=kernel)
    started = time.process_time()
    for number, chunk in enumerate(_chunks(data), start=1):
        aggregator.feed(chunk)
        if number % _CHUNKS_A_DRAIN == 0:
            aggregator.drain()
    aggregator.drain()
    return time.process_time() - started


def _chunks(data: bytes) -> Iterator[memoryview]:
    """Whole lines, about as many as a read gives."""
    at = 0
    view = memoryview(data)
    while at < len(data):
        end = data.find(b"\n", min(at + _CHUNK_BYTES, len(data) - 1)) + 1 or len(data)
        yield view[at:end]
        at = end


def _program(command: Sequence[str]) -> float:
    """CPU seconds of a program, its output discarded."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(  # noqa: S603 - commands of this file
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.decode(errors='replace')[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _peers(log: Path, head: Path, count: int) -> dict[str, float | None]:
    """CPU seconds per million lines; goaccess reads all of the log, the others its head, less their start-up."""
    goaccess = ["goaccess", str(log), "--log-format=COMBINED", "-o", "/dev/null.json", "--no-global-config"]
    matching = r"^<HOST> -.*\"(GET|POST|HEAD)[^\"]*\" \d+"
    fail2ban = ["fail2ban-regex", str(head), matching]
    found: dict[str, float | None] = dict.fromkeys(("goaccess", "fail2ban-regex", "crowdsec"))
    if shutil.which("goaccess"):
        with tempfile.TemporaryDirectory() as folder:
            goaccess[4] = f"{folder}/report.json"
            found["goaccess"] = round(_program(goaccess) * 1e6 / count, 2)
    if shutil.which("fail2ban-regex"):
        nothing = _program([*fail2ban[:1], "no such line", matching])
        found["fail2ban-regex"] = round((_program(fail2ban) - nothing) * 1e6 / _PEER_LINES, 1)
    if shutil.which("crowdsec"):
        crowdsec = ["crowdsec", "-no-api", "-type", "nginx", "-dsn"]
        nothing = _program([*crowdsec, "file:///dev/null"])
        found["crowdsec"] = round((_program([*crowdsec, f"file://{head}"]) - nothing) * 1e6 / _PEER_LINES, 1)
    return found


if __name__ == "__main__":
    main()
