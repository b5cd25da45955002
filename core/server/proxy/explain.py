"""What becomes of a request by the desired state: node, domain, location, and who would answer, with reasons.

Steps are in the order in which NGINX takes them: a server's own rules, the location, its `return`, limits, access,
the password, the members. Decisions (bans, challenges) are not looked at, and neither is what snippets do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address, ip_network

from agent.contract.proxy import NodeState
from core.server.proxy.answering import ServiceVerdict, service_verdict
from core.server.proxy.locating import Choice, Tried, choose, match_text, normalised
from core.server.proxy.render.handling import effective
from core.server.proxy.render.matching import with_root
from core.server.proxy.rewriting import Asked, filled, rewritten
from core.server.proxy.specs.domain import DomainSpec
from core.server.proxy.specs.location import AccessSpec, HandlingSpec, LocationSpec
from core.server.proxy.specs.names import best
from core.server.proxy.specs.state import DesiredState

_OWN = {
    "/.well-known/acme-challenge/": "answers to certificate authorities",
    "/.dozor/": "Dozor's own pages and challenges",
}
_BAD_PATH = "NGINX refuses this path: it leads out of the root, or is badly encoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What becomes of the request where it comes in at `nodes`; `status` 0 is whatever a member answers.

    `domain` is empty where the default server answers, and `serving` are the nodes whose members are asked.
    """

    nodes: tuple[str, ...]
    domain: str = ""
    name: str = ""
    serving: tuple[str, ...] = ()
    location: str = ""
    tried: tuple[Tried, ...] = ()
    status: int = 0
    to: str = ""
    asked_path: str = ""
    services: tuple[ServiceVerdict, ...] = ()
    pages: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What besides documents counts: domains in a maintenance window now, and what nodes last said, by their names."""

    in_maintenance: frozenset[str] = frozenset()
    reports: Mapping[str, NodeState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Looking:
    """All that an explanation is made of."""

    state: DesiredState
    asked: Asked
    context: Context


def explain(state: DesiredState, asked: Asked, context: Context) -> list[Route]:
    """Return what becomes of a request, one route for each domain that has the host on some node of the fleet."""
    arrivals = _arrivals(state, asked.host)
    if not arrivals:
        return [_default(state, asked)]
    looking = _Looking(state, asked, context)
    return [_route(looking, name, server, tuple(nodes)) for (name, server), nodes in arrivals.items()]


def _arrivals(state: DesiredState, host: str) -> dict[tuple[str, str], list[str]]:
    """Return where visitors of a host come in: nodes by domain and the name by which it takes them."""
    found: dict[tuple[str, str], list[str]] = {}
    enabled = [(name, spec) for name, spec in sorted(state.domains.items()) if spec.enabled]
    for node in sorted({node for _, spec in enabled for node in (*spec.nodes, *spec.entries)}):
        owners: dict[str, str] = {}
        for name, each in enabled:
            if node in (*each.nodes, *each.entries):
                for server in each.names:
                    owners.setdefault(server, name)
        taken = best(owners, host)
        spec = state.domains[owners[taken]] if taken else None
        if taken and spec and node in (spec.entries or spec.nodes):
            found.setdefault((owners[taken], taken), []).append(node)
    return found


def _default(state: DesiredState, asked: Asked) -> Route:
    nodes = {node for spec in state.domains.values() for node in (*spec.nodes, *spec.entries)} | set(state.nodes)
    steps = [f"no domain on any node has the name {asked.host}", *_why_not(state, asked.host)]
    if asked.https:
        return Route(nodes=tuple(sorted(nodes)), steps=(*steps, "the default server refuses the TLS handshake"))
    if normalised(asked.path) is None:
        return Route(nodes=tuple(sorted(nodes)), status=400, steps=(*steps, _BAD_PATH))
    return Route(nodes=tuple(sorted(nodes)), status=404, steps=(*steps, "the default server answers 404"))


def _why_not(state: DesiredState, host: str) -> Iterator[str]:
    for name, spec in sorted(state.domains.items()):
        if best(spec.names, host) is not None:
            yield f"domain {name} would, but {'is on no node' if spec.enabled else 'is not enabled'}"


def _route(looking: _Looking, name: str, server: str, nodes: tuple[str, ...]) -> Route:
    state, asked, context = looking.state, looking.asked, looking.context
    spec = state.domains[name]
    route = Route(nodes=nodes, domain=name, name=server, serving=spec.nodes if spec.entries else nodes)
    route = _step(route, f"domain {name} has the name {server}" + ("" if server == asked.host else ", a wildcard"))
    if spec.entries:
        route = _step(route, f"it comes in at an entry, which passes it to one of: {', '.join(spec.nodes)}")
    uri = normalised(asked.path)
    if asked.https and spec.tls is None:
        return _step(route, "the domain has no TLS: the default server refuses the handshake")
    if uri is None:
        return _step(replace(route, status=400), _BAD_PATH)
    own = next((what for prefix, what in _OWN.items() if uri.decode("latin-1").startswith(prefix)), None)
    if own:
        return _step(route, f"this path is not the domain's: {own}")
    if sent := _sent_elsewhere(state, spec, server, nodes[0], asked):
        return _step(replace(route, status=308, to=sent), f"visitors are sent to {sent}")
    if spec.maintenance.active or name in context.in_maintenance:
        if not _is_within(spec.maintenance.bypass_networks, asked.address):
            passing = ", unless they have opened the secret link" if spec.maintenance.bypass_secret else ""
            return _step(replace(route, status=503), f"maintenance: visitors see its page{passing}")
        route = _step(route, "maintenance, which this address passes")
    return _located(looking, spec, route, uri)


def _sent_elsewhere(state: DesiredState, spec: DomainSpec, server: str, node: str, asked: Asked) -> str:
    """Return where a server sends all visitors: to TLS, or from another name to the first one."""
    where = state.nodes.get(node)
    port, usual = (where.http_port if where else 80), 80
    if spec.tls:
        port, usual = (where.https_port if where else 443), 443
    behind = "" if port == usual else f":{port}"
    if spec.other_names == "redirect" and server != spec.names[0]:
        return f"{'https' if spec.tls else 'http'}://{spec.names[0]}{behind}{asked.path}"
    if spec.tls and spec.tls.redirect_http and not asked.https:
        return f"https://{asked.host}{behind}{asked.path}"
    return ""


def _located(looking: _Looking, spec: DomainSpec, route: Route, uri: bytes) -> Route:
    asked = looking.asked
    locations = [(number if number < len(spec.locations) else -1, each) for number, each in enumerate(with_root(spec))]
    choice = choose(locations, uri)
    location, what = choice.location, effective(spec, choice.location)
    route = replace(route, location=match_text(location.match), tried=choice.tried, pages=what.pages or "default")
    route = _step(route, f"location {route.location}: {_reason(choice)}")
    if choice.adds_slash:
        to = f"{asked.path.partition('?')[0]}/{asked.question}"
        return _step(replace(route, status=301, to=to), "NGINX sends visitors to the path with a slash")
    for snippet in (spec.snippet, location.snippet):
        route = _step(route, "a snippet stands here and may change what follows") if snippet else route
    return _answered(looking, spec, location, route)


def _answered(looking: _Looking, spec: DomainSpec, location: LocationSpec, route: Route) -> Route:
    asked, what = looking.asked, effective(spec, location)
    if what.cors and asked.method == "OPTIONS" and "origin" in asked.headers:
        route = _step(route, "a preflight from an origin that may ask is answered 204 by NGINX itself")
    if location.redirect:
        to = filled(location.redirect.to, asked)
        return _step(replace(route, status=location.redirect.status, to=to), f"visitors are sent to {to}")
    if location.answer_status:
        return _step(replace(route, status=location.answer_status), "NGINX answers by itself, before it asks who comes")
    status, lines = _admitted(what, asked.address)
    route = replace(route, status=status, steps=(*route.steps, *lines))
    if status:
        return route
    if location.rewrite:
        path = rewritten(location.rewrite, asked)
        route = _step(replace(route, asked_path=path), f"members are asked for {path}")
    if what.cache:
        route = _step(route, f"an answer may come from the node's cache for {what.cache.seconds:g} s")
    if what.intercept_errors:
        route = _step(route, f"members' own errors are replaced by the pages {route.pages}")
    return replace(route, services=tuple(_services(looking, spec, location, route.serving)))


def _admitted(what: HandlingSpec, address: str) -> tuple[int, list[str]]:
    """Return the status by which somebody is refused, or 0, and what is asked of visitors."""
    lines, status = list(_limits(what)), 0
    if what.access:
        status, line = _access(what.access, address)
        lines.append(line)
    if what.basic_auth and not status:
        lines.append(f"a password is asked for ({len(what.basic_auth.users)} logins), 401 without it")
    return status, lines


def _services(
    looking: _Looking, spec: DomainSpec, location: LocationSpec, serving: tuple[str, ...]
) -> Iterator[ServiceVerdict]:
    services, reports = looking.state.services, looking.context.reports
    usual = location.service or spec.service
    for name, percent, why in _shares(usual, location, looking.asked):
        if name in services:
            yield service_verdict(name, services[name], serving, reports, percent=percent, why=why)
        else:
            yield ServiceVerdict(name, percent, "there is no such service: the site cannot be rendered", "", ())


def _shares(usual: str, location: LocationSpec, asked: Asked) -> Iterator[tuple[str, float, str]]:
    canary = location.canary
    why = "the location's service" if location.service else "the domain's service"
    if canary is None:
        yield usual, 100.0, why
        return
    if canary.header and asked.headers.get(canary.header.lower()) == canary.value:
        yield canary.service, 100.0, f"the canary, by the header {canary.header}"
        return
    if canary.cookie and asked.cookies.get(canary.cookie) == canary.value:
        yield canary.service, 100.0, f"the canary, by the cookie {canary.cookie}"
        return
    if canary.percent < 100:
        yield usual, 100 - canary.percent, why
    if canary.percent > 0:
        yield canary.service, canary.percent, "the canary, by chance"


def _limits(what: HandlingSpec) -> Iterator[str]:
    limit = what.limit
    if limit and limit.requests:
        over = f", {limit.burst} more at once" if limit.burst else ""
        yield f"at most {limit.requests} requests a {limit.per} from an address{over}, else 429"
    if limit and limit.connections:
        yield f"at most {limit.connections} connections from an address, else 429"


def _access(spec: AccessSpec, address: str) -> tuple[int, str]:
    """Return 403 where an address is refused, else 0, and the reason."""
    if not address:
        return 0, "who is let in depends on the address, which was not given"
    if _is_within(spec.deny, address):
        return 403, f"{address} is denied"
    if spec.allow and not _is_within(spec.allow, address):
        return 403, f"{address} is not among those that are let in"
    return 0, f"{address} is let in"


def _is_within(networks: tuple[str, ...], address: str) -> bool:
    if not address:
        return False
    found = ip_address(address)
    return any(found in ip_network(network) for network in networks)


def _reason(choice: Choice) -> str:
    return next(each.why for each in choice.tried if each.verdict == "chosen")


def _step(route: Route, text: str) -> Route:
    return replace(route, steps=(*route.steps, text))
