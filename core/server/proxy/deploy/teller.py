"""Makes nodes' orders what they are to be, of those nodes that something concerns."""

from collections.abc import Callable, Container
from typing import TYPE_CHECKING

from agent.contract.proxy import Order
from core.server.proxy.deploy.orders import Orders
from core.server.proxy.render.context import Surroundings
from core.server.proxy.specs.concerned import keys_changed, nodes_touched
from core.server.proxy.specs.state import DesiredState, Kind

if TYPE_CHECKING:
    from core.server.fleet.fleet import Fleet

_NOTHING_TO_MEMBERS: frozenset[Kind] = frozenset({"pages", "certificate"})


class Teller:
    """Remembers what it told of last.

    `wanted` gives what is wanted now, `order` the order of a node (id and name) for that.
    """

    def __init__(
        self,
        orders: Orders,
        fleet: "Fleet",
        wanted: Callable[[], tuple[DesiredState, Surroundings]],
        order: Callable[[str, str, DesiredState, Surroundings], Order],
    ) -> None:
        self._orders = orders
        self._fleet = fleet
        self._wanted = wanted
        self._order = order
        self._told = DesiredState(), Surroundings()

    def tell_all(self) -> None:
        """Tell every node."""
        self._told = self._wanted()
        self.tell(None)

    def tell(self, names: Container[str] | None) -> None:
        """Tell nodes by their names, all without them; and those that were told nothing yet."""
        state, around = self._wanted()
        for node in self._fleet.all():
            name = node.name.lower()
            if names is None or name in names or not self._orders.of(node.id).version:
                self._orders.put(node.id, self._order(node.id, name, state, around))

    def tell_change(self) -> None:
        """Tell the nodes that changes of documents since the last time concern."""
        (before, around_before), (state, around) = self._told, self._wanted()
        keys = [key for key in keys_changed(before, state) if key[0] not in _NOTHING_TO_MEMBERS]
        are_issuers_same = around.issuers == around_before.issuers
        self._told = state, around
        self.tell(nodes_touched(before, state, keys) if are_issuers_same else None)
