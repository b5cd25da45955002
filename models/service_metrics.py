"""What is watched of a service: a few metrics, from the sums of a minute of its traffic."""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from models.batch import Batch
from models.scores import Scores

Metric = Literal["requests", "errors", "server_errors", "latency", "bytes"]
METRICS: Final[tuple[Metric, ...]] = ("requests", "errors", "server_errors", "latency", "bytes")
SUMS: Final = ("requests", "anomalous", "status_4xx", "status_5xx", "request_time_sum", "bytes")
STEP_SECONDS: Final = 15  # between two looks at the last minute
_ANOMALOUS_SCORE: Final = 0.5
_FEWEST: Final = 30.0  # requests, from which a share or a mean says something

Sums = NDArray[np.float64]  # (..., SUMS)


def sums_by_second(batch: Batch, scores: Scores, place: NDArray[np.int64], places: int) -> dict[int, Sums]:
    """Return (places, SUMS) for each second of a record. What anomalous sources asked for counts as `anomalous` too."""
    bad = np.append(scores.score >= _ANOMALOUS_SCORE, False)[scores.entry]  # untracked rows are not known to be
    columns = [batch.row[name].astype(np.float64) for name in SUMS if name != "anomalous"]
    columns.insert(SUMS.index("anomalous"), batch.row["requests"] * bad)
    of_row = place[batch.row["service"]]
    table = {}
    for second in np.unique(batch.second).tolist():
        now = batch.second == second
        sums = [np.bincount(of_row[now], column[now], places) for column in columns]
        table[second] = np.stack(sums, axis=1).astype(np.float64)
    return table


def metrics_of(sums: Sums, seconds: float) -> NDArray[np.float64]:
    """Return (places, METRICS) of (places, SUMS) over some seconds; NaN where too few requests say anything.

    `requests` and `bytes` are per second, `errors` (4xx and 5xx) and `server_errors` parts of the requests, `latency`
    the mean in seconds.
    """
    requests, _, client_errors, server_errors, time, size = sums.T
    enough = requests >= _FEWEST
    whole = np.where(enough, requests, np.nan)
    latency = np.where(time > 0, time, np.nan) / whole
    errors = (client_errors + server_errors) / whole
    return np.stack([requests / seconds, errors, server_errors / whole, latency, size / seconds], axis=1)


def noise_of(sums: Sums, seconds: float, expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (places, METRICS): the mean absolute deviation that chance alone brings about, at the least."""
    requests = np.maximum(sums[:, 0], 1)
    share = np.clip(expected[:, 1:3], 0.005, 0.5)
    rate = np.sqrt(np.maximum(expected[:, 0], 1 / seconds) / seconds)
    of_share = np.sqrt(share * (1 - share) / requests[:, None])
    latency = np.nan_to_num(expected[:, 3]) / np.sqrt(requests)
    size = np.nan_to_num(expected[:, 4]) / np.sqrt(np.maximum(np.nan_to_num(expected[:, 0]) * seconds, 1))
    noise: NDArray[np.float64] = 0.8 * np.stack([rate, *of_share.T, latency, size], axis=1)
    return noise
