"""One trace against one policy and other scalers, in each scenario: what `dozor scale simulate` shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Literal, get_args

from models.scaling.comparison import Figures, NewScaler, compare
from models.scaling.forecast import Forecast
from models.scaling.memory import Memory
from models.scaling.peers import Hpa, Kpa, Ours
from models.scaling.policy import Policy
from models.scaling.scenarios import NO_DETECTION, Detection, Scenario, load_of
from models.scaling.simulator import Replica
from models.scaling.traces import Trace

Peer = Literal["hpa", "hpa40", "kpa", "kpa60"]
PEERS: Final[tuple[Peer, ...]] = get_args(Peer)
_TARGETS: Final[Mapping[Peer, float]] = {"hpa": 0.7, "hpa40": 0.4, "kpa": 0.7, "kpa60": 0.6}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is compared. Peers are not protected by detection unless `peers_protected`: they come without.

    `history` is the trace before the one that is replayed; only our forecast learns of it.
    """

    policy: Policy
    replica: Replica = field(default_factory=Replica)
    against: Sequence[Peer] = ("hpa", "kpa")
    detection: Detection = field(default_factory=Detection)
    peers_protected: bool = False
    attack_rps: float = 300.0
    seed: int = 1


def run(trial: Trial, trace: Trace, history: Trace | None, scenario: Scenario) -> dict[str, Figures]:
    """Return the figures of our policy and of each peer in one scenario."""
    protected = load_of(trace, scenario, trial.seed, trial.detection, trial.attack_rps)
    alone = load_of(trace, scenario, trial.seed, NO_DETECTION, trial.attack_rps)
    memory = Memory(forecast=learned_from(history, trial))
    bounds = trial.policy.least, trial.policy.most
    ours: dict[str, NewScaler] = {"dozor": lambda: Ours(trial.policy, memory)}
    load = protected if trial.peers_protected else alone
    return compare(protected, trial.replica, ours, bounds) | compare(load, trial.replica, dict(_peers(trial)), bounds)


def learned_from(history: Trace | None, trial: Trial) -> Forecast:
    """Return what the forecast has learned of a trace, minute by minute."""
    forecast = Forecast()
    if history is None:
        return forecast
    busy = trial.replica.service_seconds if trial.policy.target.kind == "concurrency" else 1.0
    for minute, requests in enumerate(history.minutes().tolist()):
        forecast = forecast.learn(history.started_at + 60.0 * minute, requests * busy)
    return forecast


def _peers(trial: Trial) -> Iterator[tuple[str, NewScaler]]:
    least, most, full = max(trial.policy.least, 1), trial.policy.most, trial.replica.concurrency
    for name in trial.against:
        target = _TARGETS[name]
        yield name, partial(Hpa, target, least, most) if name[0] == "h" else partial(Kpa, target, full, least, most)
