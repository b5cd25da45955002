"""Lines that people paste into the allowlist, or that it gave out itself, read one by one. Pure.

A line is a network and what is said of it: `203.0.113.0/24`, `203.0.113.7 # the office` or `203.0.113.7 the office`, or
values apart by commas: network, until, owner, reason. A line that begins with `network,` names the values of those
after it, as in the files that the application saves. Empty lines and lines that begin with # say nothing.
"""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple

from core.server.decisions.networks import Network, network_of

HEADER: Final[tuple[str, ...]] = ("network", "until_at", "owner", "reason")
LineFault = Literal["network", "everyone", "mapped", "until", "past", "twice", "long"]
MOST_LINES: Final = 500
MOST_REASON: Final = 500
MOST_OWNER: Final = 100
_DURATION: Final = re.compile(r"([1-9][0-9]{0,5})([hdw])")
_UNITS: Final = {"h": 3600, "d": 86_400, "w": 7 * 86_400}
_PLAIN: Final = re.compile(r"(\S+)\s*#?\s*(.*)")


class AllowLine(NamedTuple):
    """A line, by its number from 1 on: the network that it allows, or why it allows none. `until_at` 0: for good."""

    number: int
    text: str
    network: Network | None
    until_at: float
    owner: str
    reason: str
    fault: LineFault | None


def read_lines(text: str, now: float) -> list[AllowLine]:
    """Return what a text allows, line by line."""
    seen = set[Network]()
    lines = []
    for line in _lines(text, now):
        if line.network is not None and line.network in seen:
            lines.append(line._replace(network=None, fault="twice"))
            continue
        lines.append(line)
        if line.network is not None:
            seen.add(line.network)
    return lines


def _lines(text: str, now: float) -> Iterator[AllowLine]:
    names = HEADER
    for number, whole in enumerate(text.splitlines(), 1):
        line = whole.strip()
        if line.lower().startswith(f"{HEADER[0]},"):
            names = tuple(name.lower() for name in _separated(line))
        elif line and not line.startswith("#"):
            yield _read(number, line, _values(line, names), now)


def _read(number: int, line: str, said: dict[str, str], now: float) -> AllowLine:
    name, until, owner, reason = (said.get(each, "") for each in HEADER)
    nothing = AllowLine(number, line, None, 0.0, owner, reason, None)
    if len(reason) > MOST_REASON or len(owner) > MOST_OWNER:
        return nothing._replace(fault="long")
    try:
        network = network_of(name)
    except ValueError:
        return nothing._replace(fault=_network_fault(name))
    until_at = _until(until, now)
    if until_at is None or 0 < until_at <= now:
        return nothing._replace(fault="until" if until_at is None else "past")
    return nothing._replace(network=network, until_at=until_at)


def _values(line: str, names: tuple[str, ...]) -> dict[str, str]:
    """Return what a line says by name; a reason may hold commas where it is the last."""
    if "," in line.partition("#")[0]:
        values = _separated(line)
        last = len(names) - 1
        return dict(zip(names, [*values[:last], ", ".join(values[last:])], strict=False))
    found = _PLAIN.fullmatch(line)
    return {"network": line} if found is None else {"network": found[1], "reason": found[2].strip()}


def _separated(line: str) -> list[str]:
    """Return the values of a line; the quotation mark that keeps a spreadsheet from calculating is taken off."""
    return [each.strip().removeprefix("'") for each in next(csv.reader([line], skipinitialspace=True))]


def _network_fault(name: str) -> LineFault:
    if name.endswith("/0"):
        return "everyone"
    return "mapped" if name.lower().startswith("::ffff:") else "network"


def _until(text: str, now: float) -> float | None:
    """Return until when (Unix seconds), 0 for good; None where nobody can tell."""
    if not text:
        return 0.0
    found = _DURATION.fullmatch(text.lower())
    if found:
        return now + int(found[1]) * _UNITS[found[2]]
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp()
