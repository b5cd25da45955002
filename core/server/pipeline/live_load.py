"""What reaches upstreams now, by service and node: the last minute, second by second, in bounded memory."""

import threading
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

_SECONDS: Final = 64
_MOST: Final = 20_000  # services on nodes
_LEFT: Final = 18_000  # after room was made, so that not every new one costs a look at all
_FORGET_SECONDS: Final = 3600
_UNTOLD_SECONDS: Final = 2  # before a report's arrival: it vouches for what is older


class LoadRow(NamedTuple):
    """What one report says of a service in one second `t`: requests, seconds at upstreams, anomalous requests."""

    t: int
    service: str
    requests: float
    upstream_seconds: float
    anomalous: float


class Load(NamedTuple):
    """Sums of a second, or means of several; see LoadRow."""

    requests: float = 0.0
    upstream_seconds: float = 0.0
    anomalous: float = 0.0


NO_LOAD: Final = Load()


class _Ring:
    def __init__(self) -> None:
        self._t = np.full(_SECONDS, -1, np.int64)
        self._sums = np.zeros((_SECONDS, 3))
        self.newest = 0

    def add(self, row: LoadRow) -> None:
        place = row.t % _SECONDS
        if self._t[place] > row.t:
            return
        if self._t[place] < row.t:
            self._t[place] = row.t
            self._sums[place] = 0
        self._sums[place] += row[2:]
        self.newest = max(self.newest, row.t)

    def mean(self, t: int, seconds: int) -> NDArray[np.float64]:
        """Return the means of the seconds up to `t`, of which those without traffic are 0."""
        numbers = np.arange(t - seconds + 1, t + 1)
        there = self._t[numbers % _SECONDS] == numbers
        sums: NDArray[np.float64] = self._sums[numbers % _SECONDS][there].sum(axis=0) / seconds
        return sums


class LiveLoads:
    """Filled by the pipeline's thread, read by any other. Seconds are those of the log, hearing is the core's time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heard: dict[str, float] = {}
        self._rings: dict[tuple[str, str], _Ring] = {}

    def take(self, node: str, as_of: float, rows: list[LoadRow]) -> None:
        """Take in what a node's report says, received at `as_of`."""
        with self._lock:
            self._heard[node] = max(self._heard.get(node, 0.0), as_of)
            for row in rows:
                ring = self._rings.get((row.service, node))
                if ring is None:
                    self._make_room(as_of)
                    ring = self._rings[row.service, node] = _Ring()
                ring.add(row)

    def heard(self, node: str) -> float:
        """Return when a node's newest report came, 0 where none did since the start."""
        with self._lock:
            return self._heard.get(node, 0.0)

    def at(self, service: str, node: str, second: int) -> Load:
        """Return what a node told of a service in a second, or in the last before it that the node vouches for."""
        return self._mean(service, node, second, 1)

    def lately(self, service: str, node: str, second: int, seconds: int) -> Load:
        """Return the means of the seconds up to one."""
        return self._mean(service, node, second, min(seconds, _SECONDS))

    def _mean(self, service: str, node: str, second: int, seconds: int) -> Load:
        with self._lock:
            ring = self._rings.get((service, node))
            vouched = min(second, int(self._heard.get(node, 0.0)) - _UNTOLD_SECONDS)
            return NO_LOAD if ring is None else Load(*ring.mean(vouched, seconds).tolist())

    def _make_room(self, now: float) -> None:
        if len(self._rings) < _MOST:
            return
        oldest = now - _FORGET_SECONDS
        kept = {key: ring for key, ring in self._rings.items() if ring.newest >= oldest}
        for key in list(kept)[: max(0, len(kept) - _LEFT)]:
            del kept[key]
        self._rings = kept
