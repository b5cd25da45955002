"""Decisions as the API shows them."""

from datetime import UTC, datetime
from math import log10
from typing import TYPE_CHECKING, Final

from core.server.api.decision_history import holds
from core.server.api.evidence_schemas import (
    Contribution,
    DecisionDetail,
    GroupEventOut,
    HeadVote,
    NodeOutcome,
    Reproduction,
)
from core.server.api.schemas import DecisionOut, ReasonOut, RuleBrief, SourceSample

if TYPE_CHECKING:
    from core.server.actions.outcomes import NodeState
    from core.server.api.reproduction import Reproduced
    from core.server.decisions.decision import Decision, Evidence

_OF_THE_MEDIAN: Final = log10(2)


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
        replaced=decision.replaced,
        active=holds(decision, now),
        simulated=decision.simulated,
        origin=decision.origin,
        rule=_rule(decision.evidence),
        decided_by=decision.decided_by,
        said=decision.evidence.said,
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
        membership=evidence.membership,
        event=_event(evidence),
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
    """Return what came of a decision at the nodes that are named."""
    named = [state for state in states if state.node in node_names]
    return [NodeOutcome(node=node_names[s.node], state=s.state, error=s.error) for s in named]


def _rule(evidence: "Evidence") -> RuleBrief | None:
    rule = evidence.rule
    return None if rule is None else RuleBrief(id=rule.id, name=rule.name, text=rule.text)


def _event(evidence: "Evidence") -> GroupEventOut | None:
    event = evidence.event
    if event is None:
        return None
    return GroupEventOut(
        id=event.id,
        kind=event.kind,
        signature=event.signature,
        started_at=instant(event.started_at),
        sources=event.sources,
    )


def _contributions(evidence: "Evidence") -> list[Contribution]:
    """Return every feature that goes further than in half of all sources, the rarest first."""
    surprising = [
        Contribution(feature=name, value=evidence.features.get(name, 0.0), surprisal=surprisal)
        for name, surprisal in evidence.surprisal.items()
        if surprisal > _OF_THE_MEDIAN
    ]
    return sorted(surprising, key=lambda each: (-each.surprisal, each.feature))
