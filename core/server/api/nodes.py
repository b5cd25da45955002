"""The fleet: nodes, their state and their keys."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from fastapi import APIRouter, Request

from core.server.accounts.networks import networks_of
from core.server.api.caller import caller_of
from core.server.api.fleet_schemas import KeyIn, NodeBrief, NodeChange, NodeIn, NodeKey, NodeOut
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedReader, NodeOperator, NodeReader, Operator
from core.server.api.reach import nodes_seen, whole_fleet
from core.server.api.version import is_older
from core.server.errors import Conflict, NodeSilent
from core.server.fleet.node import KeyTerms
from core.server.fleet.refused import RefusedNode
from core.server.proxy.specs.domain import nodes_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.server.api.parts import Parts
    from core.server.fleet.node import Node

router = APIRouter(tags=["nodes"])
Number = TypeVar("Number", int, float)


@router.get("/nodes")
async def list_nodes(parts: PartsDep, person: NarrowedReader) -> list[NodeOut]:
    """List the nodes by name."""
    enforced = _enforced(parts)
    return [_shown(node, parts, enforced) for node in nodes_seen(parts, person)]


@router.post("/nodes", status_code=201)
async def create_node(body: NodeIn, request: Request, parts: PartsDep, person: Operator) -> NodeKey:
    """Create a node. Its key is shown this once."""
    node, key = await parts.fleet.create(body.name, _groups(body.groups or ()), _terms(body.key, parts))
    parts.audit.note(caller_of(request, person), "create_node", node.id, after=_said(node))
    return NodeKey(node=_shown(node, parts, _enforced(parts)), key=key)


@router.get("/nodes/{node_id}")
async def read_node(node_id: str, parts: PartsDep, _person: NodeReader) -> NodeOut:
    """Show a node."""
    return _shown(parts.fleet.get(node_id), parts, _enforced(parts))


@router.patch("/nodes/{node_id}")
async def change_node(
    node_id: str, body: NodeChange, request: Request, parts: PartsDep, person: NodeOperator
) -> NodeOut:
    """Name a node, or put it into groups, which scopes of people name. 409 where documents call it by its name."""
    node = parts.fleet.get(node_id)
    before, name = _said(node), body.name or node.name
    if name != node.name:
        _refuse_if_named(parts, node)
    if body.groups is not None:
        whole_fleet(request, parts, person)  # who is limited to groups has no say in who is in them
    groups = node.groups if body.groups is None else _groups(body.groups)
    node = await parts.fleet.change(node_id, name=name, groups=groups)
    parts.audit.note(caller_of(request, person), "change_node", node_id, before=before, after=_said(node))
    return _shown(node, parts, _enforced(parts))


@router.delete("/nodes/{node_id}", status_code=204)
async def delete_node(node_id: str, request: Request, parts: PartsDep, person: NodeOperator) -> None:
    """Delete a node: its key ends."""
    before = _said(parts.fleet.get(node_id))
    await parts.fleet.delete(node_id)
    parts.core.decisions.forget_node(node_id)
    parts.proxy.deployer.forget(node_id)
    parts.inventories.forget(node_id)
    parts.asking.forget(node_id)
    parts.audit.note(caller_of(request, person), "delete_node", node_id, before=before)


@router.post("/nodes/{node_id}/key")
async def rotate_node_key(
    node_id: str, request: Request, parts: PartsDep, person: NodeOperator, body: KeyIn | None = None
) -> NodeKey:
    """Give a node a new key. The one before still opens for a day, so that the agent can be changed over.

    What the body says holds for both; without one the new key is good from where the old one was, without end.
    """
    before = _said(parts.fleet.get(node_id))
    node, key = await parts.fleet.rotate(node_id, _terms(body, parts))
    parts.audit.note(caller_of(request, person), "rotate_node_key", node_id, before=before, after=_said(node))
    return NodeKey(node=_shown(node, parts, _enforced(parts)), key=key)


@router.delete("/nodes/{node_id}/key", status_code=204)
async def revoke_node_key(node_id: str, request: Request, parts: PartsDep, person: NodeOperator) -> None:
    """Have all keys of a node open nothing from now on: it is heard again once its agent has a new one."""
    node = await parts.fleet.revoke(node_id)
    parts.asking.forget(node_id)
    parts.audit.note(caller_of(request, person), "revoke_node_key", node_id, before=_said(node))


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


def check_there(node: "Node", now: float) -> None:
    """Let pass what a node can be asked.

    Raises:
        NodeSilent: it has not reported for a while, so nobody need wait for it.
    """
    if node.state(now) == "down":
        raise NodeSilent(RefusedNode.node_is_away(node=node.name))


def _refuse_if_named(parts: "Parts", node: "Node") -> None:
    """Let pass a node that no document calls by its name, as the documents would lose it."""
    state, name = parts.proxy.documents.state, node.name.lower()
    domains = [domain for domain, spec in state.domains.items() if name in nodes_of(spec)]
    if name in state.nodes or domains:
        named = ", ".join(
            [f"node {name}"] * (name in state.nodes) + [f"domain {each}" for each in sorted(domains)[:10]]
        )
        raise Conflict(RefusedNode.node_called(documents=named))


def _groups(groups: "Iterable[str]") -> tuple[str, ...]:
    return tuple(sorted(set(groups)))


def _terms(body: KeyIn | None, parts: "Parts") -> KeyTerms | None:
    if body is None:
        return None
    until = parts.clock.now() + body.days * 86_400 if body.days else 0.0
    return KeyTerms(until, networks_of(body.networks or ()))


def _said(node: "Node") -> dict[str, object]:
    return {
        "name": node.name,
        "groups": list(node.groups),
        "valid_until": node.terms.until,
        "networks": [str(each) for each in node.terms.networks],
    }


def _enforced(parts: "Parts") -> int:
    """Return how many decisions every node is to carry out."""
    active = parts.core.decisions.active(parts.clock.now())
    return sum(decision.type != "observe" and not decision.simulated for decision in active)


def _shown(node: "Node", parts: "Parts", enforced: int) -> NodeOut:
    now, host, totals = parts.clock.now(), node.seen.host, node.seen.totals
    return NodeOut(
        **brief(node, now).model_dump(),
        groups=list(node.groups),
        has_key=bool(node.key_hash),
        key_until=datetime.fromtimestamp(node.terms.until, UTC) if node.terms.until else None,
        key_networks=[str(each) for each in node.terms.networks],
        created_at=datetime.fromtimestamp(node.created_at, UTC),
        last_report_at=datetime.fromtimestamp(node.seen.last_report_at, UTC) if node.seen.last_report_at else None,
        agent_version=node.seen.agent_version,
        agent_is_older=is_older(node.seen.agent_version),
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
