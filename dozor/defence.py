"""Dozor as a defence under evaluation: the production pipeline, every service enforcing."""

from collections.abc import Mapping, Sequence

import numpy as np

from agent.contract.address import pack_address
from core.server.decisions.context import Context
from core.server.decisions.policy import DecisionStage
from core.server.decisions.state import DecisionState
from core.server.ingest.commands import Protect
from dozor.scenario_records import Recorder
from models.evaluation.defender import Verdict
from models.evaluation.request import Request, Scenario
from models.record import Record
from models.scores import Scores
from models.stage import ScoringStage
from models.state import ScoringState


class DozorDefender:
    """Records of each second through scoring and decisions.

    Args:
        scenario: whose verified bots and own machines the operator has told Dozor of.
    """

    name = "dozor"

    def __init__(self, scenario: Scenario) -> None:
        self._recorder = Recorder()
        self._scoring, self._deciding = ScoringStage(), DecisionStage()
        self._scores, self._decisions = ScoringState(), DecisionState()
        self._context = Context(default_mode="enforce")
        self._context.apply(Protect(at=0, addresses=tuple(sorted(scenario.own | scenario.verified))))
        self._highest: dict[bytes, float] = {}

    def feed(self, second: int, requests: Sequence[Request], outcomes: Sequence[str]) -> list[Verdict]:
        """Process a second, written to a log and read again by the agent's parser."""
        return self.take(self._recorder.second(second, requests, outcomes))

    def take(self, record: Record) -> list[Verdict]:
        """Process one record. A second is over when it is judged, so verdicts are of the second's end."""
        (scores,) = self._scoring.process([record], self._scores)
        self._see(scores)
        decisions = self._deciding.process(scores, record.samples, self._context, self._decisions)
        return [
            Verdict(pack_address(d.value), d.service, d.type, d.decided_at + 1, d.until_at + 1, d.kind)
            for d in decisions
            if d.type != "observe" and not d.lifted_at and d.scope == "ip"
        ]

    def _see(self, scores: Scores) -> None:
        surprisal = -np.log10(np.maximum(scores.p_value, 1e-300))
        for address, value in zip(scores.address, surprisal.tolist(), strict=True):
            key = address.tobytes()
            if value > self._highest.get(key, 0.0):
                self._highest[key] = value

    def highest(self) -> Mapping[bytes, float]:
        """Return each source's highest -log10 p."""
        return self._highest
