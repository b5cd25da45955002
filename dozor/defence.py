"""Dozor as a defence under evaluation: the production pipeline, every service enforcing."""

from collections.abc import Collection, Mapping, Sequence
from ipaddress import ip_network
from typing import Final

import numpy as np

from agent.contract.address import pack_address
from core.server.decisions.context import Context
from core.server.decisions.decision import Decision
from core.server.decisions.policy import DecisionStage
from core.server.decisions.state import DecisionState
from core.server.ingest.commands import Protect, VerifyBot
from dozor.scenario_records import Recorder
from models.detector_version import DetectorVersion
from models.evaluation.defender import Verdict
from models.evaluation.request import Request
from models.groups.stage import GroupStage
from models.groups.state import GroupState
from models.record import Record
from models.scores import Scores
from models.stage import ScoringStage, heed
from models.state import ScoringState

_FOR_GOOD: Final = 4e9  # Unix seconds


class DozorDefender:
    """Records of each second through scoring, groups and decisions.

    Args:
        verified: search bots whose names have been checked.
        own: the site's own machines.
        version: the detectors; the shipped ones by default.
    """

    name = "dozor"

    def __init__(
        self, verified: Collection[str] = (), own: Collection[str] = (), version: DetectorVersion | None = None
    ) -> None:
        self._recorder = Recorder()
        self._scoring, self._grouping, self._deciding = ScoringStage(), GroupStage(), DecisionStage()
        self._scores, self._groups, self._decisions = ScoringState(version), GroupState(), DecisionState()
        self._context = Context(default_mode="enforce")
        self._context.apply(Protect(at=0, addresses=tuple(sorted(own))))
        for address in sorted(verified):
            self._context.apply(VerifyBot(at=0, address=address, bot="search", verified=True, until_at=_FOR_GOOD))
        self._highest: dict[bytes, float] = {}

    def feed(self, second: int, requests: Sequence[Request], outcomes: Sequence[str]) -> list[Verdict]:
        """Process a second, written to a log and read again by the agent's parser."""
        return self.take(self._recorder.second(second, requests, outcomes))

    def take(self, record: Record) -> list[Verdict]:
        """Process one record. A second is over when it is judged, so verdicts are of the second's end."""
        return [_verdict(decision) for decision in self.decide(record) if decision.type != "observe"]

    def decide(self, record: Record) -> list[Decision]:
        """Process one record and return the decisions that it made."""
        (scored,) = self._scoring.process([record], self._scores)
        scores = self._grouping.process(record, scored, self._groups)
        heed(scores, self._scores)
        self._see(scores)
        decisions = self._deciding.process(scores, record.samples, self._context, self._decisions)
        return [decision for decision in decisions if not decision.lifted_at]

    def _see(self, scores: Scores) -> None:
        surprisal = -np.log10(np.maximum(scores.p_value, 1e-300))
        for address, value in zip(scores.address, surprisal.tolist(), strict=True):
            key = address.tobytes()
            if value > self._highest.get(key, 0.0):
                self._highest[key] = value

    def highest(self) -> Mapping[bytes, float]:
        """Return each source's highest -log10 p."""
        return self._highest


def _verdict(decision: Decision) -> Verdict:
    assert decision.type != "observe"
    at, until, bits = decision.decided_at + 1, decision.until_at + 1, 128
    if decision.scope == "range":
        network = ip_network(decision.value)
        bits = network.prefixlen + (96 if network.version == 4 else 0)
        source = pack_address(str(network.network_address))
    else:
        source = pack_address(decision.value)
    return Verdict(source, decision.service, decision.type, at, until, decision.kind, bits)
