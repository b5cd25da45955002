"""A domain as one file: what it needs before its servers, the servers, their locations."""

from collections.abc import Iterable

from core.server.proxy.render.context import Place, SiteError
from core.server.proxy.render.entry import entry_locations, entry_upstream, is_grpc
from core.server.proxy.render.handling import Where, compression, effective, handled, snippet
from core.server.proxy.render.maintenance import maintenance
from core.server.proxy.render.matching import matching, with_root
from core.server.proxy.render.pages import chosen_set, intercepting, page_set_file, showing
from core.server.proxy.render.proxying import canary, passed, rewritten
from core.server.proxy.render.relay import challenge_location
from core.server.proxy.render.text import Comment, Node, block, directive, on, written
from core.server.proxy.specs.domain import DomainSpec
from core.server.proxy.specs.location import HandlingSpec, LocationSpec


def site_text(name: str, spec: DomainSpec, place: Place) -> str:
    """Return the file of a domain on a node: as one that serves it, or as an entry to it.

    Raises:
        SiteError: something that it refers to is not there, or does not fit.
    """
    place.service(spec.service)
    is_entry = place.node in spec.entries
    before: list[Node] = []
    locations: list[Node] = []
    if is_entry:
        before += entry_upstream(name, spec, place)
        locations += entry_locations(name, spec, place)
    else:
        for number, location in enumerate(with_root(spec)):
            needs, line = _location(Where(name, number, location), spec, location, place)
            before += needs
            locations += [Comment(f"locations.{number}" if number < len(spec.locations) else "every other path"), line]
    stops = maintenance(name, spec, place)
    top: list[Node] = [Comment(f"Written by Dozor: domain {name}{', an entry to it' if is_entry else ''}.")]
    servers = _servers(name, spec, place, inside=[*stops.inside, *locations])
    outside = [Comment("maintenance"), *stops.before] if stops.before else []
    return written([*top, *dict.fromkeys(before), *outside, *servers])


def _servers(name: str, spec: DomainSpec, place: Place, *, inside: list[Node]) -> Iterable[Node]:
    """Yield the domain's servers: its own, and those that send visitors over to it."""
    tls = spec.tls
    served = spec.names[:1] if spec.other_names == "redirect" else spec.names
    others = spec.names[len(served) :]
    yield block("server", of=_server(name, spec, place, served, inside))
    if tls and tls.redirect_http:
        port = "" if place.spec.https_port == 443 else f":{place.spec.https_port}"
        host = "$host" if len(served) > 1 or served[0].startswith("*.") else served[0]
        yield block("server", of=_sending(name, spec, place, served, f"https://{host}{port}", tls=False))
    if others:
        ways = [False, *([True] if tls else [])]
        for way in ways:
            scheme, usual = ("https", 443) if tls else ("http", 80)
            number = place.spec.https_port if tls else place.spec.http_port
            port = "" if number == usual else f":{number}"
            yield block("server", of=_sending(name, spec, place, others, f"{scheme}://{spec.names[0]}{port}", tls=way))


def _server(name: str, spec: DomainSpec, place: Place, names: tuple[str, ...], inside: list[Node]) -> Iterable[Node]:
    if spec.tls is None or not spec.tls.redirect_http:
        yield from listening(place, tls=False)
    yield from _tls(spec, place)
    yield from _head(name, spec, place, names)
    if place.node not in spec.entries:
        yield from compression(spec.compression).inside
    if spec.snippet and place.node not in spec.entries:
        yield from snippet(spec.snippet, "snippet")
    yield from inside


def _sending(
    name: str, spec: DomainSpec, place: Place, names: tuple[str, ...], to: str, *, tls: bool
) -> Iterable[Node]:
    """Yield a server that sends visitors elsewhere. It counts and refuses like the domain's own."""
    yield from _tls(spec, place) if tls else listening(place, tls=False)
    yield from _head(name, spec, place, names)
    hsts = _hsts(spec) if tls else []
    yield block("location", "/", of=[*hsts, directive("return", 308, f"{to}$request_uri")])


