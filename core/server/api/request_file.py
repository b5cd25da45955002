"""Requests as a file: exactly what was found, and what is missing told."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final

import msgspec

from agent.contract.asking import Answer, End, LogLine, Skipped
from agent.contract.requests import FIELDS
from core.server.api.harmless import harmless

_COLUMNS: Final = ("time", "node", *FIELDS, "country")
_TOLD: Final = frozenset(_COLUMNS[2:])


async def as_ndjson(batches: AsyncIterator[list[Answer]]) -> AsyncIterator[bytes]:
    """Yield each request as an object of texts by name, and its line as it was."""
    async for answers in batches:
        yield b"".join(_encoded(each) for each in answers)


async def as_csv(batches: AsyncIterator[list[Answer]]) -> AsyncIterator[bytes]:
    """Yield a head and each request as a row; no cell is a formula to a spreadsheet."""
    yield _row(_COLUMNS)
    async for answers in batches:
        yield b"".join(_row(_cells(each)) for each in answers if not _is_quiet(each))


def _encoded(answer: Answer) -> bytes:
    if isinstance(answer, LogLine):
        fields = {name: value for name, value in answer.fields.items() if name in _TOLD}  # none that a node made up
        told = {"time": _time(answer), "node": _node(answer), **fields, "line": answer.text}
        return msgspec.json.encode(told) + b"\n"
    return b"" if _is_quiet(answer) else msgspec.json.encode({"missing": _missing(answer)}) + b"\n"


def _cells(answer: Answer) -> tuple[str, ...]:
    if isinstance(answer, LogLine):
        return _time(answer), _node(answer), *(answer.fields.get(name, "") for name in _COLUMNS[2:])
    return (f"missing: {_missing(answer)}",)


def _row(cells: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([harmless(cell) for cell in cells])
    return text.getvalue().encode()


def _is_quiet(answer: Answer) -> bool:
    return isinstance(answer, End) and not (answer.more or answer.error)


def _missing(answer: Answer) -> str:
    if isinstance(answer, Skipped):
        return f"{answer.source}: {answer.lines or 'all'} lines: {answer.why}"
    return getattr(answer, "error", "") or "there are more"


def _time(line: LogLine) -> str:
    return datetime.fromtimestamp(line.at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _node(line: LogLine) -> str:
    return line.source.partition("/")[0]
