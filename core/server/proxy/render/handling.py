"""What may be said of a domain and again of a location, as directives of one location."""

from dataclasses import dataclass
from typing import Final

from core.server.proxy.render.names import label, variable
from core.server.proxy.render.text import Comment, Directive, Node, Raw, block, directive, on, seconds
from core.server.proxy.specs.location import (
    AccessSpec,
    BasicAuthSpec,
    CacheSpec,
    CompressionSpec,
    CorsSpec,
    HandlingSpec,
    HeaderSpec,
    LimitSpec,
)

_ZONE_SIZE: Final = "4m"  # some 60,000 visitors


INHERITED: Final = ("compression", "snippet")
"""What stands in a domain's server block, from where its locations have it."""


@dataclass(frozen=True, slots=True)
class Handled:
    """A location's handling: what goes into it, and what its file needs before the server block."""

    before: tuple[Node, ...]
    inside: tuple[Node, ...]


def effective(domain: HandlingSpec, location: HandlingSpec | None) -> HandlingSpec:
    """Return what holds in a location: its own word before the domain's, headers of both."""
    if location is None:
        return domain
    own = {name: getattr(location, name) for name in HandlingSpec.model_fields}
    values = {name: getattr(domain, name) if value in (None, ()) else value for name, value in own.items()}
    for name in ("request_headers", "response_headers"):
        values[name] = _both(getattr(domain, name), getattr(location, name))
    for name in INHERITED:
        values[name] = own[name]
    return HandlingSpec.model_construct(**values)


@dataclass(frozen=True, slots=True)
class Where:
    """A location within the whole configuration. What it has from its domain is one thing with what the others have."""

    domain: str
    number: int
    own: HandlingSpec | None

    @property
    def label(self) -> str:
        """What stands in names that belong to this location alone: no label of a domain ends so."""
        return f"{label(self.domain)}--{self.number}"

    def comment(self, field: str) -> Comment:
        """Return what tells `places` which field the next lines are from."""
        is_domains = self.own is None or getattr(self.own, field) is None
        return Comment(field if is_domains else f"locations.{self.number}.{field}")

    def of(self, field: str) -> str:
        """Return what stands in names that belong to a field: the domain's, where it is from there."""
        return label(self.domain) if self.own is None or getattr(self.own, field) is None else self.label


def handled(what: HandlingSpec, where: Where, *, is_grpc: bool = False) -> Handled:
    """Return the directives of a location."""
    before: list[Node] = []
    inside: list[Node] = []
    for field, part in {
        "access": _access(what.access),
        "basic_auth": _basic_auth(what.basic_auth, where.of("basic_auth")),
        "limit": _limit(what.limit, where.of("limit")),
        "cors": _cors(what.cors, where.of("cors")),
        "cache": _cache(what.cache, is_grpc=is_grpc),
        "compression": compression(what.compression),
        "": _bodies(what),
    }.items():
        before += [where.comment(field), *part.before] if part.before else []
        inside += part.inside
    inside += [_response_header(header) for header in what.response_headers if header.value is not None]
    if what.snippet:
        inside += snippet(what.snippet, f"locations.{where.number}.snippet")
    return Handled(tuple(before), tuple(inside))


def snippet(text: str, field: str) -> list[Node]:
    """Return an expert's lines with what `places` finds them by."""
    return [Comment(f"{field}, {len(text.split(chr(10)))} lines:"), Raw(text), Comment("end of snippet")]


def auth_file(place: str) -> str:
    """Return the file with the passwords of a place."""
    return f"auth/{place}"


def replaced(what: HandlingSpec) -> list[str]:
    """Return the headers of members' answers that visitors do not get: taken away, or set here instead."""
    names = {header.name.lower(): header.name for header in what.response_headers}
    return [name for lower, name in names.items() if lower != "set-cookie" or _is_taken(what, lower)]


def _is_taken(what: HandlingSpec, lower: str) -> bool:
    return any(header.name.lower() == lower and header.value is None for header in what.response_headers)


def _both(first: tuple[HeaderSpec, ...], second: tuple[HeaderSpec, ...]) -> tuple[HeaderSpec, ...]:
    own = {header.name.lower() for header in second}
    return (*(header for header in first if header.name.lower() not in own), *second)


def _access(spec: AccessSpec | None) -> Handled:
    if spec is None or not (spec.allow or spec.deny):
        return Handled((), ())
    lines = [directive("deny", network) for network in spec.deny]
    lines += [directive("allow", network) for network in spec.allow]
    if spec.allow:
        lines.append(directive("deny", "all"))
    return Handled((), tuple(lines))


def _basic_auth(spec: BasicAuthSpec | None, place: str) -> Handled:
    if spec is None:
        return Handled((), ())
    return Handled((), (directive("auth_basic", spec.realm), directive("auth_basic_user_file", auth_file(place))))


