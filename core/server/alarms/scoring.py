"""How surprising the values of chosen series are: the streaming detector of models.metric_anomalies, one a series."""

from collections.abc import Iterator, Sequence
from math import isnan
from typing import Final, NamedTuple

import zstandard

from agent.contract.metrics import SeriesName
from core.server.metrics.recent import Averages
from models.codec import StateError
from models.metric_anomalies import MetricAnomalies

MOST_SCORED: Final = 300
"""Series with a detector, of 140 kB each: 42 MB, and 0.2 ms for each ten seconds of each."""

STANDS_OUT: Final = 3.0
"""The surprise from which on a score is kept: what is as rare as one in a thousand."""

KEY_METRICS: Final = frozenset(
    {
        ("host", "cpu_busy_share"),
        ("host", "memory_used_share"),
        ("host", "tcp_established_count"),
        ("nginx", "connections_active_count"),
        ("nginx", "requests_per_second"),
    }
)
"""Scored everywhere while there is room, with a rule about them or without."""

_FORGET_SECONDS: Final = 3600
_Series = tuple[str, SeriesName]


class Score(NamedTuple):
    """A value that stood out."""

    t: int
    node: str
    name: SeriesName
    score: float


class _Detector:
    """`is_wanted`: a rule is about its series."""

    def __init__(self, detector: MetricAnomalies, *, is_wanted: bool, last: int) -> None:
        self.detector = detector
        self.is_wanted = is_wanted
        self.last = last


class Scoring:
    """Scores what rules want first, then the key metrics, up to `most` series; `left_out` counts those beyond.

    Series without a value for an hour make room. What stood out waits in `found`.
    """

    def __init__(self, most: int = MOST_SCORED) -> None:
        self.most = most
        self.left_out = 0
        self.found: list[Score] = []
        self._detectors: dict[_Series, _Detector] = {}
        self._refused: set[_Series] = set()

    def __len__(self) -> int:
        return len(self._detectors)

    def take(self, averages: Averages, wanted: Sequence[int]) -> dict[int, float]:
        """Score and learn a node's averages at the wanted places and of key metrics; return scores by place."""
        scores: dict[int, float] = {}
        for place in wanted:
            self._score(averages, place, scores, is_wanted=True)
        for place, name in enumerate(averages.names):
            if (name.kind, name.metric) in KEY_METRICS and place not in scores:
                self._score(averages, place, scores, is_wanted=False)
        return scores

    def forget(self, newest: int) -> None:
        """Let go of series that told nothing for long, and count anew what there is no room for."""
        self._detectors = {
            series: each for series, each in self._detectors.items() if each.last >= newest - _FORGET_SECONDS
        }
        self.left_out = len(self._refused)
        self._refused.clear()

    def packed(self) -> Iterator[tuple[str, bytes, int, bytes]]:
        """Go through what is learned: node, packed name, when it was last told, state."""
        for (node, name), each in list(self._detectors.items()):
            yield node, "\t".join(name).encode(), each.last, zstandard.compress(each.detector.to_bytes(), 1)

    def restore(self, node: str, name: SeriesName, last: int, data: bytes) -> None:
        """Take in one that was packed; one of another version begins anew."""
        try:
            detector = MetricAnomalies.from_bytes(zstandard.decompress(data))
        except (StateError, zstandard.ZstdError):
            return
        if len(self._detectors) < self.most:
            self._detectors[node, name] = _Detector(detector, is_wanted=False, last=last)

    def _score(self, averages: Averages, place: int, scores: dict[int, float], *, is_wanted: bool) -> None:
        value, name = float(averages.values[place]), averages.names[place]
        if isnan(value):
            return
        each = self._detector((averages.node, name), averages.t, is_wanted=is_wanted)
        if each is None:
            return
        score = scores[place] = each.detector.score_one(value)
        each.detector.learn_one(value)
        if score >= STANDS_OUT:
            self.found.append(Score(averages.t, averages.node, name, score))

    def _detector(self, series: _Series, t: int, *, is_wanted: bool) -> _Detector | None:
        each = self._detectors.get(series)
        if each is None:
            if len(self._detectors) >= self.most and not (is_wanted and self._make_room()):
                self._refused.add(series)
                return None
            each = self._detectors[series] = _Detector(MetricAnomalies(), is_wanted=is_wanted, last=t)
        each.is_wanted, each.last = is_wanted, t
        return each

    def _make_room(self) -> bool:
        """Take the place of a series that no rule is about."""
        found = next((series for series, each in self._detectors.items() if not each.is_wanted), None)
        if found is not None:
            del self._detectors[found]
        return found is not None
