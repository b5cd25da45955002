"""One process, as the files of `/proc` tell."""

import os
import re
from dataclasses import dataclass
from typing import Final

from agent.host.roots import Roots

TICKS: Final = os.sysconf("SC_CLK_TCK")
PAGE: Final = os.sysconf("SC_PAGE_SIZE")
MOST_CHARACTERS: Final = 1000

_CONTAINER: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_DEAD: Final = frozenset("ZXx")
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Stat:
    """What `/proc/PID/stat` says. Seconds of CPU include the kernel's for it; `started` is in seconds since boot."""

    pid: int
    name: str
    parent: int
    cpu_seconds: float
    threads: int
    started: float
    rss_bytes: int


def stat(roots: Roots, pid: int | str) -> Stat | None:
    """Read a process; None where it is gone, or dead and not buried. Its name may hold anything, parentheses too."""
    before, closing, after = roots.text(f"{pid}/stat").rpartition(")")
    fields = after.split()
    if not closing or len(fields) < 22 or fields[0] in _DEAD:
        return None
    return Stat(
        pid=int(pid),
        name=visible(before.partition("(")[2]),
        parent=int(fields[1]),
        cpu_seconds=(int(fields[11]) + int(fields[12])) / TICKS,
        threads=int(fields[17]),
        started=int(fields[19]) / TICKS,
        rss_bytes=int(fields[21]) * PAGE,
    )


def command(roots: Roots, pid: int) -> str:
    """Return how a process was started, or what it calls itself; empty for the kernel's own."""
    return visible(roots.text(f"{pid}/cmdline").rstrip("\0").replace("\0", " "))[:MOST_CHARACTERS]


def container(roots: Roots, pid: int) -> str:
    """Return the id of the container that a process runs in; empty where it runs in none."""
    found = _CONTAINER.findall(roots.text(f"{pid}/cgroup"))
    return found[-1] if found else ""


def transferred(roots: Roots, pid: int) -> tuple[int, int] | None:
    """Return the bytes a process had read from and written to disks; None where we may not know."""
    told = dict(line.split(": ") for line in roots.text(f"{pid}/io").splitlines())
    return (int(told["read_bytes"]), int(told["write_bytes"])) if told else None


def visible(text: str) -> str:
    """Return text without characters that would move a terminal's cursor."""
    return _UNSEEN.sub("�", text)
