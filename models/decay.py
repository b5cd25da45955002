"""Exponentially decayed counters: their names, their time constants and what a row adds to them."""

from typing import Final, NamedTuple

import numpy as np

from models.kernels.counters import CounterPlan


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
OWN: Final = ("gaps", "gap_sum", "gap_squares")  # counts that the slot itself tells, not a row
LINES: Final = tuple(dict.fromkeys(counter.name for counter in COUNTERS if counter.name not in OWN))
_TAUS: Final = np.unique(np.array([counter.tau for counter in COUNTERS]))
_AGES: Final = 1 << 16  # seconds; after 18 hours nothing is left of anything


def _source(name: str) -> int:
    return -1 - OWN.index(name) if name in OWN else LINES.index(name)


PLAN: Final = CounterPlan(
    source=np.array([_source(counter.name) for counter in COUNTERS]),
    tau=np.searchsorted(_TAUS, [counter.tau for counter in COUNTERS]),
    left=np.exp(-np.arange(_AGES)[:, None] / _TAUS).astype(np.float32),
)
