"""The evaluation protocol: scenarios against defences, and the goals that the figures are held to.

Prequential: a defence judges each second before it learns from it, its verdicts are enforced as it goes, and nothing
is tuned on the seeds that are reported.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from math import isfinite
from typing import Any, Final

from models.evaluation.baselines.crowdsec import CrowdSec
from models.evaluation.baselines.fail2ban import Fail2ban
from models.evaluation.baselines.half_space_trees import DocumentedTrees
from models.evaluation.baselines.isolation_forest import PlainForest
from models.evaluation.baselines.limit_req import LimitReq
from models.evaluation.baselines.rate_z_score import RateZScore
from models.evaluation.defender import Defender
from models.evaluation.figures import Figures, figures
from models.evaluation.outcome import Outcome, run
from models.evaluation.request import Scenario

NewDefender = Callable[[Scenario], Defender]
BASELINES: Final[Mapping[str, NewDefender]] = {
    "CrowdSec": lambda scenario: CrowdSec(scenario.verified),
    "fail2ban": lambda _: Fail2ban(),
    "limit_req": lambda _: LimitReq(),
    "z-score": lambda scenario: RateZScore(scenario.warm_at),
    "river HST": lambda scenario: DocumentedTrees(scenario.warm_at),
    "IsolationForest": lambda scenario: PlainForest(scenario.warm_at),
}


class Evaluation:
    """Collects what came of the sources under each defence, over several scenarios."""

    def __init__(self, defenders: Mapping[str, NewDefender]) -> None:
        self._defenders = defenders
        self.outcomes: dict[str, list[Outcome]] = {name: [] for name in defenders}

    def take(self, scenario: Scenario) -> None:
        """Run a scenario against every defence."""
        for name, new in self._defenders.items():
            self.outcomes[name] += run(scenario, new(scenario))

    def figures(self) -> dict[str, Figures]:
        """Return each defence's figures over all scenarios so far."""
        return {name: figures(outcomes) for name, outcomes in self.outcomes.items()}


def evaluate(scenarios: Iterable[Scenario], defenders: Mapping[str, NewDefender]) -> dict[str, Figures]:
    """Return each defence's figures over all scenarios."""
    evaluation = Evaluation(defenders)
    for scenario in scenarios:
        evaluation.take(scenario)
    return evaluation.figures()


def as_json(shown: Mapping[str, Figures]) -> dict[str, Any]:
    """Return figures as JSON's types; what is not known is null."""
    told: dict[str, Any] = known({name: asdict(value) for name, value in shown.items()})
    return told


def known(value: Any) -> Any:
    """Return a value with None for every number in it that is not known, as JSON has no NaN."""
    if isinstance(value, dict):
        return {key: known(item) for key, item in value.items()}
    return None if isinstance(value, float) and not isfinite(value) else value
