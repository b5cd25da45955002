"""Who wants a certificate: the domains that use it, the nodes that serve it, the one that orders it. Pure."""

from collections.abc import Iterator

from core.server.proxy.specs.domain import DomainSpec, nodes_of
from core.server.proxy.specs.node import NodeSpec
from core.server.proxy.specs.state import DesiredState


def domains_with(state: DesiredState, certificate: str) -> Iterator[tuple[str, DomainSpec]]:
    """Yield the domains that are served by a certificate, by name."""
    for name, spec in sorted(state.domains.items()):
        if spec.enabled and spec.tls is not None and spec.tls.certificate == certificate:
            yield name, spec


def nodes_with(state: DesiredState, certificate: str) -> dict[str, str]:
    """Return the nodes that serve a certificate, each with a name to ask it for."""
    found: dict[str, str] = {}
    for _, spec in domains_with(state, certificate):
        for node in sorted(nodes_of(spec)):
            found.setdefault(node, spec.names[0].replace("*.", "dozor-probe.", 1))
    return found


def issuer(state: DesiredState, certificate: str) -> str | None:
    """Return the node that orders a certificate: the one it names, else the first to which its visitors come."""
    spec = state.certificates.get(certificate)
    if spec is not None and spec.acme is not None and spec.acme.node:
        return spec.acme.node
    for _, domain in domains_with(state, certificate):
        for node in (*domain.entries, *domain.nodes):
            return node
    return None


def issuers(state: DesiredState) -> dict[str, str]:
    """Return by domain the node that answers challenges over HTTP."""
    found = {}
    for name, spec in state.certificates.items():
        node = issuer(state, name) if spec.acme and spec.acme.challenge == "http" else None
        if node is not None:
            found.update({domain: node for domain, _ in domains_with(state, name)})
    return found


def visited(state: DesiredState, certificate: str) -> list[str]:
    """Return the nodes to which visitors of a certificate's names come, and its authority with them."""
    domains = [spec for _, spec in domains_with(state, certificate)]
    return sorted({node for spec in domains for node in (spec.entries or spec.nodes)})


def handshake_arguments(spec: NodeSpec, name: str) -> dict[str, str]:
    """Return what a node needs to be told to ask itself for a name by TLS."""
    host = next((each.strip("[]") for each in spec.listen), "127.0.0.1")
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - nothing is bound here
    has_proxy = "1" if spec.visitor_address == "proxy_protocol" else ""
    return {"name": name, "host": asked, "port": str(spec.https_port), "proxy_protocol": has_proxy}
