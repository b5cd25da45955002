"""All files of a node, from the desired state. Pure: the same state and surroundings always give the same bytes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address

from agent.contract.proxy import Member, Probe, Problem, Upstream
from core.server.proxy.render.common import common_text
from core.server.proxy.render.context import Place, SiteError, Surroundings
from core.server.proxy.render.entry import entry_members
from core.server.proxy.render.handling import Where, auth_file, effective
from core.server.proxy.render.maintenance import is_in_maintenance, pass_files
from core.server.proxy.render.matching import with_root
from core.server.proxy.render.names import authorities_file, label, relay_file, service_file, site_file
from core.server.proxy.render.pages import DEFAULT_SET, chosen_set, page_set_file, page_set_text
from core.server.proxy.render.relay import node_upstream
from core.server.proxy.render.services import MEMBERS_ZONE, members_of, service_text
from core.server.proxy.render.site import site_text
from core.server.proxy.render.text import Comment, block, directive, written
from core.server.proxy.specs.domain import DomainSpec, nodes_of, services_named
from core.server.proxy.specs.location import BasicAuthSpec
from core.server.proxy.specs.service import ServiceSpec
from core.server.proxy.specs.state import DesiredState

SiteWriter = Callable[[str, DomainSpec, Place], Mapping[str, str]]
ServiceWriter = Callable[[str, ServiceSpec], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedNode:
    """What a node is to run, without pages and certificates, which are files already.

    `problems` are sites that could not be made; they are left as they were, or out.
    """

    files: Mapping[str, str]
    probes: tuple[Probe, ...]
    certificates: frozenset[str]
    page_sets: frozenset[str]
    problems: tuple[Problem, ...]


def site_files(name: str, spec: DomainSpec, place: Place) -> Mapping[str, str]:
    """Return a site's own files.

    They are made from the domain, the services that it names, the documents of nodes and pages, and the surroundings.

    Raises:
        ValueError: it cannot be made; the text says why.
    """
    text = site_text(name, spec, place)
    return {site_file(name): text, **dict(_password_files(name, spec, place)), **dict(pass_files(name, spec, place))}


def render_node(
    state: DesiredState,
    node: str,
    around: Surroundings,
    write: SiteWriter = site_files,
    write_service: ServiceWriter = service_text,
) -> RenderedNode:
    """Return everything for a node; a site that cannot be made is a problem and hinders no other.

    `write` and `write_service` give what `site_files` and `service_text` do, maybe from memory.
    """
    place = Place(node, state, around)
    files = {"common.conf": common_text(place, _fleet_hops(place))}
    problems: list[Problem] = []
    done: dict[str, DomainSpec] = {}
    for name, spec in _domains_of(place):
        try:
            files.update(write(name, spec, place))
        except ValueError as error:
            problems.append(Problem(file=site_file(name), line=0, message=str(error)))
        else:
            done[name] = spec
    sets = frozenset(_page_sets(done, place))
    files.update({page_set_file(name): page_set_text(name) for name in sets})
    for name in sorted(_services_of(place, done)):
        service = place.service(name)
        files[service_file(name)] = write_service(name, service)
        if service.tls.authorities:
            files[authorities_file(name)] = service.tls.authorities
    for issuer in _issuers(place, done):
        files[relay_file(issuer)] = _node_text(issuer)
    return RenderedNode(
        files=files,
        # A site in maintenance answers 503, as it should, and its members may do what they like meanwhile.
        probes=tuple(
            _probe(name, spec, place) for name, spec in done.items() if not is_in_maintenance(name, spec, place)
        ),
        certificates=frozenset(spec.tls.certificate for spec in done.values() if spec.tls),
        page_sets=sets,
        problems=tuple(problems),
    )


def upstreams_of(state: DesiredState, node: str, around: Surroundings) -> list[Upstream]:
    """Return the members that a node's resolver is to know."""
    place = Place(node, state, around)
    domains = dict(_domains_of(place))
    known = sorted(_services_of(place, domains) & set(state.services))
    found = [members_of(name, place.service(name), state.nodes) for name in known]
    for name, spec in domains.items():
        if node in spec.entries:
            with suppress(SiteError):
                found.append(entry_members(name, spec, place))
    return [*found, *(_node_members(issuer, place) for issuer in _issuers(place, domains))]


def _domains_of(place: Place) -> Iterator[tuple[str, DomainSpec]]:
    for name, spec in sorted(place.state.domains.items()):
        if spec.enabled and place.node in nodes_of(spec):
            yield name, spec


def _services_of(place: Place, domains: Mapping[str, DomainSpec]) -> set[str]:
    """Return the services whose members this node has to know."""
    return {name for spec in domains.values() if place.node in spec.nodes for name in services_named(spec)}


def _issuers(place: Place, domains: Iterable[str]) -> list[str]:
    """Return the other nodes to which this one passes challenges."""
    return sorted({place.around.issuers.get(name, place.node) for name in domains} - {place.node})


def _fleet_hops(place: Place) -> Iterable[str]:
    """Yield where the entries' requests to this node come from."""
    entries = {entry for _, spec in _domains_of(place) if place.node in spec.nodes for entry in spec.entries}
    for name in sorted(entries):
        spec = place.state.nodes.get(name)
        if spec is None:
            continue
        yield from spec.sends_from or filter(_is_address, [(spec.address or "").strip("[]")])


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _password_files(name: str, spec: DomainSpec, place: Place) -> Iterator[tuple[str, str]]:
    if place.node in spec.entries:
        return
    for number, location in enumerate(with_root(spec)):
        auth = effective(spec, location).basic_auth
        if auth:
            yield auth_file(Where(name, number, location).of("basic_auth")), _passwords(auth, place)


def _passwords(auth: BasicAuthSpec, place: Place) -> str:
    lines = []
    for login, secret in sorted(auth.users.items()):
        if secret not in place.around.passwords:
            raise SiteError(f"there is no password {secret}")
        lines.append(f"{login}:{place.around.passwords[secret]}\n")
    return "".join(lines)


def _node_text(issuer: str) -> str:
    name = f"node--{label(issuer)}"
    line = directive("server", f"all.{name}.{MEMBERS_ZONE}", "service=http", "resolve")
    upstream = block("upstream", node_upstream(issuer), of=[directive("zone", node_upstream(issuer), "256k"), line])
    return written([Comment(f"Written by Dozor: node {issuer}, for challenges."), upstream])


def _node_members(issuer: str, place: Place) -> Upstream:
    spec = place.state.nodes.get(issuer)
    members = []
    if spec is not None and spec.address is not None:
        members.append(Member(id=issuer, group="all", host=spec.address.strip("[]"), port=spec.http_port))
    return Upstream(name=f"node--{label(issuer)}", members=members)


def _page_sets(domains: Mapping[str, DomainSpec], place: Place) -> Iterator[str]:
    yield DEFAULT_SET
    for name in _services_of(place, domains):
        yield chosen_set(place.service(name).pages)
    for spec in domains.values():
        yield chosen_set(spec.pages, place.service(spec.service).pages)
        yield from filter(None, (location.pages for location in spec.locations))


def _probe(name: str, spec: DomainSpec, place: Place) -> Probe:
    host = spec.names[0].replace("*.", "dozor-probe.", 1)
    node, tls = place.spec, spec.tls is not None
    port = node.https_port if tls else node.http_port
    return Probe(
        site=name,
        host=host,
        address=(node.listen or ("127.0.0.1",))[0],
        path=spec.probe.path,
        tls=tls,
        port=port,
        expect=spec.probe.status,
        proxy_protocol=node.visitor_address == "proxy_protocol",
    )
