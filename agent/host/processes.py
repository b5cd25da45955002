"""The processes that use most of the machine, when somebody asks."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from agent.contract.asking import Answer, End, ListProcesses, Process
from agent.host.process import Stat, command, container, stat, transferred
from agent.host.roots import Roots, text

BETWEEN_SECONDS: Final = 0.5
MOST_PROCESSES: Final = 500

_ORDERS: Final[dict[str, Callable[[Process], float]]] = {
    "cpu": lambda process: process.cpu_share,
    "memory": lambda process: process.memory_bytes,
    "io": lambda process: process.read_bytes_per_second + process.write_bytes_per_second,
}


@dataclass(frozen=True)
class _Look:
    at: float
    stats: dict[int, Stat]
    bytes: dict[int, tuple[int, int]]


async def top_processes(roots: Roots, asked: ListProcesses) -> list[Process]:
    """Return the processes of the machine that use most, over half a second. One that began within it counts whole.

    What others' processes read and write only root or who may trace them is told; it is 0 where it is not known.
    Containers are told by their ids.
    """
    before = await asyncio.to_thread(_look, roots)
    await asyncio.sleep(BETWEEN_SECONDS)
    return await asyncio.to_thread(_top, roots, before, asked)


async def list_processes(
    roots: Roots, asked: ListProcesses, *, name_of: Callable[[str], str]
) -> AsyncGenerator[Answer, None]:
    """Answer the question for them. `name_of` is asked for the name of a container of this id, empty if it has none."""
    for process in await top_processes(roots, asked):
        yield msgspec.structs.replace(process, container=name_of(process.container) or process.container)
    yield End()


def _look(roots: Roots) -> _Look:
    pids = [int(entry.name) for entry in Path(roots.proc).iterdir() if entry.name.isdecimal()]
    stats = {pid: found for pid in pids if (found := stat(roots, pid))}
    return _Look(time.monotonic(), stats, {pid: moved for pid in stats if (moved := transferred(roots, pid))})


def _top(roots: Roots, before: _Look, asked: ListProcesses) -> list[Process]:
    after = _look(roots)
    found = [_process(stat, before, after) for stat in after.stats.values()]
    found.sort(key=_ORDERS[asked.order], reverse=True)
    users, boot_at = _users(roots), _boot_at(roots)
    return [_described(roots, each, users, boot_at) for each in found[: min(max(asked.count, 0), MOST_PROCESSES)]]


def _process(now: Stat, before: _Look, after: _Look) -> Process:
    elapsed = max(after.at - before.at, 1e-3)
    old = before.stats.get(now.pid)
    is_same = old is not None and old.started == now.started
    used = now.cpu_seconds - old.cpu_seconds if old and is_same else now.cpu_seconds
    read, written = after.bytes.get(now.pid, (0, 0))
    read_before, written_before = before.bytes.get(now.pid, (read, written)) if is_same else (0, 0)
    return Process(
        pid=now.pid,
        name=now.name,
        cpu_share=max(used, 0.0) / elapsed,
        memory_bytes=now.rss_bytes,
        read_bytes_per_second=max(read - read_before, 0) / elapsed,
        write_bytes_per_second=max(written - written_before, 0) / elapsed,
        threads=now.threads,
        started_at=now.started,
    )


def _described(roots: Roots, process: Process, users: dict[int, str], boot_at: float) -> Process:
    """Add what is worth reading of a few only."""
    user = _user(roots, process.pid)
    return msgspec.structs.replace(
        process,
        command=command(roots, process.pid),
        user=users.get(user, str(user)) if user >= 0 else "",
        container=container(roots, process.pid),
        started_at=boot_at + process.started_at,
    )


def _user(roots: Roots, pid: int) -> int:
    try:
        return Path(roots.proc, str(pid)).stat().st_uid
    except OSError:
        return -1


def _users(roots: Roots) -> dict[int, str]:
    """Return the machine's own users by number; those of containers have but numbers."""
    lines = (line.split(":") for line in text(roots.under("/etc/passwd")).splitlines())
    return {int(fields[2]): fields[0] for fields in lines if len(fields) > 2 and fields[2].isdecimal()}


def _boot_at(roots: Roots) -> float:
    told = roots.text("stat").partition("\nbtime ")[2].split()
    return float(told[0]) if told else 0.0
