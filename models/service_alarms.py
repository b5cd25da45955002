"""From deviations to anomalies: what lasts is told when it begins, when it gets worse and when it is over."""

from hashlib import blake2b
from typing import Any, Final, Literal, NamedTuple, Self

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from models.codec import pack_state, unpack_state
from models.service_metrics import METRICS, STEP_SECONDS, Metric

Severity = Literal["low", "medium", "high", "critical"]
_OPENS_AFTER: Final = 4  # steps beyond the alarm's threshold
_ENDS_AFTER: Final = 20  # steps within half of it: five minutes
_STRAYS: Final = 8.0  # mean absolute deviations, some 6.4 standard deviations
_LONGEST_STEPS: Final = 1440  # six hours: what lasts longer is the new usual
# What matters at the least, as a part of what is expected and in the metric's own unit.
_LEAST_PART: Final = np.array([0.6, 0.5, 0.5, 1.0, 1.0])
_LEAST: Final = np.array([1.0, 0.05, 0.02, 0.05, 100_000.0])
_LOW_PART: Final = 0.7  # of the expected traffic that must be missing
_LOW_STRAYS: Final = 4.0  # where traffic strays so far that none at all is not rare, nothing is too low
_LOW_FROM: Final = 2.0  # requests per second, below which a drop is chance
_GROWS_BY: Final = 2.0  # times as far out as when last told


class ServiceAnomaly(msgspec.Struct, frozen=True, kw_only=True):
    """A metric of a service that stayed outside of what is expected.

    Instants are Unix seconds; `ended_at` is 0 while it goes on. `value` is the furthest one so far, and the expected
    range that of the instant when it was reached.
    """

    id: str
    service: str
    metric: Metric
    direction: Literal["up", "down"]
    value: float
    expected_low: float
    expected_high: float
    started_at: float
    ended_at: float
    severity: Severity
    p_value: float


class _Step(NamedTuple):
    values: NDArray[np.float64]
    expected: NDArray[np.float64]
    stray: NDArray[np.float64]
    now: float


