"""Services as a node sees them: an upstream block, and the members that its resolver answers with."""

from collections.abc import Mapping
from typing import Final

from agent.contract.proxy import HealthCheck, Member, Upstream
from core.server.proxy.render.names import label, upstream
from core.server.proxy.render.text import Comment, Directive, Node, block, directive, seconds, written
from core.server.proxy.specs.node import NodeSpec
from core.server.proxy.specs.service import MemberSpec, ServiceSpec

MEMBERS_ZONE: Final = "dozor.internal"
"""The names that the agent's resolver answers for end so."""

_ZONE_SIZE: Final = "256k"
_METHODS: Final = {
    "round_robin": (),
    "least_connections": (directive("least_conn"),),
    "ip_hash": (directive("ip_hash"),),
    "random_two": (directive("random", "two", "least_conn"),),
}


def service_text(name: str, spec: ServiceSpec) -> str:
    """Return the file of a service."""
    lines: list[Node] = [Comment(f"Written by Dozor: service {name}."), upstream_block(name, spec)]
    return written(lines)


def upstream_block(name: str, spec: ServiceSpec) -> Directive:
    """Return a service's upstream block.

    What stands on a `server` line holds for a group of members; members come and go behind it without a reload. The
    first member of a group that has no line takes one: NGINX would log every few seconds that nobody is behind it.
    """
    body: list[Node] = [directive("zone", upstream(name), _ZONE_SIZE)]
    if spec.balance.method == "hash":
        body.append(directive("hash", spec.balance.key, "consistent"))
    else:
        body.extend(_METHODS[spec.balance.method])
    body.extend(_server(name, spec, group) for group in groups_of(spec))
    if spec.sticky:
        body.append(_sticky(spec))
    body.append(directive("keepalive", spec.keepalive))
    return block("upstream", upstream(name), of=body)


def groups_of(spec: ServiceSpec) -> list[str]:
    """Return the groups of members that a service has a line for: those that there are, and the usual one."""
    return sorted({"all", *map(group_of, spec.members)})


def members_of(name: str, spec: ServiceSpec, nodes: Mapping[str, NodeSpec]) -> Upstream:
    """Return a service's members as the contract has them, without nodes of which nobody told the address."""
    members = [
        Member(
            id=member.name,
            group=group_of(member),
            host=host,
            port=member.port,
            container=member.container or "",
            weight=member.weight,
            draining=member.draining,
        )
        for member in spec.members
        if (host := _host(member, nodes)) is not None
    ]
    return Upstream(name=label(name), members=members, health=_health(spec))


def group_of(member: MemberSpec) -> str:
    """Return the group of a member: what stands on its `server` line."""
    parts = (["backup"] if member.backup else []) + ([f"c{member.max_connections}"] if member.max_connections else [])
    return "-".join(parts) or "all"


def _server(name: str, spec: ServiceSpec, group: str) -> Directive:
    words = [f"{group}.{label(name)}.{MEMBERS_ZONE}", "service=http", "resolve"]
    words += [f"max_fails={spec.passive.failures}", f"fail_timeout={seconds(spec.passive.seconds)}"]
    *backup, most = group.split("-")
    if most.startswith("c"):
        words.append(f"max_conns={most[1:]}")
    if "backup" in (*backup, most):
        words.append("backup")
    return directive("server", *words)


def _sticky(spec: ServiceSpec) -> Directive:
    assert spec.sticky is not None
    words = ["cookie", spec.sticky.cookie, "path=/", "httponly", "samesite=lax"]
    if spec.sticky.expires_seconds:
        words.append(f"expires={spec.sticky.expires_seconds}s")
    if spec.sticky.secure:
        words.append("secure")
    return directive("sticky", *words)


def _host(member: MemberSpec, nodes: Mapping[str, NodeSpec]) -> str | None:
    if member.node is None:
        return (member.host or "").removeprefix("[").removesuffix("]")
    node = nodes.get(member.node)
    if node is None or node.address is None:
        return None
    return node.address.removeprefix("[").removesuffix("]")


def _health(spec: ServiceSpec) -> HealthCheck | None:
    if spec.health is None:
        return None
    values = spec.health.model_dump()
    values["host"] = spec.health.host or ""
    return HealthCheck(**values)
