"""Scaling as it is shown."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from core.server.api.decision_shapes import instant
from core.server.api.reach import nodes_seen
from core.server.api.scaling_schemas import ScalingEvent, ScalingHistory, ScalingNode, ScalingReason, ScalingServiceOut
from core.server.scaling.timeline import reasons_of
from models.scaling.reasons import Reason
from models.scaling.rule import sentence

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.scaling.situation import NodeSituation
    from core.server.scaling.status import Status
    from core.server.scaling.timeline import History

_COLUMNS = ("desired", "ordered", "ready", "starting", "load", "forecast", "requests", "anomalous_share")
_SHOWN_AS = {"ordered": "current", "requests": "requests_per_second"}


def shown_service(parts: "Parts", person: "Person", status: "Status") -> ScalingServiceOut:
    """Return how a service is scaled, with those of its nodes that somebody may know of."""
    seen = {node.id for node in nodes_seen(parts, person)}
    point, observed = status.point, status.observed
    return ScalingServiceOut(
        service=status.service,
        policy=status.spec,
        decided_at=instant(point.at) if point else None,
        min=status.bounds[0],
        max=status.bounds[1],
        desired=point.desired if point else None,
        current=observed.wanted,
        ready=observed.ready,
        starting=observed.starting,
        draining=sum(each.draining for each in status.nodes),
        utilisation=_number(point.load / max(point.ready, 1)) if point else None,
        load=_number(point.load) if point else None,
        forecast=_number(point.forecast) if point else None,
        requests_per_second=_number(observed.requests),
        anomalous_share=_number(observed.anomalous_share),
        incident=observed.incident,
        crowd=observed.crowd,
        held=status.held,
        paused_in=status.paused_in or status.spec.pause_in,
        paused_out=status.paused_out or status.spec.pause_out,
        dry_run=status.spec.dry_run,
        reasons=_shown(status.reasons),
        troubles=_shown(_troubles(status, seen)),
        nodes=[_node(parts, each) for each in status.nodes if each.node in seen],
    )


def shown_history(service: str, history: "History", now: float) -> ScalingHistory:
    """Return what was kept of a service, in columns."""
    rows = [history.points.get(t) for t in history.t]
    columns = {_SHOWN_AS.get(name, name): [row and row[name] for row in rows] for name in _COLUMNS}
    columns["reason"] = [row and _told(row) for row in rows]
    last = next((row for row in reversed(rows) if row), None)
    return ScalingHistory(
        as_of=instant(now),
        service=service,
        step_seconds=history.step_seconds,
        last_reasons=_shown(reasons_of(last["reason"])) if last else [],
        t=list(history.t),
        events=[
            ScalingEvent(
                at=instant(row["at"]),
                kind=row["kind"],
                before=row["before"],
                after=row["after"],
                reasons=_shown(reasons_of(row["reason"])),
                by=row["by_whom"],
            )
            for row in history.events
        ],
        **columns,
    )


def _told(row: Any) -> str:
    reasons = reasons_of(row["reason"])
    is_sentence = [each.code for each in reasons] == ["said"]
    return str(reasons[0]) if is_sentence else sentence(row["desired"], row["ordered"], reasons)


def _shown(reasons: Iterable[Reason]) -> list[ScalingReason]:
    return [ScalingReason(code=each.code, args=dict(each.args), text=str(each)) for each in reasons]


def _troubles(status: "Status", seen: set[str]) -> Iterable[Reason]:
    if status.trouble is not None:
        yield status.trouble
    for node in status.nodes:
        if node.trouble and node.node in seen:
            yield Reason("node", {"node": node.name, "text": node.trouble})


def _node(parts: "Parts", node: "NodeSituation") -> ScalingNode:
    heard = parts.inventories.of(node.node).at
    return ScalingNode(
        node_id=node.node,
        node_name=node.name,
        others=node.others,
        ordered=node.ordered,
        ready=node.ready,
        starting=node.starting,
        draining=node.draining,
        silent=node.silent,
        trouble=node.trouble,
        heard_at=instant(heard) if heard else None,
    )


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
