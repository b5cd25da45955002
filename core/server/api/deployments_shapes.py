"""How deployments and nodes' proxies are shown."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.server.api.config_shapes import shown_problems
from core.server.api.decision_shapes import instant
from core.server.api.deployments_schemas import (
    DeployedNode,
    DeploymentEntry,
    DeploymentOut,
    ProxyBehind,
    ProxyMember,
    ProxyNode,
)
from core.server.api.told_schemas import told_fields
from core.server.proxy.deploy.sync import why_not_in_sync

if TYPE_CHECKING:
    from datetime import datetime

    from agent.contract.proxy import MemberState
    from core.server.fleet.node import Node
    from core.server.proxy.deploy.deployer import Deployer
    from core.server.proxy.deploy.plan import Plan
    from core.server.proxy.deploy.store import Recorded


def shown_deployment(recorded: "Recorded", texts: Mapping[str, Mapping[str, str]] | None = None) -> DeploymentOut:
    """Return a deployment as the API tells it; `texts` are the files with problems, by node and path."""
    each = recorded.deployment
    nodes = [
        DeployedNode(
            id=node,
            name=part.name,
            status=part.status,
            candidate=part.candidate,
            before=part.before,
            problems=shown_problems(part.problems, (texts or {}).get(node)),
            seconds=part.seconds,
            heard_at=_instant(part.heard_at),
        )
        for node, part in sorted(each.nodes.items(), key=lambda item: item[1].name)
    ]
    return DeploymentOut(
        id=each.id,
        revision=each.revision,
        phase=each.phase,
        note=recorded.note,
        started_by=recorded.by,
        started_at=instant(each.started_at),
        ended_at=_instant(each.ended_at),
        first=each.nodes[each.first].name if each.first else "",
        few=sorted(each.nodes[node].name for node in each.few),
        reason=each.reason,
        nodes=nodes,
        timeline=[
            DeploymentEntry(at=instant(line.at), what=line.what, node=line.node, detail=line.detail)
            for line in each.timeline
        ],
    )


def shown_node(node: "Node", deployer: "Deployer", plan: "Plan", now: float) -> ProxyNode:
    """Return what a node's NGINX is to run and runs, by the plan of the newest revision."""
    record, built = deployer.record(node.id), plan.builds.get(node.id)
    desired, state = built.manifest.digest if built else "", record.state
    is_deployed_to = deployer.running is not None and node.id in deployer.running.deployment.nodes
    why = why_not_in_sync(desired, record, is_deployed_to=is_deployed_to, now=now)
    return ProxyNode(
        id=node.id,
        name=node.name,
        in_sync=not why,
        why=ProxyBehind(**told_fields(why)) if why else None,
        desired=desired,
        confirmed=record.confirmed,
        applied=state.applied,
        revision=record.revision,
        confirmed_at=_instant(record.confirmed_at),
        heard_at=_instant(record.state_at),
        left_out=shown_problems(state.left_out),
        problems=shown_problems(built.problems if built else ()),
        reloads=state.reloads,
        trouble=state.trouble,
        members=[_member(each) for each in state.members],
    )


def _member(state: "MemberState") -> ProxyMember:
    return ProxyMember(
        service=state.service,
        member=state.member,
        serving=state.serving,
        healthy=state.healthy,
        reason=state.reason,
        since_at=_instant(state.since_at),
    )


def _instant(at: float) -> "datetime | None":
    return instant(at) if at else None
