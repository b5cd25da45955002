"""Runs a scenario against a defence and writes down what came of every source."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf

from agent.contract.address import pack_address
from models.evaluation.defender import REFUSALS, Defender, Verdict
from models.evaluation.enforcement import Enforcer
from models.evaluation.request import Request, Scenario, Truth


@dataclass(slots=True)
class Outcome:
    """What one source did and what was done about it. Instants are Unix seconds, `inf` for never."""

    source: str
    truth: Truth
    first_at: float
    early: bool  # an attacker of the warm-up: it does not count
    exempt: bool  # a verified bot or one of the site's own machines
    requests: int = 0
    refused: int = 0
    banned_at: float = inf
    acted_at: float = inf  # the first ban, challenge or limit
    let_through: int = 0  # requests answered before the first ban acted
    highest: float = 0.0
    kind: str = ""  # what the defence took it for when it first acted, or when it banned it

    @property
    def banned(self) -> bool:
        """Whether it was ever banned."""
        return self.banned_at < inf


def run(scenario: Scenario, defender: Defender) -> list[Outcome]:
    """Return what a defence does to each source of a scenario, its verdicts enforced as it goes."""
    book, enforcer = _Book(scenario), Enforcer(scenario.truth)
    for second, group in groupby(scenario.requests, key=lambda request: int(request.at)):
        requests = list(group)
        outcomes = [enforcer.outcome(request) for request in requests]
        book.write(requests, outcomes)
        verdicts = defender.feed(second, requests, outcomes)
        enforcer.hold(verdicts)
        book.decide(verdicts)
    return book.close(defender)


class _Book:
    """Everything known of the sources while a scenario runs."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._outcomes: dict[str, Outcome] = {}
        self._by_packed: dict[bytes, Outcome] = {}
        self._exempt = scenario.verified | scenario.own

    def write(self, requests: Sequence[Request], outcomes: Sequence[str]) -> None:
        for request, verdict in zip(requests, outcomes, strict=True):
            outcome = self._outcomes.get(request.source) or self._open(request)
            outcome.requests += 1
            if verdict in REFUSALS:
                outcome.refused += 1
                if verdict == "ban":  # by its prefix, where not by itself
                    outcome.banned_at = min(outcome.banned_at, request.at)
            elif not outcome.banned:
                outcome.let_through += 1

    def _open(self, request: Request) -> Outcome:
        truth = self._scenario.truth[request.source]
        early = truth.attack and request.at < self._scenario.warm_at
        outcome = Outcome(request.source, truth, request.at, early, request.source in self._exempt)
        self._outcomes[request.source] = self._by_packed[pack_address(request.source)] = outcome
        return outcome

    def decide(self, verdicts: Sequence[Verdict]) -> None:
        for verdict in verdicts:
            if verdict.bits < 128:
                continue
            outcome = self._by_packed[verdict.source]
            if verdict.type == "ban" and not outcome.banned:
                outcome.banned_at = verdict.at
                outcome.kind = verdict.kind
            if outcome.acted_at == inf:
                outcome.acted_at = verdict.at
                outcome.kind = verdict.kind

    def close(self, defender: Defender) -> list[Outcome]:
        for packed, score in defender.highest().items():
            if packed in self._by_packed:
                self._by_packed[packed].highest = score
        return list(self._outcomes.values())
