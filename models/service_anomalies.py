"""The service stage: each service's requests, errors, latency and bytes against what is expected of them.

Pure. Steps of fifteen seconds look back on a minute; a step is judged once late lines and other nodes had time to
arrive. A crowd and a flood both are "more requests than expected": who is to blame is the business of the sources'
scores. Silence of an agent is not silence of the traffic: while a node that carries much of a service is not heard of,
the service is not judged.
"""

from collections import deque
from collections.abc import Mapping
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.batch import read_batch
from models.codec import pack_state, unpack_state
from models.expectation import Expectation
from models.places import Places
from models.record import Record
from models.scores import Scores
from models.service_alarms import Alarms, ServiceAnomaly
from models.service_carriers import Carriers
from models.service_metrics import METRICS, STEP_SECONDS, SUMS, Metric, Sums, metrics_of, noise_of, sums_by_second

__all__ = ["ServiceAnomaly", "ServiceStage", "ServiceState"]

_WINDOW_STEPS: Final = 4
_WINDOW_SECONDS: Final = _WINDOW_STEPS * STEP_SECONDS
_SETTLED_AFTER: Final = 5  # seconds for late lines and other nodes to arrive
_GAP_SECONDS: Final = 60  # a longer silence of everyone is no traffic but no data
_ANOMALOUS_PART: Final = 0.2  # of the requests, from which a step teaches nothing


class ServiceState:
    """What the service stage remembers. Changed in place by `ServiceStage.process` and by nothing else."""

    def __init__(self) -> None:
        self.places = Places()
        self.expectation = Expectation()
        self.alarms = Alarms()
        self.carriers = Carriers()
        self.seconds: dict[int, Sums] = {}  # of the step that goes on
        self.steps: deque[Sums] = deque(maxlen=_WINDOW_STEPS)  # the last ones that ended
        self.step = 0  # end of the last step, Unix seconds

    def expected_range(self, service: str, metric: Metric = "requests") -> tuple[float, float] | None:
        """Return the lowest and highest value expected of a service's metric; None while that is unknown.

        Of requests it is per single second, of bytes per second; errors are parts of requests, latency is in seconds.
        """
        place = self.places.find(service)
        if place is None:
            return None
        return self.expectation.range(place, METRICS.index(metric), float(self.step))

    def to_bytes(self) -> bytes:
        """Return the whole state as bytes."""
        arrays = {str(second): sums for second, sums in self.seconds.items()}
        arrays |= {f"step {i}": sums for i, sums in enumerate(self.steps)}
        values = {
            "places": self.places.names,
            "expectation": self.expectation.to_bytes(),
            "alarms": self.alarms.to_bytes(),
            "carriers": self.carriers.to_bytes(),
            "step": self.step,
        }
        return pack_state("service_anomalies", 1, arrays, values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote; raises StateError."""
        arrays, values = unpack_state("service_anomalies", 1, data)
        state = cls()
        state.places = Places(values["places"])
        state.expectation = Expectation.from_bytes(values["expectation"])
        state.alarms = Alarms.from_bytes(values["alarms"])
        state.carriers = Carriers.from_bytes(values["carriers"])
        state.steps.extend(arrays.pop(f"step {i}") for i in range(_WINDOW_STEPS) if f"step {i}" in arrays)
        state.seconds = {int(second): sums for second, sums in arrays.items()}
        state.step = values["step"]
        return state


class ServiceStage:
    """Looks at records together, in the order of the log, after they were scored."""

    def process(self, record: Record, scores: Scores, state: ServiceState) -> list[ServiceAnomaly]:
        """Return the anomalies that opened, got worse or ended, and bring `state` forward.

        Raises:
            RecordError: the record's columns contradict each other.
        """
        batch = read_batch(record)
        place = state.places.of(batch.services)
        requests = np.bincount(place[batch.row["service"]], batch.row["requests"]).astype(np.float64)
        state.carriers.heard(record.node, record.as_of, requests)
        return judge_steps(state, sums_by_second(batch, scores, place, len(state.places)), int(record.as_of))


def judge_steps(state: ServiceState, sums: Mapping[int, Sums], now: int) -> list[ServiceAnomaly]:
    """Add sums by second and end the steps that are settled at `now`: the stage without records, as for a trace."""
    for second, counts in sums.items():
        if second >= state.step:
            held = state.seconds.get(second)
            state.seconds[second] = counts if held is None else _sum(held, counts)
    return _pass_time(now, state)


def _sum(one: Sums, other: Sums) -> Sums:
    size = max(len(one), len(other))
    return _sized(one, size) + _sized(other, size)


def _sized(sums: Sums, places: int) -> Sums:
    return np.concatenate([sums, np.zeros((places - len(sums), len(SUMS)))]) if len(sums) < places else sums


def _pass_time(now: int, state: ServiceState) -> list[ServiceAnomaly]:
    """End the steps that are settled. After a gap, or a clock that jumped, what came before is not looked back on."""
    settled = (now - _SETTLED_AFTER) // STEP_SECONDS * STEP_SECONDS
    if state.step == 0 or abs(settled - state.step) > _GAP_SECONDS:
        ahead = settled + _GAP_SECONDS  # beyond it a clock was wrong
        state.seconds = {second: sums for second, sums in state.seconds.items() if settled <= second < ahead}
        state.steps.clear()
        state.step = settled
        state.carriers.begin(settled)
    told = []
    while state.step < settled:
        told += _end_step(state)
    return told


def _end_step(state: ServiceState) -> list[ServiceAnomaly]:
    spread = _close(state)
    end, places = state.step, len(state.places)
    state.expectation.grow(places)
    sums = sum((_sized(step, places) for step in state.steps), np.zeros((places, len(SUMS))))
    values = metrics_of(sums, _WINDOW_SECONDS)
    values[~state.carriers.vouched(places, end, _WINDOW_SECONDS)] = np.nan
    expected = state.expectation.expected(end)
    stray = np.maximum(state.expectation.stray(), noise_of(sums, _WINDOW_SECONDS, expected))
    told = state.alarms.step(values, expected, stray, float(end), state.places.names)
    for place, metric in state.alarms.adopted:
        state.expectation.adopt(place, metric)
    state.expectation.learn(_lesson(values, sums, state), expected, spread, float(end))
    return told


def _close(state: ServiceState) -> NDArray[np.float64]:
    """End the step that goes on; return (places,) the mean absolute deviation of its seconds' requests."""
    places, start = len(state.places), state.step
    state.step += STEP_SECONDS
    seconds = np.zeros((STEP_SECONDS, places, len(SUMS)))
    for second in [second for second in state.seconds if second < state.step]:
        sums = state.seconds.pop(second)
        seconds[second - start, : len(sums)] = sums
    state.steps.append(seconds.sum(axis=0))
    requests = seconds[:, :, SUMS.index("requests")]
    spread: NDArray[np.float64] = np.abs(requests - requests.mean(axis=0)).mean(axis=0)
    return spread


def _lesson(values: NDArray[np.float64], sums: Sums, state: ServiceState) -> NDArray[np.float64]:
    """Return what is to be learned: what harmless sources asked for, where no anomaly is open; NaN elsewhere."""
    requests, anomalous = sums[:, SUMS.index("requests")], sums[:, SUMS.index("anomalous")]
    lesson = np.where((anomalous <= _ANOMALOUS_PART * requests)[:, None], values, np.nan)
    lesson[:, METRICS.index("requests")] *= 1 - anomalous / np.maximum(requests, 1)
    lesson[state.alarms.frozen(len(values))] = np.nan
    return lesson
