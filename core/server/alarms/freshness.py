"""Which values are news. What an agent sends after an outage belongs to the past, and is no reason for an alarm now."""

from typing import Final

LATE_SECONDS: Final = 60.0
_SAME_LAG_SECONDS: Final = 5.0
_STEADY_SECONDS: Final = 60.0


class Freshness:
    """How far each node's values are behind.

    A node that catches up is ever less behind. One that stays as far behind as it is for a minute is not late: its
    clock is.
    """

    def __init__(self) -> None:
        self._lags: dict[str, tuple[float, float]] = {}  # node -> (lag, since when)

    def is_fresh(self, node: str, end: float, now: float) -> bool:
        """Say whether what ended at an instant of the node's is news at another one of ours."""
        lag = now - end
        known, since = self._lags.get(node, (lag, now))
        if abs(lag - known) > _SAME_LAG_SECONDS or node not in self._lags:
            known, since = self._lags[node] = lag, now
        return lag <= LATE_SECONDS or now - since >= _STEADY_SECONDS

    def forget(self, node: str) -> None:
        """Forget a node that there is no more."""
        self._lags.pop(node, None)
