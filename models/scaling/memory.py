"""What the scaling rule remembers of a service from second to second."""

import math
from dataclasses import dataclass, field, fields
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.scaling.forecast import Forecast

Floats = NDArray[np.float64]
Peaks = tuple[tuple[float, int], ...]

REMEMBERED_SECONDS: Final = 300  # how much load moves shows in minutes
_KIND: Final = "scaling memory"
_VERSION: Final = 1


def _no_loads() -> Floats:
    return np.full((2, REMEMBERED_SECONDS), np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """State of the rule; never changed, each decision returns another.

    Attributes:
        now: instant of the last decision.
        loads: (2, seconds) load of the last seconds, of all traffic and of clean traffic; NaN where unknown.
        calm: (n,) clean load of the last seconds that no incident was in; what is usual just now.
        waiting: requests that waited in the last second.
        usual_seconds: that a request is at an upstream when none waits; NaN where that is not known yet.
        clean_peaks: (instant, replicas) that clean traffic wanted, falling; the first is the most within the delay.
        peaks: the same of all traffic that may be bought for, within the shorter delay of events.
        above_since: since when more is wanted than is ordered; NaN where it is not.
        active_at: when a request was seen last.
        turns: instants at which less was ordered after more was, in the last hour.
        rising: the last order was for more.
        incident_since: since when an incident of an attack runs; NaN where none does.
        minute: number of the minute whose clean load is being summed, with `minute_load` and `minute_seconds`.
        pending: (instant, load) of minutes that are still in doubt and have not been learned.
        forecast: what was learned.
    """

    now: float = -math.inf
    loads: Floats = field(default_factory=_no_loads)
    calm: Floats = field(default_factory=lambda: np.zeros(0))
    waiting: float = 0.0
    usual_seconds: float = math.nan
    clean_peaks: Peaks = ()
    peaks: Peaks = ()
    above_since: float = math.nan
    active_at: float = -math.inf
    turns: tuple[float, ...] = ()
    rising: bool = False
    incident_since: float = math.nan
    minute: int = -1
    minute_load: float = 0.0
    minute_seconds: int = 0
    pending: tuple[tuple[float, float], ...] = ()
    forecast: Forecast = field(default_factory=Forecast)

    def to_bytes(self) -> bytes:
        """Return it as bytes."""
        values: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        values["forecast"] = self.forecast.to_bytes()
        return pack_state(_KIND, _VERSION, {"loads": values.pop("loads"), "calm": values.pop("calm")}, values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state(_KIND, _VERSION, data)
        values["forecast"] = Forecast.from_bytes(values["forecast"])
        for name in ("clean_peaks", "peaks", "pending"):
            values[name] = tuple((at, value) for at, value in values[name])
        values["turns"] = tuple(values["turns"])
        return cls(loads=arrays["loads"], calm=arrays["calm"], **values)


def shifted(loads: Floats, seconds: int, size: int, load: float, clean: float) -> Floats:
    """Return (2, size) loads, `seconds` later, with one more second; those between are unknown."""
    moved = np.full((2, size), np.nan)
    kept = min(loads.shape[1], size - seconds)
    if kept > 0:
        moved[:, size - seconds - kept : size - seconds] = loads[:, loads.shape[1] - kept :]
    moved[0, -1], moved[1, -1] = load, clean
    return moved


def with_peak(peaks: Peaks, now: float, replicas: int, keep_seconds: float) -> Peaks:
    """Return the falling peaks of the last seconds with one more; the first one is the greatest."""
    kept = [peak for peak in peaks if peak[0] > now - keep_seconds and peak[1] > replicas]
    return (*kept, (now, replicas))
