"""How a service's scaling stands, for who looks at it."""

from dataclasses import dataclass

from core.server.proxy.specs.scaling import ScalingSpec
from core.server.scaling.situation import NodeSituation
from core.server.scaling.timeline import Point
from models.scaling.observed import Observed
from models.scaling.reasons import Reason
from models.scaling.rule import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What was seen and decided last.

    `point` is None before the first decision; `bounds` are those of now. `trouble`: why what was decided cannot be
    ordered; `nodes` have troubles of their own.
    """

    service: str
    spec: ScalingSpec
    bounds: tuple[int, int]
    point: Point | None
    observed: Observed
    nodes: tuple[NodeSituation, ...]
    reasons: tuple[Reason, ...]
    held: bool
    paused_in: bool
    paused_out: bool
    trouble: Reason | None


def point_of(service: str, at: float, decision: Decision, observed: Observed) -> Point:
    """Return what is kept of a decision."""
    ready = max(observed.ready, 1)
    return Point(
        service=service,
        at=at,
        desired=decision.desired,
        ordered=observed.wanted,
        ready=observed.ready,
        starting=observed.starting,
        load=decision.utilisation * ready,
        forecast=decision.forecast * ready,
        requests=observed.requests,
        anomalous_share=observed.anomalous_share,
        reasons=decision.reasons,
    )
