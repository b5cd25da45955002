"""Channels as people set them up. What is secret goes in and never comes out."""

from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from core.server.notifications.channels.reaching import url_fault
from core.server.notifications.written import Written

_PLAIN: Final = r"^[^\x00-\x20\x7f]*$"
Host = Annotated[str, Field(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9._:\[\]-]+$")]
Secret = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
Url = Annotated[str, Field(max_length=500, pattern=_PLAIN)]
Address = Annotated[
    str, Field(max_length=254, pattern=r"^[^\x00-\x20\x7f<>,;:\"()\\@]+@[^\x00-\x20\x7f<>,;:\"()\\@]+$")
]


class _Spec(Written):
    """`secrets` names the fields that are sealed at rest and shown to nobody.

    `credential` is the one of them that a server is shown, and `server` what says which server that is, and how safely.
    """

    secrets: ClassVar[frozenset[str]] = frozenset()
    credential: ClassVar[str] = ""
    server: ClassVar[frozenset[str]] = frozenset()


class WebhookSpec(_Spec):
    """JSON by POST, signed with `secret`. `allow_local` lets it reach this machine and link-local addresses."""

    secrets: ClassVar[frozenset[str]] = frozenset({"secret"})
    kind: Literal["webhook"] = "webhook"
    secret: Secret = ""
    allow_local: bool = False
    timeout_seconds: Annotated[int, Field(ge=1, le=30)] = 10

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.secret and len(self.secret) < 16:
            raise ValueError("secret: at least 16 characters, or none")
        return self


class EmailSpec(_Spec):
    """Mail through an SMTP server, from `sender`. A password is told only over TLS."""

    secrets: ClassVar[frozenset[str]] = frozenset({"password"})
    credential: ClassVar[str] = "password"
    server: ClassVar[frozenset[str]] = frozenset({"host", "port", "security", "verify"})
    kind: Literal["email"] = "email"
    host: Host
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    verify: bool = True
    user: Annotated[str, Field(max_length=254, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    password: Secret = ""
    sender: Address
    timeout_seconds: Annotated[int, Field(ge=1, le=60)] = 20

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.user and self.security == "none":
            raise ValueError("security: a user and password are told only over TLS")
        return self


class TelegramSpec(_Spec):
    """A bot. `api_url` is that of another Bot API server, `proxy` (http, socks4, socks5) may hold a password.

    With `receive` `webhook` Telegram calls `webhook_url`; with `polling` it is asked.
    """

    secrets: ClassVar[frozenset[str]] = frozenset({"token", "proxy"})
    credential: ClassVar[str] = "token"
    server: ClassVar[frozenset[str]] = frozenset({"api_url"})
    kind: Literal["telegram"] = "telegram"
    token: Secret = ""
    api_url: Url = "https://api.telegram.org"
    proxy: Url = ""
    receive: Literal["polling", "webhook"] = "polling"
    webhook_url: Url = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, url in (("api_url", self.api_url), ("webhook_url", self.webhook_url or self.api_url)):
            if fault := url_fault(url):
                raise ValueError(f"{name}: {fault}")
        return self


ChannelSpec = Annotated[WebhookSpec | EmailSpec | TelegramSpec, Field(discriminator="kind")]
AnySpec = WebhookSpec | EmailSpec | TelegramSpec


def without_secrets(spec: AnySpec) -> dict[str, object]:
    """Return what may be shown and kept in the open."""
    return spec.model_dump(mode="json", exclude=set(spec.secrets))


def secrets_of(spec: AnySpec) -> dict[str, str]:
    """Return what is sealed."""
    return {name: getattr(spec, name) for name in sorted(spec.secrets)}


def credential_wanted(spec: AnySpec, before: AnySpec) -> str:
    """Return which secret has to be told again, "" where none.

    What is set never comes out: also not to whoever names another server, who would be shown it there.
    """
    moved = any(getattr(spec, name) != getattr(before, name) for name in spec.server)
    told, kept = secrets_of(spec).get(spec.credential), secrets_of(before).get(spec.credential)
    return spec.credential if moved and kept and not told else ""


def keeping_secrets(spec: AnySpec, before: AnySpec | None) -> AnySpec:
    """Return what somebody set, with the secrets that there were where none were told."""
    if before is None or before.kind != spec.kind:
        return spec
    kept = {name: value for name, value in secrets_of(before).items() if value and not getattr(spec, name)}
    return spec.model_copy(update=kept)
