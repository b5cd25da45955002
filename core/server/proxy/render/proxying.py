"""Requests on their way to members: where they go, what they carry, how long NGINX waits."""

import re
from collections.abc import Mapping
from typing import Final

from core.server.proxy.render.context import Place, SiteError
from core.server.proxy.render.handling import replaced
from core.server.proxy.render.names import authorities_file, upstream, variable
from core.server.proxy.render.text import Comment, Directive, Node, block, directive, literal, seconds
from core.server.proxy.specs.location import CanarySpec, HandlingSpec, RewriteSpec
from core.server.proxy.specs.service import ServiceSpec

_CORS_HEADERS: Final = ("Allow-Origin", "Allow-Methods", "Allow-Headers", "Allow-Credentials", "Max-Age")
HOST: Final = "$host$is_request_port$request_port"
"""The name that a visitor asked for, with the port where it was named."""

_OF_CONNECTIONS: Final = frozenset({"Upgrade", "Connection"})
_CARRIED: Final = {
    "Host": HOST,
    "X-Real-IP": "$remote_addr",
    "X-Forwarded-For": "$remote_addr",
    "X-Forwarded-Proto": "$dozor_scheme",
    "X-Forwarded-Host": HOST,
    "X-Request-Id": "$dozor_request_id",
    "Upgrade": "$dozor_upgrade",
    "Connection": "$dozor_connection",
    "Forwarded": "",
    "X-Forwarded-Port": "",
    "X-Forwarded-Prefix": "",
    "X-Forwarded-Server": "",
    "X-Original-URL": "",
    "X-Rewrite-URL": "",
    "Proxy": "",
}
"""What members are told of a request. The visitor's address is the one that NGINX trusts: what the visitor wrote into
these headers goes no further."""


def usual_passing() -> list[Node]:
    """Return what holds for all that is passed on, unless a location says otherwise: said once, for all sites."""
    return [
        Comment("What members are told of a request. What a visitor says of itself goes no further."),
        directive("proxy_http_version", "1.1"),
        *(directive("proxy_set_header", name, value) for name, value in _CARRIED.items()),
        *(directive("grpc_set_header", name, value) for name, value in _without_upgrades(_CARRIED).items()),
        directive("proxy_socket_keepalive", "on"),
        directive("grpc_socket_keepalive", "on"),
    ]


def passed(
    service_name: str, what: HandlingSpec, place: Place, *, to: str = "", has_headers: bool = False
) -> list[Node]:
    """Return the directives that pass a location's requests to a service; `to` is a variable with an upstream's name.

    With `has_headers` a snippet sets headers, to which NGINX then forgets all that hold for every site.

    Raises:
        SiteError: there is no such service.
    """
    spec = place.service(service_name)
    is_grpc = spec.protocol.startswith("grpc")
    prefix = "grpc" if is_grpc else "proxy"
    lines: list[Node] = [directive(f"{prefix}_pass", f"{spec.protocol}://{to or upstream(service_name)}")]
    if spec.http2_to_members:
        lines.append(directive("proxy_http_version", "2"))
    if what.request_headers or has_headers or spec.http2_to_members:
        headers = _headers(what, has_upgrades=not (is_grpc or spec.http2_to_members))
        lines += [directive(f"{prefix}_set_header", name, value) for name, value in headers]
    lines += [directive(f"{prefix}_hide_header", name) for name in _hidden(what)]
    lines += _tls(service_name, spec, prefix)
    lines += _waits(spec, what, prefix)
    return lines


def rewritten(spec: RewriteSpec | None, path: str) -> list[Node]:
    """Return what changes the path that members are asked for; `path` is the location's."""
    if spec is None:
        return []
    if spec.strip_prefix is not None:
        if not path.startswith(spec.strip_prefix):
            raise SiteError(f"strip_prefix {spec.strip_prefix} is not how {path} begins")
        prefix = re.escape(spec.strip_prefix.rstrip("/"))
        return [directive("rewrite", rf"(?s)^{prefix}(?:/(.*))?\z", "/$1", "break")]
    return [directive("rewrite", spec.regex, spec.replacement, "break")]


