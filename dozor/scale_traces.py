"""Traces for the scaling simulator, read from files: counts of requests, or an access log.

A file of counts is plain or packed by gzip. Either each line is one count of one second, from a Monday, 00:00 UTC on;
or it is CSV with a heading, whose first column is an instant (ISO 8601, UTC where it names no zone) and whose second
is the requests from then to the next; instants left out are taken from their neighbours.
"""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.parse.formats import named_format
from dozor.log_files import open_log
from dozor.log_records import LogReader
from models.batch import read_batch
from models.scaling.traces import Trace, from_counts

Floats = NDArray[np.float64]

_MONDAY: Final = 345_600.0
_MOST_SECONDS: Final = 400 * 86_400
_MOST_BYTES: Final = 1 << 30


class TraceError(ValueError):
    """A file is no trace; the message says which and why."""


def read_trace(path: Path, mean: float | None = None) -> Trace:
    """Return the trace in a file of counts, scaled to a mean of requests a second.

    Raises:
        TraceError: it cannot be read, or is none.
    """
    try:
        with open_log(path) as file:
            text = file.read(_MOST_BYTES).decode()
        seconds = text.lstrip()[:1].isdigit() and "," not in text[:1000]
        return _of_seconds(path.name, text, mean) if seconds else _of_instants(path.name, text, mean)
    except (OSError, EOFError, ValueError, IndexError) as error:
        raise TraceError(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def read_log_trace(paths: Sequence[Path], log_format: str, mean: float | None = None) -> Trace:
    """Return the trace of access logs: requests of all their services by the second.

    Raises:
        LogError: a log is missing or unreadable.
        TraceError: it holds no request.
    """
    counts: dict[int, int] = {}
    for record in LogReader(named_format(log_format), "").read(paths):
        batch = read_batch(record)
        for second, requests in zip(batch.second.tolist(), batch.row["requests"].tolist(), strict=True):
            counts[second] = counts.get(second, 0) + requests
    if not counts:
        raise TraceError(f"{paths[0]}: no request in it")
    first = min(counts)
    length = _bounded(max(counts) - first + 1)
    values = np.zeros(length)
    values[np.fromiter(counts, np.int64) - first] = np.fromiter(counts.values(), np.float64)
    return _scaled(paths[0].name, float(first), values, 1, mean)


def _of_seconds(name: str, text: str, mean: float | None) -> Trace:
    return _scaled(name, _MONDAY, np.loadtxt(io.StringIO(text), ndmin=1), 1, mean)


def _of_instants(name: str, text: str, mean: float | None) -> Trace:
    rows = list(csv.reader(io.StringIO(text)))[1:]
    at = np.array([_instant(row[0]) for row in rows])
    counts = np.array([float(row[1]) for row in rows])
    if len(at) < 2 or (np.diff(at) <= 0).any():
        raise ValueError("needs two instants or more, each after the one before")
    every = max(round(float(np.median(np.diff(at)))), 1)
    grid = at[0] + np.arange(_bounded((at[-1] - at[0]) / every + 1)) * every
    return _scaled(name, float(at[0]), np.interp(grid, at, counts), every, mean)


def _scaled(name: str, started_at: float, counts: Floats, every: int, mean: float | None) -> Trace:
    _bounded(len(counts) * every)
    if not (np.isfinite(counts).all() and (counts >= 0).all() and counts.any()):
        raise ValueError("counts are numbers of requests, and not all 0")
    scale = float(counts.mean()) / every if mean is None else mean
    return from_counts(name, started_at, counts, every=every, mean=scale)


def _bounded(seconds: float) -> int:
    if not 0 < seconds <= _MOST_SECONDS:
        raise ValueError(f"spans {seconds:.0f} seconds or steps; at most {_MOST_SECONDS} are read")
    return int(seconds)


def _instant(text: str) -> float:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
