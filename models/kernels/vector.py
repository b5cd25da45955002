"""Features of slots from their counters, sets and what their service gets (see `models.features`)."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.kernels import compiled

# The counters that `VectorPlan.named` says the columns of, and the columns of `load`.
NAMED: Final = (
    "pages_60",
    "new_pages_60",
    "requests_10",
    "requests_60",
    "requests_600",
    "time_60",
    "bytes_600",
    "gaps",
    "gap_sum",
    "gap_squares",
)
LOADS: Final = ("requests_60s", "time_60s", "requests_3600s", "assets_3600s")
OTHERS: Final = 8  # the last columns of a row
_BURST, _REGULARITY = 4, 5  # of them
_LEAST_LOAD: Final = 60.0  # requests a minute; with fewer, a service is quiet and any share says little
_LEAST_COST: Final = 10.0  # seconds a minute
_LEAST_GAPS: Final = 8.0
_GAP_NOISE: Final = 1 / 6  # variance of the difference of two instants cut to seconds


@dataclass(frozen=True, slots=True, eq=False)
class VectorPlan:
    """Which counters (columns of `ew`) and which estimates of sets are features as they are, or parts of shares.

    `part` of `whole`, with `usual` added to the one and `prior` to the other; `named` in the order of NAMED.
    """

    count: NDArray[np.int64]
    sets: NDArray[np.int64]
    part: NDArray[np.int64]
    whole: NDArray[np.int64]
    usual: NDArray[np.float32]
    prior: float
    named: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """What is known of n `slots`: `ew` (slots, counters) and `newest` (slots,) are of the table, the rest of the n.

    `estimates` is (n, sets), `load` (n, LOADS) of their services, `known` (n,) whether their networks are.
    """

    ew: NDArray[np.float32]
    newest: NDArray[np.int64]
    slots: NDArray[np.int64]
    estimates: NDArray[np.float32]
    load: NDArray[np.float64]
    known: NDArray[np.bool_]


def fill(plan: VectorPlan, given: Remembered) -> NDArray[np.float32]:
    """Return (n, 1 + counts + sets + shares + OTHERS) features."""
    width = 1 + len(plan.count) + len(plan.sets) + len(plan.part) + OTHERS
    features = np.empty((len(given.slots), width), np.float32)
    burst, spread = _filled(plan, given, features) if compiled else filled_twin(plan, given, features)
    features[:, _BURST - OTHERS] = np.log(burst)
    features[:, _REGULARITY - OTHERS] = np.maximum(-0.5 * np.log(spread), 0) + 0.0  # no -0
    return features


def _filled(plan: VectorPlan, given: Remembered, features: NDArray[np.float32]) -> tuple[Any, Any]:
    known = given.known.view(np.uint8)
    load = np.ascontiguousarray(given.load)
    burst, spread = compiled.vector_fill_to(
        plan, given.ew, given.newest, given.slots, given.estimates, load, known, features
    )
    return burst, spread


def filled_twin(plan: VectorPlan, given: Remembered, features: NDArray[np.float32]) -> tuple[Any, Any]:
    """Fill in all but two features; return (n,) what the logarithms of these are taken of, in numpy."""
    ew = given.ew[given.slots]
    shares = (ew[:, plan.part] + plan.usual) / (ew[:, plan.whole] + np.float32(plan.prior))
    own = dict(zip(NAMED, ew[:, plan.named].T, strict=True))
    load = dict(zip(LOADS, given.load.T, strict=True))
    columns: list[NDArray[Any]] = [
        given.newest[given.slots],
        *ew[:, plan.count].T,
        *given.estimates[:, plan.sets].T,
        *shares.T,
        np.maximum(own["pages_60"] - own["new_pages_60"], 0),
        own["requests_60"] / np.maximum(load["requests_60s"], _LEAST_LOAD),
        own["time_60"] / np.maximum(load["time_60s"], _LEAST_COST),
        own["bytes_600"] / np.maximum(own["requests_600"], 1),
    ]
    for column, values in enumerate(columns):
        features[:, column] = values
    features[:, -2] = given.known
    features[:, -1] = load["assets_3600s"] / np.maximum(load["requests_3600s"], 1)
    burst = (own["requests_10"] / 10 + 0.02) / (own["requests_600"] / 600 + 0.02)
    return burst, _spread(own)


def _spread(own: dict[str, NDArray[np.float32]]) -> NDArray[np.float64]:
    """Return the squared variation coefficient of the gaps between active seconds; 1 where there are too few.

    A second is as fine as the log is: the noise of cutting instants to seconds is added to the variance, so that a
    gap of one second every second is not taken for a clock.
    """
    count = own["gaps"].astype(np.float64)
    mean = own["gap_sum"] / np.maximum(count, 1)
    variance = np.maximum(own["gap_squares"] / np.maximum(count, 1) - mean**2, 0) + _GAP_NOISE
    spread: NDArray[np.float64] = np.where(count >= _LEAST_GAPS, variance / np.maximum(mean, 1) ** 2, 1.0)
    return spread
