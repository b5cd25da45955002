"""A service: who answers for it, and how requests are shared out among them."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.server.proxy.specs.scaling import ScalingSpec
from core.server.proxy.specs.spec import Spec
from core.server.proxy.specs.text import (
    Certificates,
    ContainerName,
    CookieName,
    DocumentName,
    Host,
    InsideTemplate,
    Path,
    Port,
    Seconds,
    Text,
    WholeSeconds,
)
from core.server.proxy.specs.wrong import UnfitError, Wrong

Retried = Literal[
    "error", "timeout", "invalid_header", "http_500", "http_502", "http_503", "http_504", "http_429", "non_idempotent"
]


class MemberSpec(Spec):
    """One that answers: `host`, a container of the node that asks, or another node of the fleet, and a port."""

    name: DocumentName
    host: Host | None = None
    container: ContainerName | None = None
    node: DocumentName | None = None
    port: Port
    weight: Annotated[int, Field(ge=1, le=1000)] = 1
    backup: bool = False
    max_connections: Annotated[int, Field(ge=0, le=100_000, description="0: no bound")] = 0
    draining: bool = False

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        if sum(place is not None for place in (self.host, self.container, self.node)) != 1:
            raise UnfitError(Wrong.member_is_one())
        return self


class BalanceSpec(Spec):
    """How a member is chosen. `key` is what `hash` looks at; it may name variables."""

    method: Literal["round_robin", "least_connections", "ip_hash", "hash", "random_two"] = "round_robin"
    key: InsideTemplate | None = None

    @model_validator(mode="after")
    def _has_a_key_to_hash(self) -> Self:
        if (self.method == "hash") != bool(self.key):
            raise UnfitError(Wrong.key_of_hash())
        return self


class StickySpec(Spec):
    """A cookie that brings a visitor back to the same member."""

    cookie: CookieName = "dozor_member"
    expires_seconds: Annotated[int, Field(ge=0, le=31_536_000, description="0: with the browser's session")] = 0
    secure: bool = False


class HealthSpec(Spec):
    """How the nodes ask whether a member is well."""

    kind: Literal["http", "https", "tcp"] = "http"
    path: Path = "/"
    host: Host | None = None
    status_from: Annotated[int, Field(ge=100, le=599)] = 200
    status_to: Annotated[int, Field(ge=100, le=599)] = 399
    body: Text = ""
    interval_seconds: Annotated[float, Field(ge=0.5, le=3600)] = 5
    timeout_seconds: Annotated[float, Field(ge=0.1, le=60)] = 2
    rise: Annotated[int, Field(ge=1, le=100)] = 2
    fall: Annotated[int, Field(ge=1, le=100)] = 3


class PassiveSpec(Spec):
    """After so many failures of real requests within so many seconds NGINX leaves a member out for as long."""

    failures: Annotated[int, Field(ge=0, le=1000)] = 3
    seconds: WholeSeconds = 10


class RetrySpec(Spec):
    """When the next member is tried."""

    on: tuple[Retried, ...] = ("error", "timeout")
    tries: Annotated[int, Field(ge=0, le=20, description="0: as many as there are members")] = 2
    seconds: Annotated[float, Field(ge=0, le=3600)] = 10


class TimeoutSpec(Spec):
    """How long NGINX waits for a member: to connect, and between two reads or writes."""

    connect_seconds: Seconds = 5
    read_seconds: Seconds = 60
    send_seconds: Seconds = 60


class TlsToMembersSpec(Spec):
    """How members are spoken to by TLS: the name that is asked for, and whether their certificate is looked at.

    It then has to come from `authorities`, without them from one that the node's system knows.
    """

    name: Host | None = None
    verify: bool = False
    authorities: Certificates | None = None

    @model_validator(mode="after")
    def _has_authorities_to_verify_by(self) -> Self:
        if self.authorities and not self.verify:
            raise UnfitError(Wrong.authorities_of_verify())
        return self


class ServiceSpec(Spec):
    """What is protected, counted and scaled: its members and how they are used."""

    kind: Literal["service"] = "service"
    description: Text = ""
    members: Annotated[tuple[MemberSpec, ...], Field(max_length=1000)] = ()
    protocol: Literal["http", "https", "grpc", "grpcs"] = "http"
    http2_to_members: bool = False
    tls: TlsToMembersSpec = TlsToMembersSpec()
    balance: BalanceSpec = BalanceSpec()
    sticky: StickySpec | None = None
    health: HealthSpec | None = None
    passive: PassiveSpec = PassiveSpec()
    retry: RetrySpec = RetrySpec()
    timeouts: TimeoutSpec = TimeoutSpec()
    pages: DocumentName | None = None
    keepalive: Annotated[int, Field(ge=0, le=10_000, description="Idle connections kept per worker")] = 32
    scaling: ScalingSpec | None = None

    @model_validator(mode="after")
    def _members_fit(self) -> Self:
        names = [member.name for member in self.members]
        if len(set(names)) != len(names):
            raise UnfitError(Wrong.members_alike())
        if self.sticky and self.balance.method in {"ip_hash", "hash"}:
            raise UnfitError(Wrong.sticky_and_method(method=self.balance.method))
        if self.http2_to_members and self.protocol.startswith("grpc"):
            raise UnfitError(Wrong.grpc_is_http2())
        if self.tls != TlsToMembersSpec() and not self.protocol.endswith("s"):
            raise UnfitError(Wrong.tls_of_https())
        if self.balance.method in {"ip_hash", "hash", "random_two"} and any(each.backup for each in self.members):
            raise UnfitError(Wrong.method_without_backup(method=self.balance.method))
        return self

    @model_validator(mode="after")
    def _scales_after_a_container(self) -> Self:
        if self.scaling and not any(each.name == self.scaling.template and each.container for each in self.members):
            raise UnfitError(Wrong.template_is_no_member(template=self.scaling.template))
        return self
