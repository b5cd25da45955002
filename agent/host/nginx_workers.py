from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.host.aside import Aside
from agent.host.process import command, stat
from agent.host.roots import Roots
from agent.metrics.gauge import Reading
from agent.metrics.naming import named
from agent.metrics.rates import Rates

LOOK_SECONDS: Final = 10.0

_MASTER: Final = "nginx: master process"
_WORKER: Final = "nginx: worker process"


@dataclass(frozen=True)
class Whose:
    """By what NGINX's master is known: the folder in how it was started, else the number in the file it writes.

    That number is its own within its container.
    """

    prefix: str = ""
    pid_file: Path | None = None


class NginxWorkersGauge:
    """The worker processes of the node's NGINX, wherever on the machine it runs.

    They are looked for every few seconds, and those found are asked each second. Memory is theirs together; what they
    share counts for each.
    """

    def __init__(self, roots: Roots, whose: Whose) -> None:
        self._roots = roots
        self._rates = Rates()
        self._aside: Aside[dict[int, bool]] = Aside(lambda: workers(roots, whose), every_seconds=LOOK_SECONDS)

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        found = self._aside.latest(now)
        if found is None:
            return
        stats = [each for each in (stat(self._roots, pid) for pid in found) if each]
        shares = [self._rates.rate((each.pid, each.started), each.cpu_seconds, now) for each in stats]
        yield named("nginx", "", "workers_count"), sum(not found[each.pid] for each in stats)
        yield named("nginx", "", "workers_stopping_count"), sum(found[each.pid] for each in stats)
        if stats:
            yield named("nginx", "", "workers_busy_share"), sum(share for share in shares if share >= 0)
            yield named("nginx", "", "workers_memory_bytes"), sum(each.rss_bytes for each in stats)


def workers(roots: Roots, whose: Whose) -> dict[int, bool]:
    """Return the workers' process ids, each with whether it only waits for its last connections."""
    stats = [each for pid in _pids(roots) if (each := stat(roots, pid)) and each.name == "nginx"]
    titles = {each.pid: command(roots, each.pid) for each in stats}
    masters = {pid for pid, title in titles.items() if title.startswith(_MASTER) and _is(roots, whose, pid, title)}
    return {
        each.pid: "shutting down" in titles[each.pid]
        for each in stats
        if each.parent in masters and titles[each.pid].startswith(_WORKER)
    }


def _pids(roots: Roots) -> list[str]:
    return [entry.name for entry in Path(roots.proc).iterdir() if entry.name.isdecimal()]


def _is(roots: Roots, whose: Whose, pid: int, title: str) -> bool:
    if whose.prefix and f" -p {whose.prefix} " in f"{title} ":
        return True
    try:
        number = whose.pid_file.read_text().strip() if whose.pid_file else ""
    except OSError:
        return False
    return bool(number) and number in _numbers(roots, pid)


def _numbers(roots: Roots, pid: int) -> list[str]:
    """Return a process's number in each namespace that it is in, the machine's first."""
    for line in roots.text(f"{pid}/status").splitlines():
        if line.startswith("NSpid:"):
            return line.split()[1:]
    return [str(pid)]