def _head(name: str, spec: DomainSpec, place: Place, names: tuple[str, ...]) -> Iterable[Node]:
    """Yield what all servers of a domain have: who they are, what Dozor refuses, challenges and pages."""
    yield directive("http2", on(spec.tls is None or spec.tls.http2))
    yield directive("server_name", *names)
    yield from _known_as(name, spec)
    yield directive("include", "dozor_server.conf")
    yield challenge_location(name, place)
    yield directive("include", page_set_file(chosen_set(spec.pages, place.service(spec.service).pages)))


def _known_as(name: str, spec: DomainSpec) -> Iterable[Node]:
    yield directive("set", "$dozor_service", spec.service)
    yield directive("set", "$dozor_site", name)
    yield directive("set", "$dozor_returns_after", spec.maintenance.retry_after_seconds)


def listening(place: Place, *, tls: bool, is_default: bool = False) -> Iterable[Node]:
    """Yield the `listen` lines of a node."""
    spec = place.spec
    port = spec.https_port if tls else spec.http_port
    words = [*(["ssl"] if tls else []), *(["proxy_protocol"] if spec.visitor_address == "proxy_protocol" else [])]
    words += ["default_server"] if is_default else []
    addresses = [f"[{each}]" if ":" in each else each for each in spec.listen]
    for address in addresses or ["", *(["[::]"] if spec.ipv6 else [])]:
        yield directive("listen", f"{address}:{port}" if address else port, *words)


def _tls(spec: DomainSpec, place: Place) -> Iterable[Node]:
    if spec.tls is None:
        return
    name = spec.tls.certificate
    if name not in place.around.certificates:
        raise SiteError(f"of certificate {name} there is no file yet")
    yield from listening(place, tls=True)
    yield directive("ssl_certificate", f"certificates/{name}/fullchain.pem")
    yield directive("ssl_certificate_key", f"certificates/{name}/key.pem")
    if place.around.certificates[name]:
        yield directive("include", "dozor_nameservers.conf")  # the responder is asked for by its name
        yield from (directive("ssl_stapling", "on"), directive("ssl_stapling_verify", "off"))


def _location(where: Where, domain: DomainSpec, spec: LocationSpec, place: Place) -> tuple[list[Node], Node]:
    """Return what a location needs before the servers, and the location."""
    what = effective(domain, spec)
    handling = handled(what, where, is_grpc=is_grpc(spec.service or domain.service, place))
    before, inside = list(handling.before), [*_hsts(domain), *handling.inside]
    inside += _pages(domain, spec, what, place)
    if spec.redirect:
        inside.append(directive("return", spec.redirect.status, spec.redirect.to))
    elif spec.answer_status:
        inside.append(directive("return", spec.answer_status))
    else:
        needs, lines = _passed(where.label, domain, spec, what, place)
        before += [Comment(f"locations.{where.number}.canary"), *needs] if needs else []
        inside += lines
    return before, block("location", *matching(spec.match), of=inside)


def _passed(
    where: str, domain: DomainSpec, spec: LocationSpec, what: HandlingSpec, place: Place
) -> tuple[list[Node], list[Node]]:
    service = spec.service or domain.service
    before, to = canary(spec.canary, service, where, place) if spec.canary else ([], "")
    has_headers = any("_set_header" in (text or "") for text in (domain.snippet, spec.snippet))
    lines = [
        *rewritten(spec.rewrite, spec.match.path or ""),
        *passed(service, what, place, to=to, has_headers=has_headers),
    ]
    return before, lines


def _pages(domain: DomainSpec, spec: LocationSpec, what: HandlingSpec, place: Place) -> list[Node]:
    """Return which pages a location shows, where not those of its server: its own, the domain's, the service's."""
    service = place.service(spec.service or domain.service)
    pages = chosen_set(what.pages, service.pages)
    is_proxied = not (spec.redirect or spec.answer_status or service.protocol.startswith("grpc"))
    if what.intercept_errors and is_proxied:
        return intercepting(pages, place.state.pages.get(pages))
    usual = chosen_set(domain.pages, place.service(domain.service).pages)
    return showing(pages) if pages != usual else []


def _hsts(spec: DomainSpec) -> list[Node]:
    if spec.tls is None or spec.tls.hsts is None:
        return []
    hsts = spec.tls.hsts
    words = [f"max-age={hsts.max_age_seconds}"]
    words += (["includeSubDomains"] if hsts.subdomains else []) + (["preload"] if hsts.preload else [])
    return [directive("add_header", "Strict-Transport-Security", "; ".join(words), "always")]
