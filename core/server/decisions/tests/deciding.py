"""A decision stage to feed scores to."""

from agent.contract.wire import Sample
from core.server.decisions.context import Context
from core.server.decisions.decision import Decision
from core.server.decisions.policy import DecisionStage
from core.server.decisions.state import DecisionState
from core.server.decisions.tests.scores import T0, Entry, scores_of
from models.groups.event import EventKind, GroupEvent
from models.scores import Scores


class Deciding:
    """A stage with its context and state, every service enforcing unless said otherwise."""

    def __init__(self, context: Context | None = None) -> None:
        self.context = context or Context(default_mode="enforce")
        self.state = DecisionState()

    def take(
        self,
        *entries: Entry,
        at: float = T0,
        samples: tuple[Sample, ...] = (),
        events: tuple[GroupEvent, ...] = (),
    ) -> list[Decision]:
        return self.decide(scores_of(*entries, at=at, position=int(at), events=events), samples)

    def decide(self, scores: Scores, samples: tuple[Sample, ...] = ()) -> list[Decision]:
        return DecisionStage().process(scores, samples, self.context, self.state)

    def types(self, *entries: Entry, at: float = T0, events: tuple[GroupEvent, ...] = ()) -> list[str]:
        return [decision.type for decision in self.take(*entries, at=at, events=events) if not decision.lifted_at]

    def strongest(self, *entries: Entry, seconds: int = 5) -> str:
        """Return the strongest step taken while the entries come second after second."""
        taken = {made for t in range(seconds) for made in self.types(*entries, at=T0 + t)}
        return max(taken, key=["observe", "limit", "challenge", "ban"].index, default="none")


def event_of(kind: EventKind = "distributed", service: str = "shop", sources: int = 100) -> GroupEvent:
    return GroupEvent(
        id="g1",
        service=service,
        kind=kind,
        signature="GET /search?",
        started_at=T0 - 20,
        sources=sources,
        requests=400,
        excess=50.0,
        base_share=0.02,
    )
