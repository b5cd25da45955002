"""Which page a visitor sees with which status, as directives. The pages themselves are files (`proxy/pages`)."""

import re
from collections.abc import Sequence
from typing import Final

from core.server.proxy.render.text import Comment, Directive, Node, block, directive, written
from core.server.proxy.specs.page import PagesSpec

STATUSES: Final = (400, 401, 403, 404, 405, 408, 410, 413, 414, 429, 500, 502, 503, 504)
"""Statuses that have a page of their own. Each set has a file for every one of them and each of REASONS."""

REASONS: Final = ("banned", "limited", "maintenance", "waking")
LANGUAGES: Final = ("en", "ru")
FORMS: Final = ("html", "json")
DEFAULT_SET: Final = "default"
FOLDER: Final = "/.dozor/pages/"
TYPES: Final = {"html": "text/html", "json": "application/problem+json"}

_OWN_ERRORS: Final = (502, 503, 504)
_BY_REASON: Final = {403: "$dozor_page_403", 429: "$dozor_page_429", 502: "$dozor_page_502"}
_NOBODY: Final = r"127\.255\.255\.254:1"
"""What the agent's resolver answers where a group has no member."""

_LIMITED: Final = 498  # never seen by a visitor: how NGINX's own limit is told from a member's 429
_RUSSIAN_FIRST: Final = r"~*^(?:\s*+(?!en\b|ru\b)[^,]*+,)*+\s*ru\b"  # possessive: one pass, whatever a visitor sends
_POLICY: Final = (
    "default-src 'self' data: 'unsafe-inline'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)


def page_set_text(set_name: str) -> str:
    """Return the file that a server includes to show pages of a set for errors that NGINX itself makes."""
    return written([Comment(f"Written by Dozor: pages {set_name}."), *showing(set_name), *_page_locations(set_name)])


def page_set_file(set_name: str) -> str:
    """Return the path of that file."""
    return f"page_sets/{set_name}.conf"


def chosen_set(*names: str | None) -> str:
    """Return the first set that is named, the most special first; the default one where none is."""
    return next(filter(None, names), DEFAULT_SET)


def showing(set_name: str) -> list[Node]:
    """Return what shows a set's pages for errors that NGINX itself makes."""
    return [_error_page(status, set_name) for status in STATUSES]


def intercepting(set_name: str, spec: PagesSpec | None) -> list[Node]:
    """Return what replaces members' own errors in a location too: the statuses that the set names.

    To NGINX its own errors in such a location and a member's are one thing. 502 to 504 have a page in any case, as
    they are nearly always its own. A limit's refusal is given another status within, so that a member's 429 goes
    through where it is not asked for.
    """
    asked = spec.intercept if spec else ()
    statuses = [status for status in STATUSES if status in _OWN_ERRORS or _is_among(status, asked)]
    limited = f"{FOLDER}{set_name}/$dozor_page_429.$dozor_language.$dozor_form"
    return [
        directive("proxy_intercept_errors", "on"),
        *(_error_page(status, set_name) for status in statuses),
        directive("limit_req_status", _LIMITED),
        directive("error_page", _LIMITED, "=429", limited),
    ]


def page_maps(sleeping: Sequence[tuple[str, str]] = ()) -> list[Node]:
    """Return the maps by which a page's language, form and reason are chosen.

    `sleeping` are services that may sleep, with their upstreams. Where nobody is behind one, NGINX was given an address
    where nobody listens, or names the upstream itself.
    """
    asleep = [(rf"~^{re.escape(name)}:((, )?({_NOBODY}|{behind}))+\z", "waking") for name, behind in sleeping]
    return [
        Comment("Pages: the visitor's language, JSON for programs that ask for it, Dozor's own reasons apart."),
        block("map", "$http_accept_language", "$dozor_language", of=_cases("en", (_RUSSIAN_FIRST, "ru"))),
        block(
            "map",
            "$http_accept",
            "$dozor_accepted",
            of=_cases("html", ("~*text/html", "html"), ("~*application/([a-z0-9.-]+\\+)?json", "json")),
        ),
        block(
            "map",
            "$http_content_type",
            "$dozor_form",
            of=_cases("$dozor_accepted", ("~*^application/grpc", "grpc")),
        ),
        block("map", "$dozor_held", "$dozor_page_403", of=_cases("403", ("ban", "banned"))),
        block("map", "$dozor_held", "$dozor_page_429", of=_cases("429", ("~^limit", "limited"))),
        block("map", "$dozor_service:$upstream_addr", "$dozor_page_502", of=_cases("502", *asleep)),
        block("map", "$status", "$dozor_retry_after", of=_cases("", ("429", "10"), ("503", "$dozor_returns_after"))),
        block("map", "$host", "$dozor_shown_host", of=_cases("", ("~^[a-z0-9._:\\[\\]-]+\\z", "$host"))),
    ]


def _page_locations(set_name: str) -> list[Node]:
    """Return the locations that serve pages, of any set; nobody gets there from outside."""
    inside: list[Node] = [
        directive("internal"),
        directive("alias", "pages/"),
        directive("include", "dozor_page_log.conf"),
        block("types", of=[directive(kind, form) for form, kind in TYPES.items()]),
        directive("charset", "utf-8"),
        directive("ssi", "on"),
        directive("ssi_types", TYPES["json"]),
        directive("allow", "all"),
        directive("auth_basic", "off"),
        directive("gzip", "off"),
        directive("add_header", "Cache-Control", "no-store", "always"),
        directive("add_header", "X-Request-Id", "$dozor_request_id", "always"),
        directive("add_header", "Retry-After", "$dozor_retry_after", "always"),
        directive("add_header", "X-Content-Type-Options", "nosniff", "always"),
        directive("add_header", "Content-Security-Policy", _POLICY, "always"),
        block("location", "~", "\\.grpc\\z", of=_calls()),
    ]
    maintenance = [
        directive("internal"),
        directive("error_page", 503, f"{FOLDER}{set_name}/maintenance.$dozor_language.$dozor_form"),
        directive("return", 503),
    ]
    return [
        block("location", "^~", FOLDER, of=inside),
        block("location", "=", "/.dozor/maintenance", of=maintenance),
    ]


def _calls() -> list[Node]:
    """Return the answer to a gRPC call: its client understands the status, and would read no page."""
    return [Comment("gRPC calls have the status alone."), directive("internal"), directive("return", 200, "")]


def _error_page(status: int, set_name: str) -> Directive:
    key = _BY_REASON.get(status, str(status))
    return directive("error_page", status, f"{FOLDER}{set_name}/{key}.$dozor_language.$dozor_form")


def _is_among(status: int, asked: tuple[str, ...]) -> bool:
    return str(status) in asked or f"{status // 100}xx" in asked


def _cases(default: str, *cases: tuple[str, str]) -> list[Node]:
    return [directive("default", default), *(directive(pattern, value) for pattern, value in cases)]
