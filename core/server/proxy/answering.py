"""Which members of a service may answer, on which node, and why one is left out. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agent.contract.proxy import MemberState, NodeState
from core.server.proxy.render.names import label
from core.server.proxy.specs.service import MemberSpec, ServiceSpec

_METHODS: Final = {
    "round_robin": "in turn, by weight",
    "least_connections": "the one with the fewest connections by weight",
    "ip_hash": "by the visitor's address",
    "hash": "by the hash of {key}",
    "random_two": "the less busy one of two by chance",
}


@dataclass(frozen=True, slots=True)
class MemberVerdict:
    """A member as a node sees it. `share` is its part of the requests where these go in turn, else None.

    `state` is what the node said of it.
    """

    node: str
    name: str
    place: str
    weight: int
    backup: bool
    may_answer: bool
    share: float | None
    why: str
    state: MemberState | None = None


@dataclass(frozen=True, slots=True)
class ServiceVerdict:
    """A service that gets the request, or `percent` of such requests, and how one of its members is chosen."""

    name: str
    percent: float
    why: str
    method: str
    members: tuple[MemberVerdict, ...]


def service_verdict(
    name: str, spec: ServiceSpec, nodes: Sequence[str], reports: Mapping[str, NodeState], *, percent: float, why: str
) -> ServiceVerdict:
    """Return what a service does with a request on each node that serves it."""
    method = _METHODS[spec.balance.method].format(key=spec.balance.key)
    if spec.sticky:
        method = f"the member that the cookie {spec.sticky.cookie} names, else {method}"
    members = [each for node in nodes for each in _on(node, name, spec, reports.get(node))]
    return ServiceVerdict(name, percent, why, method, tuple(members))


def _on(node: str, service: str, spec: ServiceSpec, report: NodeState | None) -> list[MemberVerdict]:
    states = _states(service, report)
    kept_out = {each.name: _kept_out(each, states.get(each.name)) for each in spec.members}
    if all(kept_out.values()):  # everyone is unwell: a try is better than a certain error
        kept_out = {each.name: "it is being drained" if each.draining else "" for each in spec.members}
    able = [each for each in spec.members if not kept_out[each.name]]
    first = [each for each in able if not each.backup] or able
    total = sum(each.weight for each in first)
    is_shared = spec.balance.method == "round_robin" and spec.sticky is None
    return [
        MemberVerdict(
            node=node,
            name=each.name,
            place=_place(each),
            weight=each.weight,
            backup=each.backup,
            may_answer=each in first,
            share=each.weight / total if each in first and is_shared else None,
            why=kept_out[each.name] or _why(states.get(each.name), is_first=each in first),
            state=states.get(each.name),
        )
        for each in spec.members
    ]


def _states(service: str, report: NodeState | None) -> dict[str, MemberState]:
    return {each.member: each for each in report.members if each.service == label(service)} if report else {}


def _kept_out(member: MemberSpec, state: MemberState | None) -> str:
    if member.draining:
        return "it is being drained"
    if state is not None and not state.serving:
        return f"the node leaves it out: {state.reason or 'unwell'}"
    return ""


def _why(state: MemberState | None, *, is_first: bool) -> str:
    if not is_first:
        return "a backup, asked when no other is left"
    if state is None:
        return "the node has not said how it is"
    return "it is well" if state.healthy else f"it is asked although it is unwell: {state.reason}"


def _place(member: MemberSpec) -> str:
    where = member.host or (f"node {member.node}" if member.node else f"container {member.container}")
    return f"{where}:{member.port}"
