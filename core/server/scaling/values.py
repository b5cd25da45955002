"""The newest values of metrics that scaling looks at, found quickly second after second."""

import math
from collections.abc import Iterable, Iterator

from core.server.metrics.recent import Names, Newest

Key = tuple[str, str, str]


class Values:
    """Newest values by node, kind, entity and metric. Where a node's names stay the same they are gone through once."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[Names, dict[Key, int]]] = {}
        self._newest: dict[str, Newest] = {}

    def take(self, newest: Iterable[Newest], nodes: set[str], oldest: float) -> None:
        """Take the newest seconds of some nodes, as far as they are not older than an instant."""
        self._newest = {each.node: each for each in newest if each.node in nodes and each.t >= oldest}
        self._places = {node: known for node, known in self._places.items() if node in nodes}
        for node, each in self._newest.items():
            known = self._places.get(node)
            if known is None or known[0] is not each.names:
                self._places[node] = each.names, {name[:3]: i for i, name in enumerate(each.names)}

    def of(self, node: str, kind: str, entity: str, metric: str) -> float:
        """Return a value, NaN where it is not known."""
        if node not in self._newest:
            return math.nan
        place = self._places[node][1].get((kind, entity, metric))
        return math.nan if place is None else float(self._newest[node].values[place])

    def known(self, node: str, kind: str, entities: Iterable[str], metric: str) -> Iterator[float]:
        """Yield the values of entities, those that are known."""
        values = (self.of(node, kind, entity, metric) for entity in entities)
        return (value for value in values if not math.isnan(value))
