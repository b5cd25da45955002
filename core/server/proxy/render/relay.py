"""Challenges of certificate authorities: answered on one node, and passed there by the others that have the name."""

from core.server.proxy.render.context import Place
from core.server.proxy.render.names import label
from core.server.proxy.render.text import Node, block, directive

_FOLDER = "/.well-known/acme-challenge/"


def challenge_location(domain: str, place: Place) -> Node:
    """Return what answers a challenge for a domain's names on this node."""
    issuer = place.around.issuers.get(domain, place.node)
    if issuer == place.node:
        return directive("include", "dozor_acme.conf")
    inside = [
        directive("allow", "all"),
        directive("auth_basic", "off"),
        directive("proxy_pass", f"http://{node_upstream(issuer)}"),
    ]
    return block("location", "^~", _FOLDER, of=inside)


def node_upstream(node: str) -> str:
    """Return the name of the upstream that is another node, spoken to without TLS."""
    return f"dozor_node--{label(node)}"
