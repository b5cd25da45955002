"""The ports at which the node's NGINX listens, by the configuration it runs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_LISTEN: Final = re.compile(r"(?:^|[\s;{])listen\s+([^\s;]+)")
_COMMENT: Final = re.compile(r"(?:^|\s)#.*")


def listening_ports(live: Path) -> frozenset[int]:
    """Return the ports in a generation's files."""
    return frozenset(port for file in live.rglob("*.conf") for port in _ports(file))


def _ports(file: Path) -> Iterator[int]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for address in _LISTEN.findall("\n".join(_COMMENT.sub("", line) for line in lines)):
        port = address.rpartition(":")[2]
        if address.startswith("unix:"):
            continue
        yield int(port) if port.isdecimal() else 80
