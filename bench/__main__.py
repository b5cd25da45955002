"""`make bench`: runs every benchmark in a process of its own and prints one JSON object with all figures.

`python -m bench NAME...` runs the named ones alone.
"""

import json
import os
import platform
import subprocess
import sys
from typing import Any

BENCHMARKS = ("parse", "agent", "bans", "ingest", "scoring", "detectors", "reaction", "numenta", "evaluation")


def machine() -> dict[str, Any]:
    """Return what the figures were measured on, and how busy it was."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_1m": round(os.getloadavg()[0], 2),
    }


def run(name: str) -> Any:
    """Run one benchmark and return what it printed; on failure the end of what it said."""
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", f"bench.{name}"], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        return {"failed": done.stderr.strip().splitlines()[-5:]}
    return json.loads(done.stdout)


def main() -> None:
    """Print the figures of all benchmarks, or of those named."""
    names = tuple(sys.argv[1:]) or BENCHMARKS
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    figures: dict[str, Any] = {"machine": machine()}
    for name in names:
        print(f"running {name} ...", file=sys.stderr, flush=True)  # noqa: T201
        figures[name] = run(name)
    print(json.dumps(figures, indent=2))  # noqa: T201


main()
