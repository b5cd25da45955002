"""What a node is told, given what it is to run, what is being deployed, and what operators want. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from agent.contract.proxy import Order, Probe, Upstream
from core.server.proxy.deploy.deployment import APPLY_SECONDS, CONFIRM_SECONDS, Deployment, wanted
from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.node import upstreams_of
from core.server.proxy.specs.state import DesiredState


def order_of(
    node: str, confirmed: str, deployment: Deployment | None, probes: Sequence[Probe], members: Mapping[str, Upstream]
) -> Order:
    """Return the order of a node (by its id), without its version and tasks."""
    candidate, step = wanted(deployment, node) if deployment else ("", "hold")
    return Order(
        confirmed=confirmed,
        deployment=deployment.id if deployment and candidate else "",
        candidate=candidate,
        step=step,
        confirm_within_seconds=deployment.confirmed_within_seconds if deployment else APPLY_SECONDS + CONFIRM_SECONDS,
        probes=list(probes) if candidate else [],
        upstreams=[members[each] for each in sorted(members)],
    )


def members_of_all(states: Iterable[DesiredState | None], name: str, around: Surroundings) -> dict[str, Upstream]:
    """Return the members of all services that any of these states has on a node (by its name).

    Of a service that several have, those of the first: the newest state comes first, as members need no deployment.
    """
    members: dict[str, Upstream] = {}
    for state in {id(each): each for each in states if each is not None}.values():
        members = {each.name: each for each in upstreams_of(state, name, around)} | members
    return members
