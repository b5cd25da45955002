"""The settings of signing in by a provider elsewhere (OpenID Connect): `DOZOR_OIDC_*`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from core.server.settings.roles import ROLES

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
Read = Callable[[str, str, Callable[[str], Any]], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """Who vouches for people, and what they become here.

    `redirect_uri` is where the provider sends them back to. `roles` says which value of the claim `role_claim` gives
    which role, the strongest first; who has none gets `default_role`, or is refused where that is "".
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    name: str
    scopes: str
    login_claim: str
    role_claim: str
    roles: Mapping[str, str]
    default_role: str


def read_oidc(read: Read, public_url: str) -> OidcSettings | None:
    """Return the settings, None where no issuer is set. What is wrong is told by `read`."""
    issuer = read("OIDC_ISSUER", "", lambda text: _issuer(text, public_url))
    settings = {
        "client_id": read("OIDC_CLIENT_ID", "dozor", str),
        "client_secret": read("OIDC_CLIENT_SECRET", "", str),
        "name": read("OIDC_NAME", "OpenID", str),
        "scopes": read("OIDC_SCOPES", "openid profile email", _scopes),
        "login_claim": read("OIDC_LOGIN_CLAIM", "preferred_username", str),
        "role_claim": read("OIDC_ROLE_CLAIM", "groups", str),
        "roles": read("OIDC_ROLES", "", _roles),
        "default_role": read("OIDC_DEFAULT_ROLE", "", _role_or_none),
    }
    redirect_uri = f"{public_url}/api/v1/session/provider/callback"
    return OidcSettings(issuer=issuer, redirect_uri=redirect_uri, **settings) if issuer else None


def safe_url(text: str) -> str:
    """Return a URL that what is sent to cannot be overheard at: by TLS, or on this machine.

    Raises:
        ValueError: it is none.
    """
    parts = urlsplit(text)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not (secure and parts.hostname) or parts.username or parts.query or parts.fragment:
        raise ValueError("wanted is https://host/path, or http:// on this machine")
    return text


def _issuer(text: str, public_url: str) -> str:
    if text and not public_url:
        raise ValueError("DOZOR_PUBLIC_URL is wanted, too: the provider sends people back there")
    if text:
        safe_url(public_url)
        safe_url(text)
    return text


def _scopes(text: str) -> str:
    if "openid" not in text.split():
        raise ValueError("wanted are scopes with spaces between them, openid among them")
    return text


def _roles(text: str) -> dict[str, str]:
    pairs = [part.rpartition("=") for part in text.split(",") if part.strip()]
    if any(not value.strip() or role.strip() not in ROLES for value, _, role in pairs):
        raise ValueError(f"wanted is VALUE=ROLE,VALUE=ROLE with roles of {', '.join(sorted(ROLES))}")
    return {value.strip(): role.strip() for value, _, role in pairs}


def _role_or_none(text: str) -> str:
    if text and text not in ROLES:
        raise ValueError(f"wanted is one of {', '.join(sorted(ROLES))}, or nothing")
    return text