class Alarms:
    """Runs of deviating and quiet steps by (service, metric), and the anomalies that are open."""

    def __init__(self) -> None:
        self._beyond = np.zeros((0, len(METRICS)), np.int32)  # steps above the threshold, negative below
        self._quiet = np.zeros((0, len(METRICS)), np.int32)
        self._length = np.zeros((0, len(METRICS)), np.int32)
        self.open: dict[tuple[int, int], ServiceAnomaly] = {}
        self.adopted: list[tuple[int, int]] = []  # by the last step: (place, metric) whose level is the new usual

    def frozen(self, places: int) -> NDArray[np.bool_]:
        """Return (places, METRICS): where an anomaly is open or about to be, and nothing is to be learned."""
        self._grow(places)
        frozen = np.abs(self._beyond) > 0
        for place, metric in self.open:
            frozen[place, metric] = True
        return frozen

    def lasting(self) -> list[ServiceAnomaly]:
        """Return the anomalies that are open and, at the last step, as far out as it takes to open one."""
        return [anomaly for key, anomaly in self.open.items() if self._beyond[key]]

    def _grow(self, places: int) -> None:
        missing = places - len(self._beyond)
        if missing > 0:
            for name in ("_beyond", "_quiet", "_length"):
                held = getattr(self, name)
                setattr(self, name, np.concatenate([held, np.zeros((missing, len(METRICS)), np.int32)]))

    def step(
        self,
        values: NDArray[np.float64],
        expected: NDArray[np.float64],
        stray: NDArray[np.float64],
        now: float,
        names: list[str],
    ) -> list[ServiceAnomaly]:
        """Take in (places, METRICS) of a step; return the anomalies that opened, got worse or ended.

        NaN values, and what nothing is expected of, leave everything as it is.
        """
        self._grow(len(values))
        up, down = _margins(expected, stray)
        high, low = values > expected + up, values < expected - down
        self._beyond = np.where(
            high, np.maximum(self._beyond, 0) + 1, np.where(low, np.minimum(self._beyond, 0) - 1, 0)
        )
        inside = (values < expected + up / 2) & (values > expected - down / 2)
        self._quiet = np.where(inside, self._quiet + 1, np.where(high | low, 0, self._quiet))
        step = _Step(values, expected, stray, now)
        self.adopted = []
        told = [self._follow(key, step) for key in list(self.open)]
        for place, metric in np.argwhere(np.abs(self._beyond) >= _OPENS_AFTER).tolist():
            if (place, metric) not in self.open:
                told.append(self._open((place, metric), names[place], step))
        return [anomaly for anomaly in told if anomaly is not None]

    def _open(self, key: tuple[int, int], service: str, step: _Step) -> ServiceAnomaly:
        metric, value = METRICS[key[1]], float(step.values[key])
        direction: Literal["up", "down"] = "up" if self._beyond[key] > 0 else "down"
        self._quiet[key] = self._length[key] = 0
        anomaly = ServiceAnomaly(
            id=blake2b(f"{service}|{metric}|{step.now!r}".encode(), digest_size=12).hexdigest(),
            service=service,
            metric=metric,
            direction=direction,
            value=value,
            started_at=step.now - abs(int(self._beyond[key])) * STEP_SECONDS,
            ended_at=0.0,
            severity=_severity(metric, value, float(step.expected[key]), direction),
            **_far(key, step),
        )
        self.open[key] = anomaly
        return anomaly

    def _follow(self, key: tuple[int, int], step: _Step) -> ServiceAnomaly | None:
        anomaly = self.open[key]
        self._length[key] += 1
        if self._length[key] >= _LONGEST_STEPS:
            self.adopted.append(key)
        if self._quiet[key] >= _ENDS_AFTER or self._length[key] >= _LONGEST_STEPS:
            self._beyond[key] = 0
            del self.open[key]
            return replace(anomaly, ended_at=step.now)
        usual = (anomaly.expected_low + anomaly.expected_high) / 2
        value = float(step.values[key])
        worse = abs(value - usual) > _GROWS_BY * abs(anomaly.value - usual)
        if not worse or np.isnan(value) or (value > usual) != (anomaly.direction == "up"):
            return None
        severity = _severity(anomaly.metric, value, usual, anomaly.direction)
        self.open[key] = replace(anomaly, value=value, severity=severity, **_far(key, step))
        return self.open[key]

    def to_bytes(self) -> bytes:
        """Return the runs and the open anomalies as bytes."""
        arrays = {"beyond": self._beyond, "quiet": self._quiet, "length": self._length}
        open_now = [[*key, msgspec.to_builtins(anomaly)] for key, anomaly in self.open.items()]
        return pack_state("alarms", 1, arrays, {"open": open_now})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("alarms", 1, data)
        alarms = cls()
        alarms._beyond, alarms._quiet, alarms._length = arrays["beyond"], arrays["quiet"], arrays["length"]
        alarms.open = {(p, m): msgspec.convert(anomaly, ServiceAnomaly) for p, m, anomaly in values["open"]}
        return alarms


def _margins(expected: NDArray[np.float64], stray: NDArray[np.float64]) -> tuple[Any, Any]:
    """Return how far above and below (places, METRICS) values must lie to be alarming. Only traffic can be too low."""
    up = np.maximum(_STRAYS * stray, _LEAST_PART * expected + _LEAST)
    down = np.full(expected.shape, np.inf)
    rate = expected[:, 0]
    missing = np.maximum(_LOW_PART * rate, _LOW_STRAYS * stray[:, 0])
    down[:, 0] = np.where((rate >= _LOW_FROM) & (missing < rate), missing, np.inf)
    return up, down


def _far(key: tuple[int, int], step: _Step) -> dict[str, float]:
    """Return the expected range, and how likely one goes so far where deviations are Laplace-distributed."""
    usual, width = float(step.expected[key]), max(float(step.stray[key]), 1e-9)
    p_value = 0.5 * float(np.exp(-min(abs(float(step.values[key]) - usual) / width, 300.0)))
    return {"expected_low": max(usual - 4 * width, 0.0), "expected_high": usual + 4 * width, "p_value": p_value}


def _severity(metric: Metric, value: float, expected: float, direction: str) -> Severity:
    """Rank by what users feel: errors and silence are worse than load."""
    if metric == "server_errors":
        return "critical" if value > 0.5 else "high" if value > 0.1 else "medium"
    if direction == "down":
        return "high" if value < 0.1 * expected else "medium"
    grown = value / max(expected, 1e-9)
    return "high" if grown > 10 else "medium" if grown > 3 else "low"
