"""Windows of maintenance begin and end by themselves: at each edge what was deployed is deployed once more.

What is in a window is a function of the documents and the time (`in_maintenance`), and part of what is rendered. So
nothing is remembered here: an edge is due as long as no deployment was begun after it, also where the core was away.
"""

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from core.server.db.database import DatabaseAway
from core.server.errors import Conflict

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.proxy.deploy.deployer import Deployer
    from core.server.proxy.specs.domain import DomainSpec, WindowSpec
    from core.server.proxy.specs.state import DesiredState

_log: Final = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 1.0
_AGAIN_SECONDS: Final = 60.0  # doubled with each time that it comes to nothing
_MOST_DOUBLINGS: Final = 6
_LONGEST_SECONDS: Final = 3600.0
BY: Final = "maintenance"


def in_maintenance(state: "DesiredState", now: datetime) -> frozenset[str]:
    """Return the domains of which it is a window now."""
    return frozenset(name for name, spec in state.domains.items() if window_at(spec, now))


def window_at(spec: "DomainSpec", now: datetime) -> "WindowSpec | None":
    """Return the window that it is now; of several the one that ends last."""
    windows = [window for window in spec.maintenance.windows if window.holds(now)]
    return max(windows, key=lambda window: window.until_at, default=None)


def next_window(spec: "DomainSpec", now: datetime) -> "WindowSpec | None":
    """Return the window that is to come first."""
    windows = [window for window in spec.maintenance.windows if window.from_at > now]
    return min(windows, key=lambda window: window.from_at, default=None)


def next_edge(state: "DesiredState", after: datetime) -> datetime | None:
    """Return when the next window of any domain begins or ends; None where none does any more."""
    windows = (window for spec in state.domains.values() if spec.enabled for window in spec.maintenance.windows)
    edges = (edge for window in windows for edge in (window.from_at, window.until_at) if edge > after)
    return min(edges, default=None)


def again_seconds(times: int) -> float:
    """Return how long to wait before an edge is tried once more that was tried again so often."""
    return min(_AGAIN_SECONDS * (1 << min(times, _MOST_DOUBLINGS)), _LONGEST_SECONDS)


class Maintenance:
    """Who deploys at the edges of windows. A window counts from when its domain is deployed, as everything does."""

    def __init__(self, deployer: "Deployer", clock: "Clock") -> None:
        self._deployer = deployer
        self._clock = clock
        self._tried: datetime | None = None
        self._times = 0
        self._again_at = 0.0

    async def run(self) -> None:
        """Follow time until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            await self.look()

    async def look(self) -> bool:
        """Begin a deployment where an edge has passed; return whether one was begun."""
        now, last = self._clock.now(), self._deployer.last_done
        if last is None or self._deployer.running is not None:
            return False
        revision, state = self._deployer.deployed()
        edge = next_edge(state, datetime.fromtimestamp(last.started_at, UTC))
        if edge is None or edge.timestamp() > now or (edge == self._tried and now < self._again_at):
            return False
        self._times = self._times + 1 if edge == self._tried else 0
        self._tried, self._again_at = edge, now + again_seconds(self._times)
        return await self._deploy(revision, edge)

    async def _deploy(self, revision: int, edge: datetime) -> bool:
        note = f"a window of maintenance began or ended at {edge.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        try:
            await self._deployer.deploy(by=BY, note=note, despite_problems=True, revision=revision)
        except (Conflict, DatabaseAway) as error:
            _log.warning("a window of maintenance waits: %s", error)
            return False
        return True
