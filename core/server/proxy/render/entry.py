"""A domain at an entry: visitors are taken in, and passed to the nodes that serve it."""

from collections.abc import Iterable
from typing import Final

from agent.contract.proxy import Member, Upstream
from core.server.proxy.render.context import Place, SiteError
from core.server.proxy.render.matching import matching, with_root
from core.server.proxy.render.names import label
from core.server.proxy.render.proxying import HOST
from core.server.proxy.render.services import MEMBERS_ZONE
from core.server.proxy.render.text import Node, block, directive
from core.server.proxy.specs.domain import DomainSpec
from core.server.proxy.specs.location import MatchSpec
from core.server.proxy.specs.node import NodeSpec

_LONG: Final = "3600s"
_CARRIED: Final = {
    "Host": HOST,
    "X-Forwarded-For": "$remote_addr",
    "X-Forwarded-Proto": "$dozor_scheme",
    "X-Request-Id": "$dozor_request_id",
}
_HTTP: Final = (
    directive("proxy_http_version", "1.1"),
    directive("proxy_set_header", "Upgrade", "$dozor_upgrade"),
    directive("proxy_set_header", "Connection", "$dozor_connection"),
    directive("proxy_request_buffering", "off"),
    directive("proxy_buffering", "off"),
)


def entry_upstream(name: str, spec: DomainSpec, place: Place) -> list[Node]:
    """Return the upstream of the nodes that serve a domain.

    Raises:
        SiteError: none does, or one has no address.
    """
    entry_members(name, spec, place)
    line = directive(
        "server",
        f"all.{_member_name(name)}.{MEMBERS_ZONE}",
        "service=http",
        "resolve",
        "max_fails=2",
        "fail_timeout=5s",
    )
    inside = [directive("zone", _upstream(name), "256k"), directive("least_conn"), line, directive("keepalive", 64)]
    return [block("upstream", _upstream(name), of=inside)]


def entry_members(name: str, spec: DomainSpec, place: Place) -> Upstream:
    """Return the nodes that serve a domain as members.

    Raises:
        SiteError: none does, or one has no address.
    """
    if not spec.nodes:
        raise SiteError("an entry has nobody to pass visitors to: the domain has no nodes")
    members = [_member(node, spec, place) for node in spec.nodes]
    return Upstream(name=_member_name(name), members=members)


def is_grpc(service: str, place: Place) -> bool:
    """Tell whether a service is spoken to in gRPC."""
    found = place.state.services.get(service)
    return found is not None and found.protocol.startswith("grpc")


def entry_locations(name: str, spec: DomainSpec, place: Place) -> Iterable[Node]:
    """Yield an entry's locations: bodies and answers stream through, whatever their size.

    There is one for all paths. Where some of a domain's services speak gRPC, which needs HTTP/2 all the way, its
    locations are told apart here as on the nodes behind.
    """
    ways = [(each.match, is_grpc(each.service or spec.service, place)) for each in with_root(spec)]
    if not any(grpc for _, grpc in ways):
        ways = [(MatchSpec(path="/"), False)]
    for match, grpc in ways:
        yield block("location", *matching(match), of=_streamed(name, spec, grpc=grpc))


def _streamed(name: str, spec: DomainSpec, *, grpc: bool) -> Iterable[Node]:
    prefix = "grpc" if grpc else "proxy"
    scheme = prefix.replace("proxy", "http") + ("s" if spec.tls else "")
    yield directive(f"{prefix}_pass", f"{scheme}://{_upstream(name)}")
    for header, value in _CARRIED.items():
        yield directive(f"{prefix}_set_header", header, value)
    if not grpc:
        yield from _HTTP
    yield directive("client_max_body_size", 0)
    yield directive(f"{prefix}_connect_timeout", "3s")
    yield directive(f"{prefix}_read_timeout", _LONG)
    yield directive(f"{prefix}_send_timeout", _LONG)
    yield directive(f"{prefix}_next_upstream", "error", "timeout")
    if spec.tls:
        yield from (directive(f"{prefix}_ssl_server_name", "on"), directive(f"{prefix}_ssl_name", "$host"))


def _member(node: str, spec: DomainSpec, place: Place) -> Member:
    found = place.state.nodes.get(node)
    if found is None or found.address is None:
        raise SiteError(f"node {node} has no address by which an entry reaches it")
    if found.visitor_address == "proxy_protocol":
        raise SiteError(f"node {node} wants the PROXY protocol, which an entry does not speak")
    return Member(id=node, group="all", host=found.address.strip("[]"), port=_port(found, spec))


def _port(node: NodeSpec, spec: DomainSpec) -> int:
    return node.https_port if spec.tls else node.http_port


def _member_name(name: str) -> str:
    return f"entry--{label(name)}"


def _upstream(name: str) -> str:
    return f"dozor_entry--{label(name)}"
