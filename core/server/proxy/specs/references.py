"""What must hold between documents: nothing dangles, no name is shadowed, certificates fit. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from core.server.proxy.specs.concerned import nodes_held_back
from core.server.proxy.specs.domain import DomainSpec
from core.server.proxy.specs.location import HandlingSpec, LocationSpec
from core.server.proxy.specs.names import certified, wildcards_above
from core.server.proxy.specs.state import DesiredState, Kind
from core.server.proxy.specs.wrong import Wrong
from core.server.told import Told

DEFAULT_PAGES = "default"
_NODES_TOLD: Final = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a document. An error keeps a change from being saved; a warning is told and no more.

    `path` leads to the field, as in `locations.2.service`, and `line` is one within its text, 0 where that is unknown.
    """

    severity: Literal["error", "warning"]
    kind: Kind
    name: str
    path: str
    told: Told
    line: int = 0

    @property
    def message(self) -> str:
        """What is told, in English, with its line."""
        return f"line {self.line}: {self.told}" if self.line else str(self.told)


def check_references(state: DesiredState, *, nodes: Collection[str], secrets: Collection[str]) -> list[Finding]:
    """Return what is wrong between documents; `nodes` are those of the fleet, `secrets` the names there are."""
    findings = [*_domains(state, nodes, secrets), *_services(state, nodes), *_certificates(state, nodes, secrets)]
    findings += [*_shadowed_names(state), *_unreadable(state)]
    findings += [
        Finding("warning", "node", name, "", Wrong.no_node_yet(node=name)) for name in state.nodes if name not in nodes
    ]
    return findings


def _unreadable(state: DesiredState) -> Iterator[Finding]:
    held_back = nodes_held_back(state)
    for (kind, name), each in sorted(state.unreadable.items()):
        nodes = ", ".join(sorted(held_back[kind, name])[:_NODES_TOLD])
        told = Wrong.unreadable_members(nodes=nodes, why=each.message) if nodes else Wrong.unreadable(why=each.message)
        yield Finding("error", kind, name, "", told)


def uses_of_secrets(state: DesiredState) -> dict[str, list[str]]:
    """Return which documents name a secret, as in `domain shop`, by the secret's name."""
    found: dict[str, list[str]] = {}
    for name, spec in sorted(state.domains.items()):
        named = {spec.maintenance.bypass_secret} - {None}
        for handling in (spec, *spec.locations):
            named |= set(handling.basic_auth.users.values() if handling.basic_auth else ())
        for secret in sorted(filter(None, named)):
            found.setdefault(secret, []).append(f"domain {name}")
    for name, certificate in sorted(state.certificates.items()):
        if certificate.acme and certificate.acme.credentials:
            found.setdefault(certificate.acme.credentials, []).append(f"certificate {name}")
    return found


def uses_of_pages(state: DesiredState) -> dict[str, list[str]]:
    """Return which documents name a set of pages, as in `domain shop: locations.2`, by the set's name."""
    found: dict[str, list[str]] = {}
    for name, service in sorted(state.services.items()):
        if service.pages:
            found.setdefault(service.pages, []).append(f"service {name}")
    for name, spec in sorted(state.domains.items()):
        if spec.pages:
            found.setdefault(spec.pages, []).append(f"domain {name}")
        for number, location in enumerate(spec.locations):
            if location.pages:
                found.setdefault(location.pages, []).append(f"domain {name}: locations.{number}")
    return found


def _domains(state: DesiredState, nodes: Collection[str], secrets: Collection[str]) -> Iterator[Finding]:
    for name, spec in sorted(state.domains.items()):
        for path, told in _of_domain(spec, state, nodes, secrets):
            yield Finding("error", "domain", name, path, told)
        for path, told in _doubts(spec, state):
            yield Finding("warning", "domain", name, path, told)


def _of_domain(
    spec: DomainSpec, state: DesiredState, nodes: Collection[str], secrets: Collection[str]
) -> Iterator[tuple[str, Told]]:
    if spec.service not in state.services:
        yield "service", Wrong.no_service(service=spec.service)
    for field in ("nodes", "entries"):
        for number, node in enumerate(getattr(spec, field)):
            if node not in nodes and node not in state.nodes:
                yield f"{field}.{number}", Wrong.no_node(node=node)
    if spec.tls and spec.tls.certificate not in state.certificates:
        yield "tls.certificate", Wrong.no_certificate(certificate=spec.tls.certificate)
    if spec.maintenance.bypass_secret and spec.maintenance.bypass_secret not in secrets:
        yield "maintenance.bypass_secret", Wrong.no_secret(secret=spec.maintenance.bypass_secret)
    if spec.entries:
        yield from _entry(spec, state)
    yield from _handling(spec, "", state, secrets)
    for number, location in enumerate(spec.locations):
        yield from _location(location, f"locations.{number}.", state, secrets)


