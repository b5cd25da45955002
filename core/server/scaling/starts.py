"""How long replicas take to start, as seen in inventories."""

import math
from typing import Final

from agent.contract.inventory import Container, Inventory

_NEWEST_WEIGHT: Final = 0.3
_LONGEST_SECONDS: Final = 600.0
_WELL: Final = frozenset({"", "healthy"})


class Starts:
    """The usual seconds from a replica's making until it is well, by service; NaN until one was seen to start."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._looked: dict[str, float] = {}
        self._well: dict[str, set[str]] = {}

    def of(self, service: str) -> float:
        """Return the usual seconds of a service's replicas."""
        return self._seconds.get(service, math.nan)

    def recall(self, service: str, seconds: float) -> None:
        """Take what was known before a restart."""
        self._seconds.setdefault(service, seconds)

    def look(self, node: str, inventory: Inventory) -> None:
        """Take in a node's inventory. Of the first one nothing is learned: its replicas may be long there."""
        if self._looked.get(node) == inventory.at:
            return
        is_first, self._looked[node] = node not in self._looked, inventory.at
        well = [each for each in inventory.containers if each.replica_of and _is_well(each)]
        before, self._well[node] = self._well.get(node, set()), {each.id for each in well}
        for each in well:
            took = inventory.at - each.created_at
            if not is_first and each.id not in before and 0 < took < _LONGEST_SECONDS:
                self._learn(each.service, took)

    def _learn(self, service: str, took: float) -> None:
        known = self.of(service)
        self._seconds[service] = took if math.isnan(known) else known + _NEWEST_WEIGHT * (took - known)


def _is_well(container: Container) -> bool:
    return container.state == "running" and container.health in _WELL
