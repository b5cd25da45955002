"""What a service has on a node, as the node's inventory and its checks of members say. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent.contract.inventory import Container, Inventory, ReplicaState
from agent.contract.proxy import MemberState
from core.server.proxy.render.names import label
from core.server.proxy.specs.service import MemberSpec
from core.server.scaling.watched import Scaled

_WELL = frozenset({"", "healthy"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSituation:
    """What a service has on one node.

    Attributes:
        node, name: the node's id and name.
        containers: members that are containers of the node, and answer.
        hosts: members elsewhere, that answer; the same ones from every node.
        ordered: replicas that the node was told to have.
        ready, starting, draining: of them, as the node says.
        has_template: whether there is a container to make replicas after.
        silent: nothing was heard of it lately.
        trouble: why there are not as many as ordered, in the node's words.
    """

    node: str
    name: str
    containers: int = 0
    hosts: int = 0
    ordered: int = 0
    ready: int = 0
    starting: int = 0
    draining: int = 0
    has_template: bool = False
    silent: bool = False
    trouble: str = ""

    @property
    def others(self) -> int:
        """Members that answer without being replicas of ours."""
        return self.containers + self.hosts


def situation_of(
    scaled: Scaled, node: str, inventory: Inventory, checks: Iterable[MemberState], *, ordered: int, silent: bool
) -> NodeSituation:
    """Return what a service has on a node."""
    known = {each.member: each for each in checks if each.service == label(scaled.name)}
    there = {each.name: each for each in inventory.containers} if node in scaled.serving else {}
    state = _replicas(scaled, inventory)
    counted = [each for each in scaled.spec.members if not (each.draining or each.backup) and _is_well(each, known)]
    return NodeSituation(
        node=node,
        name=scaled.nodes[node],
        containers=sum(1 for each in counted if each.container and _runs(there.get(each.container))),
        hosts=sum(1 for each in counted if not each.container),
        ordered=ordered,
        ready=state.ready,
        starting=max(state.starting, ordered - state.ready),
        draining=state.draining,
        has_template=scaled.container in there,
        silent=silent,
        trouble=state.trouble,
    )


def _replicas(scaled: Scaled, inventory: Inventory) -> ReplicaState:
    found = (each for each in inventory.replicas if (each.service, each.template) == (scaled.name, scaled.container))
    return next(found, ReplicaState(service=scaled.name))


def _is_well(member: MemberSpec, known: Mapping[str, MemberState]) -> bool:
    """Tell whether a member answers, as the node's checks find; one that nobody checks does."""
    state = known.get(member.name)
    return state is None or (state.healthy and state.serving)


def _runs(container: Container | None) -> bool:
    return container is not None and container.state == "running" and container.health in _WELL
