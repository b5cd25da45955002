"""The two counters that rule-based defences are made of."""

from collections import deque


class LeakyBucket:
    """Fills by one with each event and leaks at a steady pace; with `distinct`, a value counts once until it is empty.

    Args:
        capacity: events that it holds; one more makes it overflow.
        leak_seconds: between two events leaking away.
    """

    __slots__ = ("_at", "_capacity", "_leak_seconds", "_level", "_seen")

    def __init__(self, capacity: int, leak_seconds: float) -> None:
        self._capacity, self._leak_seconds = capacity, leak_seconds
        self._level, self._at = 0.0, 0.0
        self._seen: set[str] = set()

    def pour(self, at: float, distinct: str | None = None) -> bool:
        """Count an event; tell whether the bucket overflows, which empties it."""
        self._level = max(self._level - (at - self._at) / self._leak_seconds, 0.0)
        self._at = at
        if not self._level:
            self._seen.clear()
        if distinct is not None:
            if distinct in self._seen:
                return False
            self._seen.add(distinct)
        self._level += 1
        if self._level <= self._capacity:
            return False
        self._level = 0.0
        self._seen.clear()
        return True


class Window:
    """Tells when `most` events happen within `seconds` (fail2ban's maxretry and findtime)."""

    __slots__ = ("_instants", "_most", "_seconds")

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._instants: deque[float] = deque()

    def count(self, at: float) -> bool:
        """Count an event; tell whether it is one too many, which starts anew."""
        self._instants.append(at)
        while self._instants[0] < at - self._seconds:
            self._instants.popleft()
        if len(self._instants) < self._most:
            return False
        self._instants.clear()
        return True
