"""From a source's first anomalous second to its first refused request: the whole of Dozor, a flood, many times.

Prints seconds from the first request of the flood to the first one refused: 403 where its source is banned, 429 where
it is limited.
"""

import json
import random
import statistics
import tempfile
import time
from pathlib import Path

from dozor.tests.loopback import Flood
from dozor.tests.running import Running, start_dozor, stop_dozor

RUNS = 20
GIVE_UP_SECONDS = 30.0
PACES = {"full speed of one client": 0.0, "120 requests a second": 120.0}


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        running = start_dozor(Path(folder), "--demo", "--no-attacks", "--port", "18700", "--nginx-port", "18780")
        try:
            time.sleep(5)  # ordinary visitors first
            figures = {name: _figures(running, pace, block) for block, (name, pace) in enumerate(PACES.items())}
        finally:
            stop_dozor(running)
    print(json.dumps({"flood_to_refusal_seconds": figures, "goal": 2.5}))  # noqa: T201


def _figures(running: Running, pace: float, block: int) -> dict[str, float]:
    seconds = sorted(_react(running, f"127.190.{block}.{number + 1}", pace) for number in range(RUNS))
    return {
        "median": round(statistics.median(seconds), 2),
        "min": round(seconds[0], 2),
        "max": round(seconds[-1], 2),
        "runs": RUNS,
    }


def _react(running: Running, source: str, pace: float) -> float:
    time.sleep(random.random())  # noqa: S311 - so that floods begin anywhere between two reports
    started = time.monotonic()
    with Flood(running.nginx_port, source, per_second=pace) as flood:
        while not (flood.statuses[403] or flood.statuses[429]) and time.monotonic() - started < GIVE_UP_SECONDS:
            time.sleep(0.005)
        return time.monotonic() - started


if __name__ == "__main__":
    main()
