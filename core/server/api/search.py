"""Things of the fleet by a part of their name: what the palette finds. All in memory."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

from fastapi import APIRouter, Query

from core.server.api.live_reads import rps_by_service
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedReader
from core.server.api.reach import decided_about, nodes_seen, sees_service
from core.server.api.search_schemas import Found, FoundKind

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts

router = APIRouter(tags=["search"])
_EACH: Final = 5


class _Named(NamedTuple):
    """Something that may be what is looked for: there may be many thousands, so that it is made quickly."""

    kind: FoundKind
    id: str
    name: str
    detail: str


@router.get("/search")
async def search(
    parts: PartsDep, person: NarrowedReader, q: Annotated[str, Query(min_length=1, max_length=253)]
) -> list[Found]:
    """Find nodes, services, domains, certificates, containers and decisions, a few of each; what begins so first."""
    wanted = q.strip().lower()
    found: list[Found] = []
    for look in _LOOKS:
        matching = (each for each in look(parts, person) if wanted in f"{each.name}\n{each.detail}".lower())
        first = sorted(islice(matching, 200), key=lambda each: (not each.name.lower().startswith(wanted), each.name))
        found += [Found(**each._asdict()) for each in first[:_EACH]]
    return found


def _nodes(parts: "Parts", person: "Person") -> Iterator[_Named]:
    for node in nodes_seen(parts, person):
        yield _found("node", node.id, node.name, node.seen.address)


def _services(parts: "Parts", person: "Person") -> Iterator[_Named]:
    names = {*parts.services.all(), *rps_by_service(parts.core, parts.clock.now())}
    if not person.scope.limited:
        names |= parts.proxy.documents.state.services.keys()
    for name in sorted(names):
        if sees_service(person, name):
            yield _found("service", name, name)


def _domains(parts: "Parts", person: "Person") -> Iterator[_Named]:
    if not person.scope.limited:
        for name, spec in parts.proxy.documents.state.domains.items():
            yield _found("domain", name, spec.names[0], ", ".join(spec.names[1:4]))


def _certificates(parts: "Parts", person: "Person") -> Iterator[_Named]:
    if not person.scope.limited:
        for name, spec in parts.proxy.documents.state.certificates.items():
            yield _found("certificate", name, name, ", ".join(spec.names[:4]))


def _containers(parts: "Parts", person: "Person") -> Iterator[_Named]:
    for node in nodes_seen(parts, person):
        for container in parts.inventories.of(node.id).inventory.containers:
            yield _found("container", container.id, container.name, node.name)


def _decisions(parts: "Parts", person: "Person") -> Iterator[_Named]:
    services = decided_about(parts, person)
    for decision in parts.core.decisions.active(parts.clock.now()):
        if services is None or decision.service in services:
            yield _found("decision", decision.id, decision.value, decision.service)


def _found(kind: FoundKind, subject: str, name: str, detail: str = "") -> _Named:
    return _Named(kind, subject, name[:253], detail[:253])


_LOOKS: Final[tuple[Callable[["Parts", "Person"], Iterator[_Named]], ...]] = (
    _nodes,
    _services,
    _domains,
    _certificates,
    _containers,
    _decisions,
)
