"""How far a followed log is behind: from a container of a real engine through agent, router and core to who reads it.

Prints JSON: milliseconds from the instant that the engine gives a line to the one at which it is read, over 300 lines,
ten a second; and lines a second when 100,000 are read at once. Goal: under 1 s behind. Needs root, `dockerd` and a
static `busybox`.
"""

import contextlib
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from agent.docker.tests.real_engine import IMAGE, new_engine
from dozor.tests.machines.machine import Machine, new_machine
from dozor.tests.running import wait_until

LINES = 300
MANY = 100_000
TALK = "while true; do echo a line; sleep 0.1; done"
SHOUT = f"yes 'a line of some sixty letters, as programs write them all day.' | head -n {MANY}; sleep 999"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as after:
        (Path(folder) / "engine").mkdir()
        engine = new_engine(Path(folder) / "engine")
        after.callback(engine.discard)
        machine = after.enter_context(new_machine(Path(folder), engine))
        figures = {"milliseconds behind": behind(machine), "lines a second": throughput(machine)}
    json.dump(figures, sys.stdout)


def behind(machine: Machine) -> dict[str, int]:
    """Return how old lines are when they are read."""
    start(machine, "talk", TALK)
    ages = []
    with machine.followed("one/container:talk") as lines:
        for line in lines:
            said = json.loads(line)
            if said["type"] == "line":
                ages.append(time.time() - said["at"])  # noqa: TID251 - compared with the engine's clock
            if len(ages) == LINES:
                break
    ages.sort()
    return {
        "p50": round(1e3 * ages[LINES // 2]),
        "p95": round(1e3 * ages[LINES * 95 // 100]),
        "max": round(1e3 * ages[-1]),
    }


def throughput(machine: Machine) -> int:
    """Return how many lines a second come when all that there are are asked for."""
    start(machine, "shout", SHOUT)
    wait_until(lambda: read(machine, limit=1, tail=1) and count(machine) == MANY, 60)
    began = time.monotonic()
    return round(read(machine, limit=MANY) / (time.monotonic() - began))


def start(machine: Machine, name: str, script: str) -> None:
    """Start a container whose log is kept."""
    machine.engine.run("run", "-d", "--name", name, IMAGE, "sh", "-c", script)
    wait_until(lambda: f"one/container:{name}" in machine.sources())


def count(machine: Machine) -> int:
    """Return how many lines the node has."""
    now = time.time()  # noqa: TID251 - the span of time that is asked for
    span = f"since={now - 600:.0f}&until={now + 60:.0f}&step_seconds=60"
    found: dict[str, Any] = machine.fleet.api("GET", f"logs/histogram?source=one/container:shout&{span}")
    return sum(sum(step["levels"].values()) for step in found["steps"])


def read(machine: Machine, **query: int) -> int:
    """Read lines, and return how many came."""
    token = (machine.fleet.layout.core / "local-token").read_text().strip()
    asked = {"source": "one/container:shout", "within_seconds": 60, **query}
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.stream("GET", f"{machine.url}/api/v1/logs", params=asked, headers=headers, timeout=120) as answer:
        return sum(chunk.count(b'{"type":"line"') for chunk in answer.iter_raw())


if __name__ == "__main__":
    main()
