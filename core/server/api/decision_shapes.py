"""Decisions as the API shows them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.server.api.decision_history import holds
from core.server.api.schemas import (
    Contribution,
    DecisionDetail,
    DecisionOut,
    HeadVote,
    NodeOutcome,
    ReasonOut,
    Reproduction,
    SourceSample,
)

if TYPE_CHECKING:
    from core.server.actions.outcomes import NodeState
    from core.server.api.reproduction import Reproduced
    from core.server.decisions.decision import Decision, Evidence


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
        incident_id=decision.incident or None,
    )


def shown_in_detail(
    decision: "Decision",
    now: float,
    again: "Reproduced | None",
    nodes: list[NodeOutcome],
) -> DecisionDetail:
    """Return a decision with its evidence, its score made again, and what came of it at each node."""
    evidence = decision.evidence
    return DecisionDetail(
        **dict(shown(decision, now)),
        basis=evidence.basis,
        harm=evidence.harm,
        refused_60s=evidence.refused_60s,
        members=evidence.members,
        p_value=evidence.p_value,
        features=evidence.features,
        contributions=_contributions(evidence),
        heads=[
            HeadVote(head=head, stored=value, again=again.heads.get(head) if again else None)
            for head, value in evidence.heads.items()
        ],
        thresholds=evidence.thresholds,
        detector_version=evidence.detector_version,
        parts=evidence.parts,
        reproduction=None
        if again is None
        else Reproduction(p_value=again.p_value, score=again.score, equal=again.equal, missing=list(again.missing)),
        samples=[
            SourceSample(at=instant(s.at), method=s.method, path=s.path, status=s.status, user_agent=s.user_agent)
            for s in evidence.samples
        ],
        nodes=nodes,
    )


def outcomes(states: "list[NodeState]", node_names: dict[str, str]) -> list[NodeOutcome]:
    """Return what came of a decision, by the nodes' names."""
    return [NodeOutcome(node=node_names.get(s.node, s.node), state=s.state, error=s.error) for s in states]


def _contributions(evidence: "Evidence") -> list[Contribution]:
    """Return every feature that is rarer than usual, the rarest first."""
    surprising = [
        Contribution(feature=name, value=evidence.features.get(name, 0.0), surprisal=surprisal)
        for name, surprisal in evidence.surprisal.items()
        if surprisal > 0
    ]
    return sorted(surprising, key=lambda each: (-each.surprisal, each.feature))
