"""What a report says of its node's metrics, on its way to PostgreSQL."""

from typing import Final, Self

import msgspec
import numpy as np

from agent.contract.metrics import Metrics
from core.server.metrics.check import names_digest
from core.server.series.tiers import TRAFFIC

OLDEST_SECONDS: Final = TRAFFIC[1].keep_seconds
"""What is told later than this is left out: the tiers that it would change are gone or made."""

_AGAIN_SECONDS: Final = 600.0
_FLOAT: Final = np.dtype("<f4")


class MetricRow(msgspec.Struct, array_like=True, frozen=True):
    """The values of a second: float32, NaN for a gap. `names` are empty where the digest was told of lately."""

    node: str
    t: int
    digest: bytes
    names: bytes
    values: bytes


class NamesTold:
    """Which names the outputs hold already, by node: they are told when they change, and every ten minutes."""

    def __init__(self, told: dict[str, tuple[bytes, float]] | None = None) -> None:
        self._told = told or {}

    def tell(self, node: str, digest: bytes, as_of: float) -> bool:
        """Say whether the names are to be told now, and remember that they are."""
        before, at = self._told.get(node, (b"", 0.0))
        if before == digest and 0 <= as_of - at < _AGAIN_SECONDS:
            return False
        self._told[node] = digest, as_of
        return True

    def to_bytes(self) -> bytes:
        """Return the state, for a checkpoint."""
        return msgspec.msgpack.encode(self._told)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote."""
        return cls(msgspec.msgpack.decode(data, type=dict[str, tuple[bytes, float]]))


def metric_row(node: str, as_of: float, metrics: Metrics, told: NamesTold) -> MetricRow | None:
    """Return what is to be stored of a report's metrics; None where there is nothing, or it is too old.

    `as_of` is when the report came (Unix seconds). A node whose clock is ahead is told of as of then.
    """
    t = int(min(metrics.at, as_of))
    if not metrics.values or t < as_of - OLDEST_SECONDS:
        return None
    digest = names_digest(metrics.names)
    names = metrics.names if told.tell(node, digest, as_of) else b""
    return MetricRow(node, t, digest, names, _finite(metrics.values))


def _finite(values: bytes) -> bytes:
    numbers = np.frombuffer(values, _FLOAT)
    infinite = np.isinf(numbers)
    return np.where(infinite, np.float32(np.nan), numbers).astype(_FLOAT).tobytes() if infinite.any() else values