def shares(percent: float) -> list[Directive]:
    """Return how `split_clients` gives so many of a hundred to a canary; NGINX counts in hundredths."""
    hundredths = round(percent * 100)
    if hundredths >= 100_00:
        return [directive("*", "canary")]
    part = [directive(f"{hundredths / 100:.2f}%", "canary")] if hundredths else []
    return [*part, directive("*", "")]


def canary(spec: CanarySpec, service_name: str, where: str, place: Place) -> tuple[list[Node], str]:
    """Return the maps that share requests out between a service and its canary, and the variable that says who.

    Raises:
        SiteError: there is no such service, or it is spoken to in another way.
    """
    if place.service(spec.service).protocol != place.service(service_name).protocol:
        raise SiteError(f"services {service_name} and {spec.service} are spoken to in different protocols")
    chosen, share = variable("to", where), variable("share", where)
    maps: list[Node] = []
    asked = []
    for kind, name in (("http", spec.header), ("cookie", spec.cookie)):
        if name is not None:
            told = variable(kind, where)
            source = f"${kind}_{name.lower().replace('-', '_') if kind == 'http' else name}"
            maps.append(
                block(
                    "map", source, f"${told}", of=[directive("default", ""), directive(literal(spec.value), "canary")]
                )
            )
            asked.append(f"${told}")
    maps.append(block("split_clients", "$remote_addr$http_user_agent", f"${share}", of=shares(spec.percent)))
    upstreams = [directive("default", upstream(service_name)), directive("~canary", upstream(spec.service))]
    maps.append(block("map", ":".join([*asked, f"${share}"]), f"${chosen}", of=upstreams))
    return maps, f"${chosen}"


def _headers(what: HandlingSpec, *, has_upgrades: bool) -> list[tuple[str, str]]:
    own = {header.name.lower(): (header.name, header.value or "") for header in what.request_headers}
    usual = _CARRIED if has_upgrades else _without_upgrades(_CARRIED)
    return [*((name, value) for name, value in usual.items() if name.lower() not in own), *own.values()]


def _without_upgrades(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in _OF_CONNECTIONS}


def _hidden(what: HandlingSpec) -> list[str]:
    cors = [f"Access-Control-{name}" for name in _CORS_HEADERS] if what.cors else []
    known = {name.lower() for name in cors}
    return [*cors, *(name for name in replaced(what) if name.lower() not in known)]


def _tls(name: str, spec: ServiceSpec, prefix: str) -> list[Node]:
    if not spec.protocol.endswith("s"):
        return []
    lines: list[Node] = [
        directive(f"{prefix}_ssl_server_name", "on"),
        directive(f"{prefix}_ssl_name", spec.tls.name or "$host"),
    ]
    if spec.tls.verify:
        lines += [
            directive(f"{prefix}_ssl_verify", "on"),
            directive(f"{prefix}_ssl_verify_depth", 3),
            directive(f"{prefix}_ssl_trusted_certificate", authorities_file(name))
            if spec.tls.authorities
            else directive("include", "dozor_authorities.conf"),
        ]
    return lines


def _waits(spec: ServiceSpec, what: HandlingSpec, prefix: str) -> list[Directive]:
    read = what.read_seconds or spec.timeouts.read_seconds
    retry = what.retry or spec.retry
    return [
        directive(f"{prefix}_connect_timeout", seconds(spec.timeouts.connect_seconds)),
        directive(f"{prefix}_read_timeout", seconds(read)),
        directive(f"{prefix}_send_timeout", seconds(spec.timeouts.send_seconds)),
        directive(f"{prefix}_next_upstream", *(dict.fromkeys(retry.on) or ("off",))),
        directive(f"{prefix}_next_upstream_tries", retry.tries),
        directive(f"{prefix}_next_upstream_timeout", seconds(retry.seconds)),
    ]
