"""What a provider's claims make of somebody here: a role, and a login."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, cast

from core.server.accounts.oidc.errors import NoRoleHere
from core.server.accounts.person import Role
from core.server.settings.oidc import OidcSettings

_NOT_IN_A_LOGIN: Final = re.compile(r"[^\w.@+-]+")
_LOGIN_MAX: Final = 80


def role_of(claims: Mapping[str, Any], settings: OidcSettings) -> Role:
    """Return the role that the claims give: the first of the mapping that they name, else the default.

    Raises:
        NoRoleHere: there is neither.
    """
    named = _values(claims, settings.role_claim)
    role = next((role for value, role in settings.roles.items() if value in named), settings.default_role)
    if not role:
        raise NoRoleHere
    return cast("Role", role)


def logins_of(claims: Mapping[str, Any], settings: OidcSettings) -> tuple[str, str]:
    """Return the login that somebody would have here, and one for where that is another's."""
    wished = next(
        (claims[name] for name in (settings.login_claim, "email", "sub") if isinstance(claims.get(name), str)), ""
    )
    plain = _NOT_IN_A_LOGIN.sub("-", unicodedata.normalize("NFKC", wished))[:_LOGIN_MAX].strip("-") or "somebody"
    mark = hashlib.sha256(f"{settings.issuer}\0{claims['sub']}".encode()).hexdigest()[:8]
    return plain, f"{plain}-{mark}"


def _values(claims: Mapping[str, Any], name: str) -> set[str]:
    """Return the values of a claim, which may lie within others: `realm_access.roles`."""
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    listed = found if isinstance(found, list) else [found]
    return {value for value in listed if isinstance(value, str)}
