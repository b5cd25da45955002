"""What measuring the machine costs the agent: all gauges of the host, once a second for half a minute.

Prints JSON: CPU in milliseconds per second, threads that look aside included, of the second half; what it adds to
the memory of a process that has what the agent has anyway; how many series there are, and their bytes in a report.
Goal: under 3 ms a second.
"""

import json
import os
import time
from pathlib import Path

import zstandard

import agent.proxy.proxy  # noqa: F401 - what the agent needs anyway is in memory
from agent.contract.metrics import unpack_names

SECONDS = 30


def rss_bytes() -> int:
    """Return our resident memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Measure, and print the figures."""
    before = rss_bytes()
    from agent.host.parts import HostParts  # noqa: PLC0415 - what it adds is measured
    from agent.host.roots import Roots  # noqa: PLC0415
    from agent.metrics.sheet import Sheet  # noqa: PLC0415

    sheet = Sheet()
    HostParts(Roots()).add_to(sheet)
    began = 0.0
    for second in range(SECONDS):
        if second == SECONDS // 2:
            began = time.process_time()
        metrics = sheet.take(time.monotonic(), 0.0)
        time.sleep(1.0 - time.monotonic() % 1.0)
    spent = time.process_time() - began
    packed = zstandard.compress(metrics.names + metrics.values)
    figures = {
        "host, CPU ms per second": round(spent * 1000 / (SECONDS - SECONDS // 2), 2),
        "host, memory added MB": round((rss_bytes() - before) / 1e6, 1),
        "host, series": len(unpack_names(metrics.names)),
        "host, bytes in a report": len(packed),
    }
    print(json.dumps(figures))  # noqa: T201 - what the benchmark is run for


if __name__ == "__main__":
    main()
