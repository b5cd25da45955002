"""Who is still connected to a container: what the kernel tells in the container's own network."""

from typing import Final

from agent.host.roots import Roots

_OPEN: Final = {"01", "03", "04"}
"""Established, being opened, and closed by the container while something it sent is on its way."""


def open_connections(roots: Roots, pid: int, port: int) -> int | None:
    """Return how many TCP connections there are at a port of the container whose first process this is.

    Port 0 stands for any. None where it cannot be seen: the engine is on another machine, or `/proc` is not the
    machine's. It sees the connections of whoever reaches the container, from whatever network.
    """
    if pid <= 0:
        return None
    tables = [roots.text(f"{pid}/net/{name}") for name in ("tcp", "tcp6")]
    if not any(tables):
        return None
    return sum(_is_open(line, port) for table in tables for line in table.splitlines()[1:])


def _is_open(line: str, port: int) -> bool:
    """Read a line such as `0: 0200FEA9:1F90 0100FEA9:C350 01 ...`: the local end, the other one, the state."""
    fields = line.split(maxsplit=4)
    if len(fields) < 4 or fields[3] not in _OPEN:
        return False
    return port in {0, int(fields[1].rpartition(":")[2], 16)}
