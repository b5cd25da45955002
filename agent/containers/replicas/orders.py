"""What was ordered last, and what still has to go of what was ordered before."""

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from agent.containers.replicas.ours import Group, group_of
from agent.contract.proxy import Order, Replicas


class Orders:
    """`entries` are by what they are about; those that are ordered no more, with wanted 0, until nothing is left.

    `are_known` tells whether there was an order at all: before that, nothing may be concluded from there being none.
    """

    def __init__(self, kept: Iterable[Replicas] | None) -> None:
        self.are_known = kept is not None
        self.entries = {group_of(entry): entry for entry in kept or ()}
        self._former: set[Group] = set()

    def take(self, order: Order) -> bool:
        """Take in what the core wants now; return whether that is news. A node without orders keeps its own."""
        if not order.version:
            return False
        entries = {group_of(entry): entry for entry in order.replicas}
        former = {group: replace(entry, wanted=0) for group, entry in self.entries.items() if group not in entries}
        before, self.entries, self._former = (self.are_known, self.entries), entries | former, set(former)
        self.are_known = True
        return before != (True, self.entries)

    def of(self, group: Group) -> Replicas:
        """Return what is ordered; of what no order that is known speaks of, none are wanted."""
        unknown = Replicas(service=group.service, upstream="", template=group.template, port=0, wanted=0)
        return self.entries.get(group, unknown)

    def forget_former(self, there: Collection[Group]) -> bool:
        """Let go of what is ordered no more where nothing of it is there; return whether there was such."""
        gone = self._former - set(there)
        self._former -= gone
        for group in gone:
            del self.entries[group]
        return bool(gone)
