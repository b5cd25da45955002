"""How much a node may make the core keep of names: each new set of series is stored, and that adds up."""

from collections import OrderedDict
from typing import Final

from core.server.errors import TooLarge
from core.server.metrics.catalogue import stored_names
from core.server.metrics.check import names_digest

HOURLY_BYTES: Final = 4 << 20
"""As stored: some 1,500 changes of fifty containers with twenty series each, which is one in two seconds."""

_LEAST_BYTES: Final = 512  # what a row and its places in indexes take anyway
_MOST_KNOWN: Final = 32  # sets of a node among which it may change to and fro for nothing
_MOST_NODES: Final = 10_000
_HOUR_SECONDS: Final = 3600


class _Spent:
    """What one node spent in an hour, and the sets that it told lately."""

    def __init__(self) -> None:
        self.hour = 0
        self.bytes = 0
        self.known: OrderedDict[bytes, None] = OrderedDict()


class NamesBudget:
    """Of each node. It begins anew with each hour, and with the core."""

    def __init__(self, hourly_bytes: int = HOURLY_BYTES) -> None:
        self._hourly_bytes = hourly_bytes
        self._nodes: OrderedDict[str, _Spent] = OrderedDict()

    def spend(self, node: str, names: bytes, now: float) -> None:
        """Take note of the packed names that a node tells of, at an instant (Unix seconds).

        Raises:
            TooLarge: they are new, and the node's hour has no room for them.
        """
        spent, digest = self._of(node), names_digest(names)
        if digest not in spent.known:
            self._pay(spent, max(len(stored_names(names)), _LEAST_BYTES), int(now // _HOUR_SECONDS))
            spent.known[digest] = None
        spent.known.move_to_end(digest)
        while len(spent.known) > _MOST_KNOWN:
            spent.known.popitem(last=False)

    def _of(self, node: str) -> _Spent:
        spent = self._nodes.setdefault(node, _Spent())
        self._nodes.move_to_end(node)
        while len(self._nodes) > _MOST_NODES:
            self._nodes.popitem(last=False)
        return spent

    def _pay(self, spent: _Spent, price: int, hour: int) -> None:
        if hour != spent.hour:
            spent.hour, spent.bytes = hour, 0
        if spent.bytes + price > self._hourly_bytes:
            raise TooLarge("its series change too often: new ones are left out until the next hour")
        spent.bytes += price
