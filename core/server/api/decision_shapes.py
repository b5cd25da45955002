"""Decisions as the API shows them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.server.api.decision_history import holds
from core.server.api.schemas import DecisionDetail, DecisionOut, NodeOutcome, ReasonOut, SourceSample

if TYPE_CHECKING:
    from core.server.actions.outcomes import NodeState
    from core.server.decisions.decision import Decision


def instant(seconds: float) -> datetime:
    """Return Unix seconds as an aware instant."""
    return datetime.fromtimestamp(seconds, UTC)


def shown(decision: "Decision", now: float) -> DecisionOut:
    """Return a decision for a list."""
    return DecisionOut(
        id=decision.id,
        type=decision.type,
        scope=decision.scope,
        value=decision.value,
        service=decision.service,
        kind=decision.kind,
        decided_at=instant(decision.decided_at),
        until_at=instant(decision.until_at),
        lifted_at=instant(decision.lifted_at) if decision.lifted_at else None,
        active=holds(decision, now),
        simulated=decision.simulated,
        origin=decision.origin,
        decided_by=decision.decided_by,
        score=decision.score,
        reasons=[
            ReasonOut(feature=r.feature, value=r.value, typical=r.typical, share=r.share, one_in=r.one_in)
            for r in decision.reasons
        ],
    )


def shown_in_detail(
    decision: "Decision", now: float, states: "list[NodeState]", node_names: dict[str, str]
) -> DecisionDetail:
    """Return a decision with its evidence and what came of it at each node."""
    evidence = decision.evidence
    return DecisionDetail(
        **dict(shown(decision, now)),
        features=evidence.features,
        thresholds=evidence.thresholds,
        detector_version=evidence.detector_version,
        samples=[
            SourceSample(at=instant(s.at), method=s.method, path=s.path, status=s.status, user_agent=s.user_agent)
            for s in evidence.samples
        ],
        nodes=[NodeOutcome(node=node_names.get(s.node, s.node), state=s.state, error=s.error) for s in states],
    )
