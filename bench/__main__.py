"""`make bench`: runs every benchmark in a process of its own and prints all figures as a table.

`python -m bench NAME...` runs the named ones alone; with `--json` it prints one JSON object instead.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

BENCHMARKS = (
    "parse",
    "agent",
    "host",
    "agent_containers",
    "logs",
    "log_follow",
    "bans",
    "ingest",
    "metrics",
    "alarms",
    "notifications",
    "accounts",
    "scoring",
    "detectors",
    "reaction",
    "members",
    "proxy_config",
    "proxy_node",
    "proxy",
    "numenta",
    "scaling",
    "app",
    "sources",
    "evaluation",
)


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


def lines(figures: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (name, figure) of every leaf; names of nested figures are joined by ` / `."""
    if isinstance(figures, dict):
        for name, value in figures.items():
            yield from lines(value, f"{path} / {name}" if path else str(name))
    elif isinstance(figures, list):
        yield path, ", ".join(str(value) for value in figures)
    else:
        number = isinstance(figures, int | float) and not isinstance(figures, bool)
        yield path, f"{figures:,}" if number else str(figures)


def table(figures: dict[str, Any]) -> str:
    """Return the figures as text, one a line."""
    rows = list(lines(figures))
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def main() -> None:
    """Print the figures of all benchmarks, or of those named."""
    asked = [argument for argument in sys.argv[1:] if argument != "--json"]
    names = tuple(asked) or BENCHMARKS
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    figures: dict[str, Any] = {"machine": machine()}
    for name in names:
        print(f"running {name} ...", file=sys.stderr, flush=True)  # noqa: T201
        figures[name] = run(name)
    print(json.dumps(figures, indent=2) if "--json" in sys.argv else table(figures))  # noqa: T201


main()
