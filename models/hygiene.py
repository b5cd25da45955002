"""Who may teach: a source that looks like an attacker must not tell what is usual, nor may a place full of them."""

from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.reservoir import Reservoir

SUSPECT_SECONDS: Final = 3600  # that a source teaches nothing after it looked like an attacker
SUSPICIOUS_P: Final = 1e-2
PROVEN_P: Final = 1e-3  # from which on also what a source taught before is taken back
GUARD: Final = 3.5  # surprisal of a feature from which a row teaches nothing
_DENSE_SHARE: Final = 0.1
_DENSE_FROM: Final = 100  # sources
_PROBES: Final = 1.9  # distinct signature paths


class Hygiene:
    """Remembers, of a source-balanced sample, who looked like an attacker."""

    def __init__(self) -> None:
        self._suspects = Reservoir(1)

    def learn_many(self, keys: NDArray[np.uint64], suspicious: NDArray[np.bool_], now: int) -> None:
        """Remember who is suspicious among the sources `keys`."""
        self._suspects.put_maxima(keys, suspicious[:, None].astype(np.float32), now)

    @property
    def attack_dense(self) -> bool:
        """Whether so many of the sources look like attackers that this place's traffic cannot tell what is usual."""
        rows = self._suspects.rows()
        return len(rows) >= _DENSE_FROM and float(rows.mean()) > _DENSE_SHARE

    def to_bytes(self) -> bytes:
        """Return the sample as bytes."""
        return self._suspects.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        hygiene = cls()
        hygiene._suspects = Reservoir.from_bytes(data)
        return hygiene


def is_suspicious(p_value: NDArray[np.float64], signature_paths: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Tell which rows look like an attacker's: unlikely to be harmless, or probing, however usual that is here."""
    suspicious: NDArray[np.bool_] = (p_value < SUSPICIOUS_P) | (signature_paths >= _PROBES)
    return suspicious


def is_proven(p_value: NDArray[np.float64], signature_paths: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Tell which rows look so much like an attacker's that the source should never have taught."""
    proven: NDArray[np.bool_] = (p_value < PROVEN_P) | (signature_paths >= _PROBES)
    return proven
