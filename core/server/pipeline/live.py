"""What happens now: the last fifteen minutes in bounded memory, for the screens that people watch."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from agent.contract.address import address_text, pack_address
from agent.contract.columns import ADDRESS_BYTES
from agent.contract.wire import Report
from core.server.decisions.context import Context
from core.server.decisions.decision import ANOMALOUS_SCORE, Decision, Mode, SampleRecord
from core.server.decisions.evidence import feature_values, reason_records
from core.server.decisions.incident import Incident
from core.server.pipeline.fold import EVERYTHING
from core.server.pipeline.live_service import LiveService
from core.server.pipeline.live_source import LiveSource
from core.server.pipeline.output import Output
from core.server.pipeline.process import Processed
from core.server.pipeline.state import PipelineState
from core.server.series.rows import SourceRow, TrafficRow
from models.scores import Scores

FLAGGED_P: Final = 1e-2
_MOST_FLAGGED: Final = 100  # of one report
_MOST_SOURCES: Final = 500
_MOST_SERVICES: Final = 1000
_MOST_INCIDENTS: Final = 200
_KEPT_SECONDS: Final = 900
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Now:
    """The live parts, to be read inside `LiveView.read` only. `as_of` is when the newest report came (Unix seconds).

    `exhausted` says by service until when its budget of bans is spent, `distrusted` are the heads of the detectors
    that false alarms have put back to simulation.
    """

    as_of: float
    services: dict[str, LiveService]
    sources: dict[tuple[str, str], LiveSource]
    incidents: dict[str, Incident]
    context: Context
    exhausted: dict[str, float]
    distrusted: list[str]


class LiveView:
    """Filled by the pipeline's thread, read by any other."""

    def __init__(self, state: PipelineState) -> None:
        self._lock = threading.Lock()
        self._as_of = 0.0
        self._services: dict[str, LiveService] = {}
        self._sources: dict[tuple[str, str], LiveSource] = {}
        self._incidents = {each.incident.id: each.incident for each in state.incidents.known()}
        self._exhausted: dict[str, float] = {}
        self._distrusted = list(state.decisions.distrusted)
        self._context = Context.from_bytes(state.context.to_bytes())  # a twin of the pipeline's own

    def read(self, query: Callable[[Now], _Answer]) -> _Answer:
        """Return what a query makes of the live parts. It must be quick: the pipeline waits meanwhile."""
        with self._lock:
            parts = (self._as_of, self._services, self._sources, self._incidents, self._context)
            return query(Now(*parts, self._exhausted, self._distrusted))

    def mode(self, service: str) -> Mode:
        """Return how decisions about a service are carried out."""
        return self.read(lambda live: live.context.mode(service))

    def allows(self, source: str, at: float) -> bool:
        """Say whether the allowlist covers an address."""
        return self.read(lambda live: live.context.allows(pack_address(source), at))

    def protects(self, source: str) -> bool:
        """Say whether an address is one of the fleet's own."""
        return self.read(lambda live: live.context.protects(pack_address(source)))

    def take(self, processed: Processed) -> None:
        """Take in what the pipeline made of an entry."""
        with self._lock:
            if processed.command is not None:
                self._context.apply(processed.command)
            if processed.report is not None and processed.scores is not None:
                self._take_report(processed, processed.report, processed.scores)
            for incident in processed.incidents:
                self._incidents[incident.id] = incident
            while len(self._incidents) > _MOST_INCIDENTS:
                del self._incidents[next(iter(self._incidents))]
            self._exhausted, self._distrusted = processed.exhausted, processed.distrusted

    def recall(self, output: Output) -> None:
        """Take in what was put out before a restart: counts, and of sources what decisions tell of them."""
        with self._lock:
            self._as_of = max(self._as_of, output.as_of)
            self._add_traffic(output.traffic)
            for decision in output.decisions:
                if decision.origin == "detector" and decision.scope == "ip":
                    self._recall_decision(decision)
            for row in output.sources:
                self._recall_source(row)
            self._forget(self._as_of)

    def _recall_decision(self, decision: Decision) -> None:
        second, evidence = int(decision.decided_at), decision.evidence
        key = (decision.service, decision.value)
        source = self._sources.setdefault(key, LiveSource(*key, second))
        source.flag(second, decision.score, decision.reasons, evidence.features)
        for sample in evidence.samples:
            source.add_sample(sample)

    def _recall_source(self, row: SourceRow) -> None:
        source = self._sources.get((row.service, row.source))
        if source is not None:
            source.add(row.t, row.requests, row.refused)
        if row.score is not None and row.score >= ANOMALOUS_SCORE:
            for name in (row.service, EVERYTHING):
                if name in self._services:
                    self._services[name].add_anomalous(row.t, row.requests)

    def _add_traffic(self, rows: list[TrafficRow]) -> None:
        for row in rows:
            if row.service in self._services or len(self._services) < _MOST_SERVICES:
                self._services.setdefault(row.service, LiveService()).add(row)

    def _take_report(self, processed: Processed, report: Report, scores: Scores) -> None:
        self._as_of = max(self._as_of, scores.as_of)
        self._add_traffic(processed.output.traffic)
        self._add_anomalous(scores)
        self._add_sources(report, scores)
        self._forget(scores.as_of)

    def _add_anomalous(self, scores: Scores) -> None:
        for i in np.flatnonzero(scores.score >= ANOMALOUS_SCORE).tolist():
            for name in (scores.services[scores.service[i]], EVERYTHING):
                if name in self._services:
                    self._services[name].add_anomalous(int(scores.second[i]), float(scores.requests[i]))

    def _add_sources(self, report: Report, scores: Scores) -> None:
        flagged = np.flatnonzero((scores.p_value < FLAGGED_P) & (scores.requests > 0) & ~scores.late)
        flagged = flagged[np.argsort(scores.p_value[flagged], kind="stable")[:_MOST_FLAGGED]]
        entries: dict[int, LiveSource] = {}
        for i in {*flagged.tolist(), *self._watched(scores)}:
            source = self._source(scores, i)
            source.add(int(scores.second[i]), int(scores.requests[i]), int(scores.refused[i]))
            entries[i] = source
        for i in flagged.tolist():
            features = feature_values(scores, i)
            entries[i].flag(int(scores.second[i]), float(scores.score[i]), reason_records(scores, i), features)
        for sample in report.samples:
            watched = entries.get(int(scores.entry[sample.row]))
            if watched is not None:
                watched.add_sample(
                    SampleRecord(
                        at=float(watched.last_seen),
                        method=sample.method,
                        path=sample.path,
                        status=sample.status,
                        user_agent=sample.user_agent,
                    )
                )

    def _watched(self, scores: Scores) -> list[int]:
        """Return the entries of sources that are already watched."""
        if not self._sources or not len(scores.service):
            return []
        known = {source.packed for source in self._sources.values()}
        addresses = scores.address.tobytes()
        starts = range(0, len(addresses), ADDRESS_BYTES)
        candidates = [i for i, start in enumerate(starts) if addresses[start : start + ADDRESS_BYTES] in known]
        return [i for i in candidates if self._key(scores, i) in self._sources]

    def _key(self, scores: Scores, i: int) -> tuple[str, str]:
        return scores.services[int(scores.service[i])], address_text(scores.address[i].tobytes())

    def _source(self, scores: Scores, i: int) -> LiveSource:
        key = self._key(scores, i)
        source = self._sources.get(key)
        if source is None:
            source = self._sources[key] = LiveSource(*key, int(scores.second[i]))
        return source

    def _forget(self, as_of: float) -> None:
        """Let go of what was not seen for fifteen minutes and, beyond the bound, of the least anomalous sources."""
        oldest = as_of - _KEPT_SECONDS
        if any(source.last_seen < oldest for source in self._sources.values()):
            self._sources = {key: source for key, source in self._sources.items() if source.last_seen >= oldest}
        if len(self._sources) > _MOST_SOURCES:
            ranked = sorted(self._sources.items(), key=lambda item: (-item[1].score, -item[1].last_seen))
            self._sources = dict(ranked[: _MOST_SOURCES * 9 // 10])