def _entry(spec: DomainSpec, state: DesiredState) -> Iterator[tuple[str, Told]]:
    if not spec.nodes:
        yield "entries", Wrong.entry_without_nodes()
    for number, node in enumerate(spec.nodes):
        found = state.nodes.get(node)
        if found is None or found.address is None:
            yield f"nodes.{number}", Wrong.node_needs_address(node=node)
        elif found.visitor_address == "proxy_protocol":
            yield f"nodes.{number}", Wrong.node_wants_proxy_protocol(node=node)
    for number, node in enumerate(spec.entries):
        found = state.nodes.get(node)
        if found is None or not (found.sends_from or found.address):
            yield f"entries.{number}", Wrong.entry_needs_sender(node=node)


def _location(
    spec: LocationSpec, path: str, state: DesiredState, secrets: Collection[str]
) -> Iterator[tuple[str, Told]]:
    if spec.service and spec.service not in state.services:
        yield f"{path}service", Wrong.no_service(service=spec.service)
    if spec.canary and spec.canary.service not in state.services:
        yield f"{path}canary.service", Wrong.no_service(service=spec.canary.service)
    yield from _handling(spec, path, state, secrets)


def _handling(
    spec: HandlingSpec, path: str, state: DesiredState, secrets: Collection[str]
) -> Iterator[tuple[str, Told]]:
    if spec.pages and spec.pages != DEFAULT_PAGES and spec.pages not in state.pages:
        yield f"{path}pages", Wrong.no_pages(pages=spec.pages)
    for login, secret in (spec.basic_auth.users if spec.basic_auth else {}).items():
        if secret not in secrets:
            yield f"{path}basic_auth.users.{login}", Wrong.no_secret(secret=secret)


def _doubts(spec: DomainSpec, state: DesiredState) -> Iterator[tuple[str, Told]]:
    if not spec.nodes:
        yield "nodes", Wrong.unserved()
    certificate = state.certificates.get(spec.tls.certificate) if spec.tls else None
    if certificate:
        for number, name in enumerate(spec.names):
            if not certified(certificate.names, name):
                yield f"names.{number}", Wrong.not_certified(server=name)
    service = state.services.get(spec.service)
    if service is not None and not service.members:
        yield "service", Wrong.no_members(service=spec.service)


def _services(state: DesiredState, nodes: Collection[str]) -> Iterator[Finding]:
    used = set(_used_services(state))
    for name, spec in sorted(state.services.items()):
        for number, member in enumerate(spec.members):
            node = state.nodes.get(member.node or "")
            if member.node and member.node not in nodes and node is None:
                yield Finding("error", "service", name, f"members.{number}.node", Wrong.no_node(node=member.node))
            elif member.node and (node is None or node.address is None):
                told = Wrong.member_needs_address(node=member.node)
                yield Finding("error", "service", name, f"members.{number}.node", told)
        if spec.pages and spec.pages != DEFAULT_PAGES and spec.pages not in state.pages:
            yield Finding("error", "service", name, "pages", Wrong.no_pages(pages=spec.pages))
        if name not in used:
            yield Finding("warning", "service", name, "", Wrong.unused_service())


def _used_services(state: DesiredState) -> Iterator[str]:
    for spec in state.domains.values():
        yield spec.service
        for location in spec.locations:
            yield from filter(None, [location.service, location.canary.service if location.canary else None])


def _certificates(state: DesiredState, nodes: Collection[str], secrets: Collection[str]) -> Iterator[Finding]:
    for name, spec in sorted(state.certificates.items()):
        acme = spec.acme
        if acme and acme.credentials and acme.credentials not in secrets:
            told = Wrong.no_secret(secret=acme.credentials)
            yield Finding("error", "certificate", name, "acme.credentials", told)
        if acme and acme.node and acme.node not in nodes and acme.node not in state.nodes:
            yield Finding("error", "certificate", name, "acme.node", Wrong.no_node(node=acme.node))


def _shadowed_names(state: DesiredState) -> Iterator[Finding]:
    """Yield names that two domains have on one node: NGINX would take one of them and say nothing."""
    enabled = sorted((name, spec) for name, spec in state.domains.items() if spec.enabled)
    owners: dict[tuple[str, str], str] = {}
    for name, spec in enabled:
        for node in (*spec.nodes, *spec.entries):
            for number, server in enumerate(spec.names):
                owner = owners.setdefault((node, server), name)
                if owner != name:
                    told = Wrong.name_taken(domain=owner, server=server, node=node)
                    yield Finding("error", "domain", name, f"names.{number}", told)
    wildcards = {server for _, server in owners if server.startswith("*.")}
    for name, spec in enabled:
        for other, (pattern, server) in _taken(name, spec, wildcards, owners).items():
            told = Wrong.wildcard_shadowed(server=server, pattern=pattern, domain=other)
            yield Finding("warning", "domain", name, "names", told)


def _taken(
    name: str, spec: DomainSpec, wildcards: Collection[str], owners: Mapping[tuple[str, str], str]
) -> dict[str, tuple[str, str]]:
    """Return the other domains with a wildcard that covers one of this one's names, with both."""
    found: dict[str, tuple[str, str]] = {}
    for server in spec.names:
        for pattern in wildcards_above(server):
            if pattern not in wildcards:
                continue
            for node in (*spec.nodes, *spec.entries):
                other = owners.get((node, pattern), name)
                if other != name:
                    found.setdefault(other, (pattern, server))
    return found
