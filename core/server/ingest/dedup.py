"""Counts each report once: an outbox sends its sequence in order, so the last number that came is enough."""

from typing import Final

import msgspec

_OUTBOXES_PER_NODE: Final = 16  # a node makes a new one when it loses its spool; more than that is misuse

_State = dict[str, dict[str, int]]
_decoder = msgspec.msgpack.Decoder(_State)


class Dedup:
    """The last sequence number of every (node, outbox)."""

    def __init__(self, state: _State | None = None) -> None:
        self._last: _State = state or {}

    def seen(self, node: str, outbox: str, sequence: int) -> bool:
        """Say whether a report was taken in before."""
        return sequence <= self._last.get(node, {}).get(outbox, -1)

    def mark(self, node: str, outbox: str, sequence: int) -> None:
        """Remember a report that was taken in."""
        outboxes = self._last.setdefault(node, {})
        outboxes[outbox] = max(sequence, outboxes.pop(outbox, -1))  # the newest stands last
        while len(outboxes) > _OUTBOXES_PER_NODE:
            del outboxes[next(iter(outboxes))]

    def to_bytes(self) -> bytes:
        """Return the state, for a checkpoint."""
        return msgspec.msgpack.encode(self._last)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Dedup":
        """Return what `to_bytes` wrote."""
        return cls(_decoder.decode(data))
