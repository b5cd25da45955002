"""Where replicas go: one by one to the node that has the fewest for what comes through it, of those with room. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

BUSY_SHARE: Final = 0.9
"""A processor as busy as that is full: other nodes come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a node has for replicas of a service.

    Attributes:
        weight: what comes through it, in any unit; for a node behind entries, its free processors.
        fits: how many more fit into its free memory.
        is_busy: its processors are full.
        others: members of the service there that are no replicas.
        free_bytes: of memory.
    """

    weight: float = 1.0
    fits: int = 1000
    is_busy: bool = False
    others: int = 0
    free_bytes: float = 0.0


def place(counts: Mapping[str, int], target: int, rooms: Mapping[str, Room]) -> dict[str, int]:
    """Return the replicas by node that come as close to `target` as there is room; nothing moves without need.

    Args:
        counts: ordered replicas of the nodes that may be changed.
        target: how many there are to be on these nodes.
        rooms: the nodes that have a template; one that is not among them gets nothing more.
    """
    after, most = dict(counts), sum(rooms[node].weight for node in rooms)
    while (missing := target - sum(after.values())) > 0:
        free = [node for node in rooms if after.get(node, 0) - counts.get(node, 0) < rooms[node].fits]
        if not free:
            break
        node = min(free, key=lambda each: (rooms[each].is_busy, _fullness(after, each, rooms, most, 1), each))
        after[node] = after.get(node, 0) + 1
    for _ in range(max(-missing, 0)):
        node = max((each for each in after if after[each]), key=lambda each: _goes_first(after, each, rooms, most))
        after[node] -= 1
    return after


def _fullness(
    counts: Mapping[str, int], node: str, rooms: Mapping[str, Room], most: float, more: int
) -> tuple[float, float]:
    room = rooms[node]
    share = max(room.weight / most if most > 0 else 0.0, 1e-3)
    return (counts.get(node, 0) + room.others + more) / share, -room.free_bytes


def _goes_first(
    counts: Mapping[str, int], node: str, rooms: Mapping[str, Room], most: float
) -> tuple[bool, bool, tuple[float, float], str]:
    if node not in rooms:
        return True, False, (0.0, 0.0), node
    return False, rooms[node].is_busy, _fullness(counts, node, rooms, most, 0), node
