"""What a domain does with a part of its paths."""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from core.server.proxy.snippets import check_snippet
from core.server.proxy.specs.service import RetrySpec
from core.server.proxy.specs.spec import Spec
from core.server.proxy.specs.text import (
    CookieName,
    DocumentName,
    HeaderName,
    InsideTemplate,
    KiB,
    Login,
    MatchedPath,
    MimeType,
    Network,
    Regex,
    Seconds,
    Template,
    WholeSeconds,
    check_variables,
)
from core.server.proxy.specs.wrong import UnfitError, Wrong

Snippet = Annotated[str, Field(max_length=20_000, description="NGINX directives"), AfterValidator(check_snippet)]
Origin = Annotated[
    str, Field(pattern=r"^(\*|https?://(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?)$", max_length=200)
]
FRAMING: Final = frozenset(
    {"connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
)
"""Headers by which the ends of a connection understand each other: nobody's to set."""


def _replacement(text: str) -> str:
    """Let captures and variables through: what comes of it is a path, which NGINX encodes again."""
    check_variables(re.sub(r"\$[1-9](?![A-Za-z0-9_])", "", text))
    return text


class MatchSpec(Spec):
    """Which paths: those that begin with `path`, the one that is `path`, or those that a regular expression finds.

    NGINX takes the longest prefix, unless a regular expression fits; a prefix that is `final` (`^~`) keeps them out.
    """

    kind: Literal["prefix", "exact", "regex"] = "prefix"
    path: MatchedPath | None = None
    regex: Regex | None = None
    ignore_case: bool = False
    final: bool = False

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if (self.kind == "regex") != (self.regex is not None) or (self.kind == "regex") == (self.path is not None):
            raise UnfitError(Wrong.match_is_one())
        if self.final and self.kind != "prefix":
            raise UnfitError(Wrong.final_of_prefix())
        if self.ignore_case and self.kind != "regex":
            raise UnfitError(Wrong.case_of_regex())
        return self


class RedirectSpec(Spec):
    """Visitors are sent elsewhere; `to` may name variables."""

    to: Annotated[Template, Field(min_length=1)]
    status: Literal[301, 302, 303, 307, 308] = 302


class RewriteSpec(Spec):
    """What members are asked for: the path without `strip_prefix`, or what `regex` finds replaced."""

    strip_prefix: MatchedPath | None = None
    regex: Regex | None = None
    replacement: (
        Annotated[
            str, Field(max_length=1000, pattern=r"^(/|\$[1-9])[A-Za-z0-9/._~%?&=${}-]*$"), AfterValidator(_replacement)
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _is_one_way(self) -> Self:
        if (self.strip_prefix is None) == (self.regex is None) or (self.regex is None) != (self.replacement is None):
            raise UnfitError(Wrong.rewrite_is_one())
        return self


class HeaderSpec(Spec):
    """A header that is set; without a value it is taken away."""

    name: HeaderName
    value: Template | None = None


class CorsSpec(Spec):
    """Which other sites' scripts may ask. An origin is `https://app.example`; `*` is anyone, without credentials."""

    origins: Annotated[tuple[Origin, ...], Field(min_length=1, max_length=50)]
    methods: tuple[Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], ...] = ("GET", "HEAD", "POST")
    headers: Annotated[tuple[HeaderName, ...], Field(max_length=50)] = ("Authorization", "Content-Type")
    credentials: bool = False
    max_age_seconds: Annotated[int, Field(ge=0, le=86_400)] = 600

    @model_validator(mode="after")
    def _keeps_credentials_from_everyone(self) -> Self:
        if self.credentials and "*" in self.origins:
            raise UnfitError(Wrong.credentials_from_everywhere())
        return self


class CacheSpec(Spec):
    """Answers are kept on the node. `seconds` is for answers 200 and 301; a member's own headers win."""

    seconds: WholeSeconds = 60
    key: InsideTemplate = "$scheme$host$request_uri"
    statuses: Annotated[tuple[Annotated[int, Field(ge=200, le=599)], ...], Field(min_length=1, max_length=50)] = (
        200,
        301,
    )
    stale_while_away: bool = True
    bypass_cookie: CookieName | None = None


class LimitSpec(Spec):
    """Bounds for each visitor's address: requests per second or minute with a burst, and connections at a time."""

    requests: Annotated[int, Field(ge=1, le=100_000)] | None = None
    per: Literal["second", "minute"] = "second"
    burst: Annotated[int, Field(ge=0, le=100_000)] = 0
    delay: bool = False
    connections: Annotated[int, Field(ge=1, le=10_000)] | None = None


class AccessSpec(Spec):
    """Who is let in by address. With `allow` nobody else is."""

    allow: Annotated[tuple[Network, ...], Field(max_length=1000)] = ()
    deny: Annotated[tuple[Network, ...], Field(max_length=1000)] = ()


class BasicAuthSpec(Spec):
    """A password asked for by the browser. `users` name secrets of kind `password`, which hold the hashes."""

    realm: Annotated[str, Field(pattern=r'^[^\x00-\x1f\x7f"\\$]+$', max_length=200)] = "Restricted"
    users: Annotated[dict[Login, DocumentName], Field(min_length=1, max_length=500)]


class CanarySpec(Spec):
    """A part of the requests goes to another service: by header, by cookie, else so many of a hundred visitors."""

    service: DocumentName
    percent: Annotated[float, Field(ge=0, le=100)] = 0
    header: HeaderName | None = None
    cookie: CookieName | None = None
    value: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")] = "always"


class CompressionSpec(Spec):
    """Answers are compressed with gzip."""

    level: Annotated[int, Field(ge=1, le=9)] = 5
    from_bytes: Annotated[int, Field(ge=0, le=1 << 20)] = 1000
    types: Annotated[tuple[MimeType, ...], Field(max_length=100)] = (
        "text/plain", "text/css", "text/xml", "application/json", "application/javascript", "text/javascript",
        "application/xml", "image/svg+xml",
    )  # fmt: skip


class HandlingSpec(Spec):
    """What may be said for a whole domain and again for one of its locations, where it takes the place of the domain's.

    None stands for what the domain says, and for NGINX's default where that says nothing either.
    """

    access: AccessSpec | None = None
    basic_auth: BasicAuthSpec | None = None
    limit: LimitSpec | None = None
    cors: CorsSpec | None = None
    cache: CacheSpec | None = None
    compression: CompressionSpec | None = None
    body_kib: KiB | None = None
    buffer_answers: bool | None = None
    buffer_requests: bool | None = None
    read_seconds: Seconds | None = None
    retry: RetrySpec | None = None
    request_headers: Annotated[tuple[HeaderSpec, ...], Field(max_length=100)] = ()
    response_headers: Annotated[tuple[HeaderSpec, ...], Field(max_length=100)] = ()
    pages: DocumentName | None = None
    intercept_errors: bool | None = None
    snippet: Snippet | None = None

    @model_validator(mode="after")
    def _leaves_framing_alone(self) -> Self:
        for header in (*self.request_headers, *self.response_headers):
            if header.name.lower() in FRAMING:
                raise UnfitError(Wrong.header_of_connection(header=header.name))
        return self


class LocationSpec(HandlingSpec):
    """A part of a domain's paths: proxied to a service (the domain's where none is named), redirected, or answered."""

    match: MatchSpec
    service: DocumentName | None = None
    redirect: RedirectSpec | None = None
    answer_status: Annotated[int, Field(ge=200, le=599)] | None = None
    rewrite: RewriteSpec | None = None
    canary: CanarySpec | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if sum(what is not None for what in (self.service, self.redirect, self.answer_status)) > 1:
            raise UnfitError(Wrong.location_is_one())
        if (self.rewrite or self.canary) and (self.redirect or self.answer_status):
            raise UnfitError(Wrong.rewrite_of_proxied())
        if self.answer_status and 300 <= self.answer_status < 400:
            raise UnfitError(Wrong.answer_is_redirect())
        if self.rewrite and self.rewrite.strip_prefix:
            if self.match.kind != "prefix":
                raise UnfitError(Wrong.strip_of_prefix())
            if not (self.match.path or "").startswith(self.rewrite.strip_prefix):
                raise UnfitError(Wrong.strip_begins_path())
        return self
