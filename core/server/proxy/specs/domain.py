"""A domain: its names, where visitors come in, who serves it, and what it does with paths."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from core.server.proxy.specs.location import HandlingSpec, LocationSpec
from core.server.proxy.specs.spec import Spec
from core.server.proxy.specs.text import DocumentName, DomainName, Network, Path, Text
from core.server.proxy.specs.wrong import UnfitError, Wrong


class HstsSpec(Spec):
    """Browsers are told to come by TLS alone from now on. It cannot be taken back before its time."""

    max_age_seconds: Annotated[int, Field(ge=0, le=63_072_000)] = 15_552_000
    subdomains: bool = False
    preload: bool = False


class TlsSpec(Spec):
    """How the domain is served by TLS: by which certificate, and whether plain requests are sent over to it."""

    certificate: DocumentName
    redirect_http: bool = True
    hsts: HstsSpec | None = None
    http2: bool = True


class WindowSpec(Spec):
    """A time of maintenance."""

    from_at: AwareDatetime
    until_at: AwareDatetime

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until_at <= self.from_at:
            raise UnfitError(Wrong.window_ends_first())
        return self

    def holds(self, now: datetime) -> bool:
        """Return whether it is now."""
        return self.from_at <= now < self.until_at


class MaintenanceSpec(Spec):
    """Visitors see the page `maintenance` with status 503, now or in windows; some may pass: by address or secret link.

    Whoever opens `/?dozor-pass=SECRET` once gets a cookie and passes from then on; `bypass_secret` names the secret.
    """

    active: bool = False
    windows: Annotated[tuple[WindowSpec, ...], Field(max_length=100)] = ()
    bypass_networks: Annotated[tuple[Network, ...], Field(max_length=100)] = ()
    bypass_secret: DocumentName | None = None
    retry_after_seconds: Annotated[int, Field(ge=0, le=604_800)] = 600


class ProbeSpec(Spec):
    """By what a change is judged on each node: what the domain answers to this; status 0 is not worse than before."""

    path: Path = "/"
    status: Annotated[int, Field(ge=0, le=599)] = 0


class DomainSpec(HandlingSpec):
    """A site. Its first name is what it is known by.

    `nodes` serve it: their services' members answer. `entries` are nodes that take visitors in and pass them on to
    `nodes`; without them visitors come to `nodes` themselves. `other_names` says what becomes of the names besides
    the first one.
    """

    kind: Literal["domain"] = "domain"
    description: Text = ""
    names: Annotated[tuple[DomainName, ...], Field(min_length=1, max_length=100)]
    other_names: Literal["serve", "redirect"] = "serve"
    service: DocumentName
    nodes: Annotated[tuple[DocumentName, ...], Field(max_length=1000)] = ()
    entries: Annotated[tuple[DocumentName, ...], Field(max_length=100)] = ()
    tls: TlsSpec | None = None
    locations: Annotated[tuple[LocationSpec, ...], Field(max_length=500)] = ()
    maintenance: MaintenanceSpec = MaintenanceSpec()
    probe: ProbeSpec = ProbeSpec()
    enabled: bool = True

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if len(set(self.names)) != len(self.names):
            raise UnfitError(Wrong.name_twice())
        if self.other_names == "redirect" and self.names[0].startswith("*."):
            raise UnfitError(Wrong.redirect_to_wildcard())
        seen = [location.match.model_copy(update={"final": False}) for location in self.locations]
        if len(set(seen)) != len(seen):
            raise UnfitError(Wrong.locations_alike())
        if set(self.nodes) & set(self.entries):
            raise UnfitError(Wrong.node_is_entry())
        return self


def nodes_of(spec: DomainSpec) -> set[str]:
    """Return the nodes that a domain is on."""
    return {*spec.nodes, *spec.entries}


def services_named(spec: DomainSpec) -> set[str]:
    """Return the services that a domain leads to."""
    named = {spec.service, *(location.service for location in spec.locations)}
    named |= {location.canary.service for location in spec.locations if location.canary}
    return {name for name in named if name}
