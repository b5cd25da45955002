"""A flagged source as people watch it."""

from collections import deque
from typing import Final

from agent.contract.address import pack_address
from core.server.decisions.decision import ReasonRecord, SampleRecord
from core.server.pipeline.live_service import SPARK_POINTS, SPARK_SECONDS

_SAMPLES: Final = 20
_PATHS: Final = 50
_RPS_SECONDS: Final = 10


class LiveSource:
    """What is known of a source since it was flagged. Instants are Unix seconds of the data.

    `score`, `reasons` and `features` are those of its highest score; counts reach back fifteen minutes.
    """

    def __init__(self, service: str, source: str, second: int) -> None:
        self.service = service
        self.source = source
        self.packed = pack_address(source)
        self.first_seen = second
        self.last_seen = second
        self.flagged_at = second
        self.score = 0.0
        self.reasons: tuple[ReasonRecord, ...] = ()
        self.features: dict[str, float] = {}
        self.samples: deque[SampleRecord] = deque(maxlen=_SAMPLES)
        self._requests: dict[int, int] = {}  # by span of 15 s
        self._refused: dict[int, int] = {}
        self._recent: deque[tuple[int, int]] = deque(maxlen=_RPS_SECONDS * 4)  # (second, requests and refused)
        self._paths: dict[str, int] = {}

    def add(self, second: int, requests: int, refused: int) -> None:
        """Add what a report says."""
        span = second // SPARK_SECONDS
        for counts, count in ((self._requests, requests), (self._refused, refused)):
            counts[span] = counts.get(span, 0) + count
            while len(counts) > SPARK_POINTS + 1:
                del counts[min(counts)]
        self._recent.append((second, requests + refused))
        self.first_seen = min(self.first_seen, second)
        self.last_seen = max(self.last_seen, second)

    def flag(self, second: int, score: float, reasons: tuple[ReasonRecord, ...], features: dict[str, float]) -> None:
        """Take over a score at least as high as the one before."""
        self.flagged_at = max(self.flagged_at, second)
        if score >= self.score:
            self.score, self.reasons, self.features = score, reasons, features

    def add_sample(self, sample: SampleRecord) -> None:
        """Keep a request as an example."""
        self.samples.append(sample)
        if sample.path in self._paths or len(self._paths) < _PATHS:
            self._paths[sample.path] = self._paths.get(sample.path, 0) + 1

    @property
    def top_path(self) -> str:
        """The path seen most often among the samples."""
        return max(self._paths, key=self._paths.__getitem__, default="")

    @property
    def requests(self) -> int:
        """Requests that reached the service."""
        return sum(self._requests.values())

    @property
    def refused(self) -> int:
        """Requests that Dozor refused."""
        return sum(self._refused.values())

    def rps(self, second: int) -> float:
        """Return requests and refused ones per second over the last 10 s."""
        return sum(count for t, count in self._recent if t > second - _RPS_SECONDS) / _RPS_SECONDS

    def spark(self, second: int) -> list[float | None]:
        """Return requests and refused ones per second, 60 spans of 15 s, oldest first; None before it was flagged."""
        first = second // SPARK_SECONDS - SPARK_POINTS
        known = min(self._requests, default=first)
        return [
            (self._requests.get(span, 0) + self._refused.get(span, 0)) / SPARK_SECONDS if span >= known else None
            for span in range(first, first + SPARK_POINTS)
        ]
