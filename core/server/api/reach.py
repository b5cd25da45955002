"""How far each route reaches: what people see of it whose scope is limited to some services and groups of nodes.

A route says so with its permission (see core.server.api.permissions). One that says nothing reaches the whole fleet and
refuses them. The functions below that narrow what a route shows are the only ones: a route asks them, not the scope.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from fastapi import Request

from core.server.accounts.person import Person
from core.server.api.live_reads import services_with_a_mode
from core.server.api.parts import Parts
from core.server.api.refused import RefusedReach
from core.server.errors import Forbidden, NotFound

if TYPE_CHECKING:
    from core.server.fleet.node import Node

Reach = Callable[[Request, Parts, Person], None]
_PATTERN: Final = frozenset("*?")


def whole_fleet(_request: Request, _parts: Parts, person: Person) -> None:
    """Reach everything: who is limited is refused."""
    if person.scope.limited:
        raise Forbidden(RefusedReach.beyond_fleet())


def narrowed(_request: Request, _parts: Parts, _person: Person) -> None:
    """Let everybody in: the route itself shows each what they may see, or looks at what its body names."""


def one_node(request: Request, parts: Parts, person: Person) -> None:
    """Reach the node that the path names."""
    check_node(parts, person, request.path_params["node_id"])


def one_service(request: Request, _parts: Parts, person: Person) -> None:
    """Reach the service that the path or, where it names none, the query names."""
    check_service(person, request.path_params.get("service") or request.query_params.get("service") or "")


def check_service(person: Person, service: str) -> None:
    """Let pass who may deal with a service; an empty name is all of them.

    Raises:
        Forbidden: they may not.
    """
    if not sees_service(person, service):
        raise Forbidden(RefusedReach.beyond_service(service=service) if service else RefusedReach.beyond_services())


def check_node(parts: Parts, person: Person, node_id: str) -> None:
    """Let pass who may deal with a node. Of one that there is not, who is limited hears the same.

    Raises:
        Forbidden: they may not.
    """
    if person.scope.covers_node(()):
        return
    try:
        is_seen = sees_node(person, parts.fleet.get(node_id))
    except NotFound:
        is_seen = False
    if not is_seen:
        raise Forbidden(RefusedReach.beyond_node(node=node_id))


def sees_service(person: Person, service: str) -> bool:
    """Say whether somebody may know of a service; an empty name is all of them."""
    return person.scope.covers_service(service)


def sees_node(person: Person, node: "Node") -> bool:
    """Say whether somebody may know of a node and of what runs on it."""
    return person.scope.covers_node(node.groups)


def nodes_seen(parts: Parts, person: Person) -> "list[Node]":
    """Return the nodes that somebody may know of, by name."""
    return [node for node in parts.fleet.all() if sees_node(person, node)]


def decided_about(parts: Parts, person: Person) -> frozenset[str] | None:
    """Return the services about which somebody may see decisions, None for all.

    What was decided about all services ("") holds at theirs, too.
    """
    services = services_seen(parts, person)
    return None if services is None else frozenset(("", *services))


def services_seen(parts: Parts, person: Person) -> list[str] | None:
    """Return the services that somebody may know of, None where there is no limit.

    Those that were heard of, and those that the scope names in full: what was decided about one before its first
    request is theirs as well.
    """
    if sees_service(person, ""):
        return None
    named = (name for name in person.scope.services or () if _PATTERN.isdisjoint(name))
    known: Iterable[str] = {*parts.services.all(), *services_with_a_mode(parts.core), *named}
    return sorted(name for name in known if person.scope.covers_service(name))
