"""What holds now, and which node was told of it."""

from core.server.actions.outcomes import NodeState
from core.server.decisions.decision import Decision


class ActionBook:
    """Active decisions as actions with growing revisions, and what became of them per node."""

    def active(self, now: float) -> list[Decision]:
        """Return the decisions that hold at `now` (Unix seconds), newest first, simulated ones among them."""
        raise NotImplementedError

    def get(self, decision_id: str) -> Decision | None:
        """Return a decision that holds or recently held."""
        raise NotImplementedError

    def states(self, decision_id: str) -> list[NodeState]:
        """Return where each node that reports stands with a decision; empty for a simulated one."""
        raise NotImplementedError

    def pending(self, node: str, now: float) -> int:
        """Return how many actions a node has not yet applied."""
        raise NotImplementedError
