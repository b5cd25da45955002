"""Replays a service's requests against policies in a process of its own, which makes way for the pipeline."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import numpy as np

from core.server.apart import answered, serve
from models.scaling.comparison import Figures
from models.scaling.policy import Policy
from models.scaling.scenarios import Scenario
from models.scaling.simulator import Replica
from models.scaling.traces import from_counts
from models.scaling.trial import Peer, Trial, run

MOST_SECONDS: Final = 180.0
_SMOOTH: Final = 17


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of requests of `every` seconds each from an instant on, and what is to be tried on them.

    `replica` is its requests a second, seconds of service, seconds to start and seconds of waiting that are promised.
    """

    policy: Policy
    started_at: float
    counts: Sequence[float]
    every: int
    against: tuple[Peer, ...]
    scenario: Scenario
    replica: tuple[float, ...]


class RuleFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one rule; see models.scaling.comparison.Figures."""

    rule: str
    late: float
    dropped: float
    violating: float
    replica_hours: float
    cost: float
    changes_per_hour: float
    recovery_seconds: float


def answer(question: Question) -> list[RuleFigures]:
    """Return what comes of each rule, ours first."""
    counts = np.asarray(question.counts, np.float64)
    mean = max(float(counts.mean()) / question.every, 1e-6)
    trace = from_counts("", question.started_at, counts, every=question.every, mean=mean, smooth=_SMOOTH)
    rps, service, start, promised = question.replica
    replica = Replica(requests_per_second=rps, service_seconds=service, start_seconds=start, slo_seconds=promised)
    trial = Trial(policy=question.policy, replica=replica, against=question.against)
    return list(_told(run(trial, trace, None, question.scenario)))


def _told(found: Mapping[str, Figures]) -> list[RuleFigures]:
    names = [name for name in RuleFigures.__struct_fields__ if name != "rule"]
    return [RuleFigures(rule=rule, **{name: getattr(each, name) for name in names}) for rule, each in found.items()]


async def answer_apart(question: Question, *, most_seconds: float = MOST_SECONDS) -> list[RuleFigures]:
    """Answer in another process, of the least priority. It ends with whoever asks.

    Raises:
        Invalid: it takes longer than `most_seconds`.
        Unavailable: the process fell.
    """
    return await answered(__name__, question, list[RuleFigures], most_seconds)


if __name__ == "__main__":
    serve(Question, answer)
