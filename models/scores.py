"""What scoring says of the sources of one record."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score is high: one feature, its value, what is typical, and its share of the score (shares sum to 1)."""

    feature: str
    value: float
    typical: float
    share: float
    one_in: float  # one source in so many goes this far


@dataclass(frozen=True, slots=True)
class Scores:
    """One entry per (service, source) of a record, at its newest second. n entries, F features.

    Entries that are late (see the module `stage`) are scored for history and must not cause a decision.
    """

    position: int
    as_of: float
    services: list[str]
    service: NDArray[np.uint16]  # (n,) index into services
    address: NDArray[np.uint8]  # (n, 16)
    second: NDArray[np.int64]  # (n,) newest Unix second
    requests: NDArray[np.int64]  # (n,) requests in this record
    refused: NDArray[np.int64]  # (n,) refused requests in this record
    rps: NDArray[np.float32]  # (n,) requests per second over the last 10 s
    score: NDArray[np.float32]  # (n,) in [0, 1]; NaN while the detectors are warming up
    p_value: NDArray[np.float64]  # (n,) calibrated tail probability of being harmless; 1 while warming up
    late: NDArray[np.bool_]  # (n,)
    features: NDArray[np.float32]  # (n, F) in the order of models.features.NAMES
    surprisal: NDArray[np.float32]  # (n, F) -log10 tail probability by feature, 0..8
    heads: NDArray[np.float32]  # (n, heads) -log10 p by head, in the order of models.ensemble.HEADS; NaN: warming up
    typical: NDArray[np.float32]  # (F,) the median over sources, in natural units
    row: NDArray[np.int64]  # (n,) a row of the record's aggregates that belongs to the entry, to find its samples
    entry: NDArray[np.int64]  # (rows,) the entry of each row of the record's aggregates; -1 where none
