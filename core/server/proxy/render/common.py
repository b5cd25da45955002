"""What all sites of a node share: whom it trusts, TLS, maps, and the answer to names that nobody configured."""

from collections.abc import Iterable
from ipaddress import ip_network

from core.server.proxy.render.context import Place
from core.server.proxy.render.names import upstream
from core.server.proxy.render.pages import DEFAULT_SET, page_maps, page_set_file
from core.server.proxy.render.proxying import usual_passing
from core.server.proxy.render.site import listening
from core.server.proxy.render.text import Comment, Node, block, directive, written

_CIPHERS = ":".join(
    f"ECDHE-{key}-{cipher}"
    for cipher in ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")
    for key in ("ECDSA", "RSA")
)
"""Mozilla's intermediate profile without its DHE suites."""


def common_text(place: Place, fleet_hops: Iterable[str]) -> str:
    """Return `common.conf`; `fleet_hops` are the addresses of entries that pass visitors on to this node."""
    hops = sorted({str(ip_network(hop)) for hop in fleet_hops})
    return written(
        [
            Comment(f"Written by Dozor: what all sites of node {place.node} share."),
            *_trust(place, hops),
            *_request_maps(place),
            *usual_passing(),
            *_tls(),
            *page_maps(_sleeping(place)),
            *_default_servers(place),
        ]
    )


def _sleeping(place: Place) -> list[tuple[str, str]]:
    """Return the services that may have no replica at all, with their upstreams."""
    services = place.state.services.items()
    return [(name, upstream(name)) for name, spec in sorted(services) if spec.scaling and spec.scaling.may_sleep]


def _trust(place: Place, hops: list[str]) -> Iterable[Node]:
    others = [network for network in place.spec.trusted_hops if network not in hops]
    cases = [*(directive(hop, "fleet") for hop in hops), *(directive(network, "hop") for network in others)]
    yield block("geo", "$realip_remote_addr", "$dozor_hop", of=[directive("default", ""), *cases])
    yield from (directive("set_real_ip_from", network) for network in (*hops, *others))
    if place.spec.visitor_address == "proxy_protocol":
        yield directive("real_ip_header", "proxy_protocol")
    else:
        yield from (directive("real_ip_header", "X-Forwarded-For"), directive("real_ip_recursive", "on"))


def _request_maps(place: Place) -> Iterable[Node]:
    yield Comment("What came through an entry was counted there, and has its request id and scheme from there.")
    yield block("map", "$dozor_hop", "$dozor_counted", of=[directive("default", 1), directive("fleet", 0)])
    # who speaks the PROXY protocol does not read headers: what stands in them is the visitor's
    hop = "fleet" if place.spec.visitor_address == "proxy_protocol" else "(fleet|hop)"
    yield block(
        "map",
        "$dozor_hop:$http_x_forwarded_proto",
        "$dozor_scheme",
        of=[
            directive("default", "$scheme"),
            directive(f"~^{hop}:https\\z", "https"),
            directive(f"~^{hop}:http\\z", "http"),
        ],
    )
    yield block(
        "map",
        "$dozor_hop:$http_x_request_id",
        "$dozor_request_id",
        of=[
            directive("default", "$request_id"),
            directive("~^fleet:(?<dozor_given_id>[0-9a-f]{32})\\z", "$dozor_given_id"),
        ],
    )
    yield Comment("An upgrade is passed on, but to HTTP/2: nobody would see the requests inside of it.")
    upgrades = [directive("default", "$http_upgrade"), directive("~*h2c", "")]
    yield block("map", "$http_upgrade", "$dozor_upgrade", of=upgrades)
    yield block("map", "$dozor_upgrade", "$dozor_connection", of=[directive("default", "upgrade"), directive("", "")])
    yield Comment("Who gave a password, in what can stand in a header.")
    yield block(
        "map",
        "$remote_user",
        "$dozor_user",
        of=[directive("default", ""), directive("~^(?<dozor_login>[A-Za-z0-9._@+-]+)\\z", "$dozor_login")],
    )


def _tls() -> Iterable[Node]:
    yield directive("ssl_protocols", "TLSv1.2", "TLSv1.3")
    yield directive("ssl_ciphers", _CIPHERS)
    yield directive("ssl_prefer_server_ciphers", "off")
    yield directive("ssl_session_cache", "shared:dozor_tls:10m")
    yield directive("ssl_session_timeout", "1d")
    yield directive("ssl_session_tickets", "off")


def _default_servers(place: Place) -> Iterable[Node]:
    yield Comment("Names that nobody configured. Which versions of HTTP are spoken without TLS is said here for all.")
    inside: list[Node] = [
        *listening(place, tls=False, is_default=True),
        directive("http2", "on"),
        directive("server_name", "_"),
        directive("set", "$dozor_service", "_"),
        directive("set", "$dozor_site", "_"),
        directive("set", "$dozor_returns_after", ""),
        directive("include", "dozor_server.conf"),
        directive("include", "dozor_acme.conf"),
        directive("include", page_set_file(DEFAULT_SET)),
        block("location", "/", of=[directive("return", 404)]),
    ]
    yield block("server", of=inside)
    refusing: list[Node] = [*listening(place, tls=True, is_default=True), directive("ssl_reject_handshake", "on")]
    yield block("server", of=refusing)
