"""The newest metrics of every node, in memory: what screens show now, and the averages that alarms look at."""

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.metrics import SeriesName, unpack_names
from core.server.metrics.rows import MetricRow

STEP_SECONDS: Final = 10
_MOST_NODES: Final = 10_000
_MOST_WAITING: Final = 20_000  # averages that nobody took: the oldest go first
_FORGET_SECONDS: Final = 3600
_SET_BACK_SECONDS: Final = 60  # what is older than this comes by a clock that was set back
Names = tuple[SeriesName, ...]


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest second of a node, with all its series."""

    node: str
    t: int
    names: Names
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Averages:
    """Means of a node's series over the STEP_SECONDS from `t` on; NaN where there was no value."""

    node: str
    t: int
    names: Names
    values: NDArray[np.float32]


@dataclass(slots=True)
class _Held:
    digest: bytes
    names: Names
    t: int = 0
    newest: bytes = b""
    span: list[bytes] = field(default_factory=list)  # since t - t % STEP_SECONDS


class Recent:
    """Filled by the pipeline's thread, read by any other.

    Only what is newer than what is known counts, or so much older that the node's clock was set back: reports of a node
    come in order, so that it is not waited for.

    `averages` of a node come with the first value after their span, or once its series change; alarms take them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._nodes: dict[str, _Held] = {}
        self._waiting: deque[Averages] = deque(maxlen=_MOST_WAITING)

    def take(self, row: MetricRow, names: bytes) -> None:
        """Take in a row, with the names that its digest stands for."""
        with self._lock:
            held = self._nodes.get(row.node)
            if held is not None and held.t - _SET_BACK_SECONDS <= row.t <= held.t:
                return
            if held is None or held.digest != row.digest:
                held = self._changed(row, names, held)
            elif row.t // STEP_SECONDS != held.t // STEP_SECONDS:
                self._close(row.node, held)
            held.t, held.newest = row.t, row.values
            held.span.append(row.values)

    def newest(self) -> list[Newest]:
        """Return the newest second of every node that told of metrics lately."""
        with self._lock:
            return [
                Newest(node, held.t, held.names, np.frombuffer(held.newest, "<f4"))
                for node, held in self._nodes.items()
            ]

    def averages(self) -> list[Averages]:
        """Return the averages that came about since the last call, in order; one caller only."""
        taken = []
        with self._lock:
            while self._waiting:
                taken.append(self._waiting.popleft())
        return taken

    def _changed(self, row: MetricRow, names: bytes, held: _Held | None) -> _Held:
        if held is not None:
            self._close(row.node, held)
        self._forget(row.t)
        made = self._nodes[row.node] = _Held(row.digest, tuple(unpack_names(names)))
        return made

    def _close(self, node: str, held: _Held) -> None:
        values = np.frombuffer(b"".join(held.span), "<f4").reshape(len(held.span), -1)
        there = ~np.isnan(values)
        with np.errstate(invalid="ignore"):  # of series that are gaps only
            means = np.where(there, values, 0).sum(axis=0, dtype=np.float64) / there.sum(axis=0)
        self._waiting.append(Averages(node, held.t - held.t % STEP_SECONDS, held.names, means.astype(np.float32)))
        held.span = []

    def _forget(self, now: int) -> None:
        """Let go of nodes that are silent for an hour, or that are too many."""
        for node in [node for node, held in self._nodes.items() if held.t < now - _FORGET_SECONDS]:
            del self._nodes[node]
        while len(self._nodes) >= _MOST_NODES:
            del self._nodes[next(iter(self._nodes))]
