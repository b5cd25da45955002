"""How often a Telegram user is answered, and may try a code. Memory is bounded, whoever writes."""

from collections import OrderedDict, deque
from typing import Final

_MOST_KEYS: Final = 10_000


class Patience:
    """At most `times` within `seconds` for each key, and `in_all` times for all keys together (None: no bound)."""

    def __init__(self, times: int, seconds: float, *, in_all: int | None = None) -> None:
        self._times = times
        self._seconds = seconds
        self._in_all = in_all
        self._by_key: OrderedDict[int, deque[float]] = OrderedDict()
        self._all: deque[float] = deque()

    def grants(self, key: int, now: float) -> bool:
        """Say whether one more is granted now, and count it."""
        held = self._by_key.setdefault(key, deque(maxlen=self._times))
        self._by_key.move_to_end(key)
        if len(self._by_key) > _MOST_KEYS:
            self._by_key.popitem(last=False)
        if held and held[-1] > now:  # the clock was set back
            held.clear()
        since = now - self._seconds
        if len(held) == self._times and held[0] > since:
            return False
        if self._in_all is not None and not self._grants_in_all(since, now):
            return False
        held.append(now)
        return True

    def _grants_in_all(self, since: float, now: float) -> bool:
        while self._all and not since < self._all[0] <= now:
            self._all.popleft()
        if len(self._all) >= (self._in_all or 0):
            return False
        self._all.append(now)
        return True
