"""The fleet: nodes, their state and their keys."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from fastapi import APIRouter, Request

from core.server.api.caller import caller_of
from core.server.api.fleet_schemas import NodeBrief, NodeIn, NodeKey, NodeOut
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader

if TYPE_CHECKING:
    from core.server.api.parts import Parts
    from core.server.fleet.node import Node

router = APIRouter(tags=["nodes"])
Number = TypeVar("Number", int, float)


@router.get("/nodes")
async def list_nodes(parts: PartsDep, _person: Reader) -> list[NodeOut]:
    """List the nodes by name."""
    enforced = _enforced(parts)
    return [_shown(node, parts, enforced) for node in parts.fleet.all()]


@router.post("/nodes", status_code=201)
async def create_node(body: NodeIn, request: Request, parts: PartsDep, person: Operator) -> NodeKey:
    """Create a node. Its key is shown this once."""
    node, key = await parts.fleet.create(body.name)
    parts.audit.note(caller_of(request, person), "create_node", node.id, after={"name": node.name})
    return NodeKey(node=_shown(node, parts, _enforced(parts)), key=key)


@router.get("/nodes/{node_id}")
async def read_node(node_id: str, parts: PartsDep, _person: Reader) -> NodeOut:
    """Show a node."""
    return _shown(parts.fleet.get(node_id), parts, _enforced(parts))


@router.delete("/nodes/{node_id}", status_code=204)
async def delete_node(node_id: str, request: Request, parts: PartsDep, person: Operator) -> None:
    """Delete a node: its key ends."""
    name = parts.fleet.get(node_id).name
    await parts.fleet.delete(node_id)
    parts.core.decisions.forget_node(node_id)
    parts.audit.note(caller_of(request, person), "delete_node", node_id, before={"name": name})


@router.post("/nodes/{node_id}/key")
async def rotate_node_key(node_id: str, request: Request, parts: PartsDep, person: Operator) -> NodeKey:
    """Give a node a new key. The one before still opens for a day, so that the agent can be changed over."""
    node, key = await parts.fleet.rotate(node_id)
    parts.audit.note(caller_of(request, person), "rotate_node_key", node_id)
    return NodeKey(node=_shown(node, parts, _enforced(parts)), key=key)


def brief(node: "Node", now: float) -> NodeBrief:
    """Return what the fleet strip shows of a node at `now` (Unix seconds)."""
    return NodeBrief(
        id=node.id,
        name=node.name,
        state=node.state(now),
        cpu_share=_known(node.seen.host.cpu_share),
        rps=node.rps(now),
        beats=node.beats(now),
    )


def _enforced(parts: "Parts") -> int:
    """Return how many decisions every node is to carry out."""
    active = parts.core.decisions.active(parts.clock.now())
    return sum(decision.type != "observe" and not decision.simulated for decision in active)


def _shown(node: "Node", parts: "Parts", enforced: int) -> NodeOut:
    now, host, totals = parts.clock.now(), node.seen.host, node.seen.totals
    return NodeOut(
        **brief(node, now).model_dump(),
        created_at=datetime.fromtimestamp(node.created_at, UTC),
        last_report_at=datetime.fromtimestamp(node.seen.last_report_at, UTC) if node.seen.last_report_at else None,
        agent_version=node.seen.agent_version,
        nginx_up=host.nginx_up,
        nginx_version=host.nginx_version,
        load_1m=_known(host.load_1m),
        memory_used_bytes=_known(host.memory_used_bytes),
        memory_total_bytes=_known(host.memory_total_bytes),
        disk_used_share=_known(host.disk_used_share),
        uptime_seconds=_known(host.uptime_seconds),
        agent_cpu_share=_known(host.agent_cpu_share),
        agent_rss_bytes=_known(host.agent_rss_bytes),
        lines=totals.lines,
        malformed=totals.malformed,
        malformed_samples=totals.malformed_samples,
        reports_dropped=totals.reports_dropped,
        rows_merged=totals.rows_merged,
        active_decisions=enforced,
        pending_actions=parts.core.decisions.pending(node.id, now),
        logs=host.logs,
    )


def _known(value: Number) -> Number | None:
    """Return a measurement of the wire, where -1 stands for unknown."""
    return None if value < 0 else value
