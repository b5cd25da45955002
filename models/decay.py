"""Exponentially decayed counters: their names, their time constants and what a row adds to them."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Counter(NamedTuple):
    """A decayed count. `name` is a column of the aggregates or one that `models.observation` derives."""

    name: str
    tau: float  # seconds


HOUR: Final = 3600

COUNTERS: Final = (
    Counter("requests", 10),
    Counter("requests", 60),
    Counter("requests", 600),
    Counter("requests", HOUR),
    Counter("status_4xx", 60),
    Counter("status_4xx", 600),
    Counter("status_4xx", HOUR),
    Counter("status_5xx", 60),
    Counter("redirects", 600),
    Counter("odd_methods", 600),
    Counter("posts", 600),
    Counter("denied", 600),
    Counter("logins", 600),
    Counter("logins", HOUR),
    Counter("pages", 60),
    Counter("pages", 600),
    Counter("pages", HOUR),
    Counter("new_pages", 60),
    Counter("new_pages", HOUR),
    Counter("new_not_found", HOUR),
    Counter("new_signatures", HOUR),
    Counter("no_referrer", 600),
    Counter("tool_agents", 600),
    Counter("scanner_agents", 600),
    Counter("bot_agents", 600),
    Counter("passed", 600),
    Counter("sensitive", 600),
    Counter("injections", 600),
    Counter("exploits", 600),
    Counter("rarity", 600),
    Counter("agent_rarity", 600),
    Counter("bytes", 600),
    Counter("time", 60),
    Counter("gaps", HOUR),
    Counter("gap_sum", HOUR),
    Counter("gap_squares", HOUR),
)
INDEX: Final = {(counter.name, int(counter.tau)): i for i, counter in enumerate(COUNTERS)}
_TAUS: Final = np.unique(np.array([counter.tau for counter in COUNTERS]))
_TAU_OF: Final = np.searchsorted(_TAUS, [counter.tau for counter in COUNTERS])


def decay_factors(seconds: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return (n, counters): what is left of each counter after so many seconds (negative ones count as none)."""
    age = np.maximum(seconds, 0)[:, None]
    left: NDArray[np.float32] = np.exp(-age / _TAUS).astype(np.float32)[:, _TAU_OF]
    return left
