from collections.abc import Hashable
from typing import Final

KEEP_SECONDS: Final = 120.0
"""How long the rate of a counter that is not read goes on where it left off."""


class Rates:
    """Turns counters that grow into rates per second, over the time that really passed.

    A counter that fell was started anew: what it shows now came about since. That is wrong where a counter wraps or is
    set back without starting at zero; those need a reading of their own (as iowait in `/proc/stat`, see
    `agent.host.cpu`). Counters that are read no more are forgotten.
    """

    def __init__(self) -> None:
        self._last: dict[Hashable, tuple[float, float]] = {}
        self._swept_at = 0.0

    def rate(self, key: Hashable, count: float, now: float) -> float:
        """Return how fast the counter `key` grew since it was read last; NaN the first time. `now` is monotonic."""
        before = self._last.get(key)
        self._last[key] = (count, now)
        if now - self._swept_at > KEEP_SECONDS:
            self._sweep(now)
        if before is None or now <= before[1]:
            return float("nan")
        grown = count - before[0] if count >= before[0] else count
        return grown / (now - before[1])

    def _sweep(self, now: float) -> None:
        self._swept_at = now
        self._last = {key: last for key, last in self._last.items() if now - last[1] <= KEEP_SECONDS}
