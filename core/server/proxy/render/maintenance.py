"""A domain in maintenance: everybody sees its page, but for addresses and for who once opened the secret link."""

from core.server.proxy.render.context import Place
from core.server.proxy.render.handling import Handled
from core.server.proxy.render.names import label, variable
from core.server.proxy.render.text import Comment, Node, block, directive, written
from core.server.proxy.specs.domain import DomainSpec

ARGUMENT = "dozor_pass"
COOKIE = "dozor_bypass"  # not `dozor_pass`, which is the challenge's
_COOKIE_SECONDS = 86_400


def maintenance(name: str, spec: DomainSpec, place: Place) -> Handled:
    """Return what stops visitors of a domain that is in maintenance now; nothing for one that is not."""
    if not is_in_maintenance(name, spec, place):
        return Handled((), ())
    where = label(name)
    networks, known, given, stops = (variable(part, where) for part in ("inside", "pass", "given", "stops"))
    allowed = [directive(network, 1) for network in spec.maintenance.bypass_networks]
    before: list[Node] = [
        block("geo", f"${networks}", of=[directive("default", ""), *allowed]),
        _map_of_pass(f"$cookie_{COOKIE}", f"${known}", name, place),
        _map_of_pass(f"$arg_{ARGUMENT}", f"${given}", name, place),
        block(
            "map",
            f"${networks}${known}:$uri",
            f"${stops}",
            of=[directive("default", ""), directive("~^:/\\.dozor/", ""), directive("~^:", "1")],
        ),
    ]
    cookie = f"{COOKIE}=$arg_{ARGUMENT}; Path=/; HttpOnly; SameSite=Lax; Max-Age={_COOKIE_SECONDS}"
    opened: list[Node] = [
        directive("internal"),
        directive("absolute_redirect", "off"),
        directive("add_header", "Cache-Control", "no-store"),
        directive("add_header", "Set-Cookie", cookie),
        directive("return", 302, "/"),
    ]
    inside = (
        block("location", "=", "/.dozor/pass", of=opened),
        block("if", f"(${given})", of=[directive("rewrite", "^", "/.dozor/pass", "last")]),
        block("if", f"(${stops})", of=[directive("rewrite", "^", "/.dozor/maintenance", "last")]),
    )
    return Handled(tuple(before), inside)


def is_in_maintenance(name: str, spec: DomainSpec, place: Place) -> bool:
    """Return whether visitors of a domain are stopped now."""
    return spec.maintenance.active or name in place.around.in_maintenance


def pass_files(name: str, spec: DomainSpec, place: Place) -> dict[str, str]:
    """Return the file with what opens a domain in maintenance: apart, as the site's own file is shown to people."""
    token = place.around.pass_tokens.get(name, "")
    if not token or not is_in_maintenance(name, spec, place):
        return {}
    return {_pass_file(name): written([Comment(f"Written by Dozor: who passes at {name}."), directive(token, "1")])}


def _map_of_pass(source: str, variable_name: str, name: str, place: Place) -> Node:
    has_link = bool(place.around.pass_tokens.get(name))
    inside: list[Node] = [directive("default", ""), *([directive("include", _pass_file(name))] if has_link else [])]
    return block("map", source, variable_name, of=inside)


def _pass_file(name: str) -> str:
    return f"auth/{label(name)}--pass"
