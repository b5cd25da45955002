"""How regularly a node reports."""

from collections import deque
from typing import Final

_BEATS: Final = 6
_BEAT_SECONDS: Final = 10


class LiveNode:
    """The reports of the last minute. Instants are Unix seconds of the core's clock."""

    def __init__(self, at: float) -> None:
        self.first_at = at
        self.last_at = at
        self._reports: deque[tuple[float, int]] = deque(maxlen=_BEATS * _BEAT_SECONDS * 2)

    def add(self, at: float, requests: int) -> None:
        """Count a report."""
        self.last_at = at
        self._reports.append((at, requests))

    def rps(self, now: float) -> float:
        """Return requests per second over the last 10 s."""
        return sum(count for at, count in self._reports if at > now - _BEAT_SECONDS) / _BEAT_SECONDS

    def beats(self, now: float) -> list[float | None]:
        """Return the share of reports that came, six times 10 s, oldest first; None before the node was there."""
        beats: list[float | None] = []
        for back in range(_BEATS, 0, -1):
            begin, end = now - back * _BEAT_SECONDS, now - (back - 1) * _BEAT_SECONDS
            came = sum(begin < at <= end for at, _ in self._reports)
            beats.append(min(came / (_BEAT_SECONDS - 1), 1.0) if end > self.first_at else None)
        return beats
