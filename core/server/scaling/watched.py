"""Which services are scaled, and where: what documents say, in the terms of orders. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent.contract.proxy import Replicas
from core.server.proxy.render.names import label
from core.server.proxy.render.services import group_of
from core.server.proxy.specs.domain import services_named
from core.server.proxy.specs.scaling import ScalingSpec
from core.server.proxy.specs.service import MemberSpec, ServiceSpec
from core.server.proxy.specs.state import DesiredState
from models.scaling.policy import Policy


@dataclass(frozen=True, slots=True)
class Scaled:
    """A service that is scaled.

    `nodes` are ids with names: those that serve it, and the entries to them, where requests are counted. Replicas may
    be on the `placed` ones; through `entered` ones of these visitors come by entries.
    """

    name: str
    spec: ServiceSpec
    scaling: ScalingSpec
    policy: Policy
    template: MemberSpec
    nodes: Mapping[str, str]
    serving: frozenset[str]
    placed: frozenset[str]
    entered: frozenset[str]

    @property
    def container(self) -> str:
        """The name of the container that replicas are made after."""
        return self.template.container or ""

    def order(self, wanted: int) -> Replicas:
        """Return the order of so many replicas on a node."""
        return Replicas(
            service=self.name,
            upstream=label(self.name),
            template=self.container,
            port=self.template.port,
            wanted=wanted,
            group=group_of(self.template),
            drain_seconds=self.scaling.stop_seconds,
        )


def scaled_services(state: DesiredState, fleet: Iterable[tuple[str, str]]) -> dict[str, Scaled]:
    """Return the services that are scaled, by name; `fleet` has the ids and names of the nodes there are."""
    known = {name.lower(): node for node, name in fleet}
    found = {}
    for name, spec in sorted(state.services.items()):
        if spec.scaling is not None:
            found[name] = _scaled(name, spec, spec.scaling, state, known)
    return found


def _scaled(
    name: str, spec: ServiceSpec, scaling: ScalingSpec, state: DesiredState, known: Mapping[str, str]
) -> Scaled:
    domains = [each for each in state.domains.values() if each.enabled and name in services_named(each)]
    served = {node for domain in domains for node in domain.nodes}
    entered = {node for domain in domains if domain.entries for node in domain.nodes}
    entries = {node for domain in domains for node in domain.entries}

    def ids(names: Iterable[str]) -> frozenset[str]:
        return frozenset(known[node] for node in names if node in known)

    return Scaled(
        name=name,
        spec=spec,
        scaling=scaling,
        policy=scaling.policy(),
        template=next(each for each in spec.members if each.name == scaling.template),
        nodes={known[node]: node for node in sorted(served | entries) if node in known},
        serving=ids(served),
        placed=ids(served & set(scaling.nodes) if scaling.nodes else served),
        entered=ids(entered),
    )
