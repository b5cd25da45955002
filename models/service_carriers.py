"""Which nodes carry a service, and whether they were heard of: silence of an agent is not silence of the traffic."""

from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state

_MOST_NODES: Final = 256
_TAU_SECONDS: Final = 3600.0
_MUCH: Final = 0.1  # of a service's requests
_LATE_SECONDS: Final = 15  # a node reports every second


class Carriers:
    """Faded requests by (node, service), and since when each node has been heard of without a break."""

    def __init__(self) -> None:
        self._nodes: dict[str, int] = {}
        self._carried = np.zeros((0, 0))
        self._heard_at = np.zeros(0)
        self._since = np.zeros(0)
        self._begun = 0.0

    def begin(self, now: float) -> None:
        """Begin anew: what came before `now` is not known."""
        self._begun = now

    def heard(self, node: str, now: float, requests: NDArray[np.float64]) -> None:
        """Count a node's report with its requests by service."""
        at = self._nodes.get(node)
        if at is None:
            if len(self._nodes) >= _MOST_NODES:
                return
            at = self._nodes[node] = len(self._nodes)
        self._grow(len(self._nodes), len(requests))
        if now - self._heard_at[at] > _LATE_SECONDS:
            self._since[at] = now
        fade = np.exp(-max(now - self._heard_at[at], 0) / _TAU_SECONDS)
        self._carried[at] *= fade
        self._carried[at, : len(requests)] += requests
        self._heard_at[at] = max(now, self._heard_at[at])

    def _grow(self, nodes: int, places: int) -> None:
        held_nodes, held_places = self._carried.shape
        if nodes > held_nodes or places > held_places:
            carried = np.zeros((max(nodes, held_nodes), max(places, held_places)))
            carried[:held_nodes, :held_places] = self._carried
            self._carried = carried
            more = np.zeros(len(carried) - held_nodes)
            self._heard_at = np.concatenate([self._heard_at, more])
            self._since = np.concatenate([self._since, more])

    def vouched(self, places: int, now: float, seconds: float) -> NDArray[np.bool_]:
        """Return (places,): whether all who carry much of a service were heard of throughout the last `seconds`."""
        vouched = np.full(places, now - self._begun >= seconds)
        self._grow(0, places)
        carried = self._carried[:, :places]
        much = carried > _MUCH * carried.sum(axis=0)
        absent = (self._heard_at < now - _LATE_SECONDS) | ((self._since > now - seconds) & (self._since > self._begun))
        vouched &= ~(much & absent[:, None]).any(axis=0)
        return vouched

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        arrays = {"carried": self._carried, "heard_at": self._heard_at, "since": self._since}
        return pack_state("carriers", 1, arrays, {"nodes": list(self._nodes), "begun": self._begun})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("carriers", 1, data)
        carriers = cls()
        carriers._nodes = {name: at for at, name in enumerate(values["nodes"])}
        carriers._carried, carriers._heard_at = arrays["carried"], arrays["heard_at"]
        carriers._since, carriers._begun = arrays["since"], values["begun"]
        return carriers