def _limit(spec: LimitSpec | None, place: str) -> Handled:
    before: list[Node] = []
    inside: list[Node] = []
    if spec is not None and spec.requests:
        zone, rate = variable("requests", place), f"{spec.requests}r/{spec.per[0]}"
        before.append(directive("limit_req_zone", "$binary_remote_addr", f"zone={zone}:{_ZONE_SIZE}", f"rate={rate}"))
        burst = [f"burst={spec.burst}", *([] if spec.delay else ["nodelay"])] if spec.burst else []
        inside += [directive("include", "dozor_limit.conf"), directive("limit_req", f"zone={zone}", *burst)]
    if spec is not None and spec.connections:
        zone = variable("connections", place)
        before.append(directive("limit_conn_zone", "$binary_remote_addr", f"zone={zone}:{_ZONE_SIZE}"))
        inside += [directive("limit_conn", zone, spec.connections), directive("limit_conn_status", 429)]
    return Handled(tuple(before), tuple(inside))


def _cors(spec: CorsSpec | None, place: str) -> Handled:
    if spec is None:
        return Handled((), ())
    origin, preflight = variable("origin", place), variable("preflight", place)
    known: list[Node] = [directive("default", "")]
    known += [_origin(each) for each in dict.fromkeys(each.lower() for each in spec.origins)]
    before = (
        block("map", "$http_origin", f"${origin}", of=known),
        block(
            "map",
            f"$request_method:${origin}",
            f"${preflight}",
            of=[directive("default", ""), directive("~^OPTIONS:.", "1")],
        ),
    )
    methods, headers = ", ".join(spec.methods), ", ".join(spec.headers)
    inside: list[Node] = [
        directive("add_header", "Access-Control-Allow-Origin", f"${origin}", "always"),
        directive("add_header", "Access-Control-Allow-Methods", methods, "always"),
        directive("add_header", "Access-Control-Allow-Headers", headers, "always"),
        directive("add_header", "Access-Control-Max-Age", spec.max_age_seconds, "always"),
        directive("add_header", "Vary", "Origin", "always"),
    ]
    if spec.credentials:
        inside.append(directive("add_header", "Access-Control-Allow-Credentials", "true", "always"))
    inside.append(block("if", f"(${preflight})", of=[directive("return", 204)]))
    return Handled(before, tuple(inside))


def _origin(pattern: str) -> Directive:
    if pattern == "*":
        return directive("~.", "*")
    if "*" not in pattern:
        return directive(pattern, "$http_origin")
    parts = (part.replace(".", r"\.") for part in pattern.split("*"))
    return directive(f"~^{'[A-Za-z0-9.-]+'.join(parts)}\\z", "$http_origin")


def _cache(spec: CacheSpec | None, *, is_grpc: bool) -> Handled:
    if spec is None:
        return Handled((), ())
    if is_grpc:
        return Handled((), (Comment("Answers of gRPC are not kept."),))
    bypass = ["$http_authorization", *([f"$cookie_{spec.bypass_cookie}"] if spec.bypass_cookie else [])]
    lines: list[Node] = [
        directive("proxy_cache", "dozor"),
        directive("proxy_cache_key", f"$dozor_site:{spec.key}"),
        directive("proxy_cache_valid", *dict.fromkeys(spec.statuses), seconds(spec.seconds)),
        directive("proxy_cache_lock", "on"),
        directive("proxy_cache_bypass", *bypass),
        directive("proxy_no_cache", *bypass),
        directive("add_header", "X-Cache-Status", "$upstream_cache_status"),
    ]
    if spec.stale_while_away:
        lines += [
            directive(
                "proxy_cache_use_stale", "error", "timeout", "updating", "http_500", "http_502", "http_503", "http_504"
            ),
            directive("proxy_cache_background_update", "on"),
        ]
    return Handled((), tuple(lines))


def compression(spec: CompressionSpec | None) -> Handled:
    """Return what compresses answers."""
    if spec is None:
        return Handled((), ())
    types = [
        each for each in dict.fromkeys(spec.types) if each != "text/html"
    ]  # which NGINX compresses anyway, and warns about
    lines = (
        directive("gzip", "on"),
        directive("gzip_comp_level", spec.level),
        directive("gzip_min_length", spec.from_bytes),
        directive("gzip_proxied", "any"),
        directive("gzip_vary", "on"),
        *([directive("gzip_types", *types)] if types else []),
    )
    return Handled((), lines)


def _bodies(what: HandlingSpec) -> Handled:
    lines: list[Node] = []
    if what.body_kib is not None:
        lines.append(directive("client_max_body_size", f"{what.body_kib}k"))
    if what.buffer_answers is not None:
        lines.append(directive("proxy_buffering", on(what.buffer_answers)))
    if what.buffer_requests is not None:
        lines.append(directive("proxy_request_buffering", on(what.buffer_requests)))
    return Handled((), tuple(lines))


def _response_header(header: HeaderSpec) -> Directive:
    return directive("add_header", header.name, header.value, "always")
