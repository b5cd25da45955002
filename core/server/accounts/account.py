"""An account as it stands: what the database holds of somebody, kept in memory by the directory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.server.accounts.person import Person, PersonKind, Role, permissions_of
from core.server.accounts.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account. Instants are Unix seconds, None where there was none.

    `password_hash` is None for who signs in elsewhere, by the provider `issuer` under the name `subject`. `totp_secret`
    is sealed, and there once the second factor is confirmed. `must_change`: somebody else knows the password.
    """

    id: str
    login: str
    role: Role
    scope: Scope
    created_at: float
    disabled_at: float | None = None
    signed_in_at: float | None = None
    must_change: bool = False
    password_hash: str | None = field(default=None, repr=False)
    totp_secret: bytes | None = field(default=None, repr=False)
    issuer: str = ""
    subject: str = ""

    @property
    def enabled(self) -> bool:
        """Whether its owner may come in."""
        return self.disabled_at is None

    def person(self, kind: PersonKind = "person", session: str = "") -> Person:
        """Return its owner as who asks."""
        return Person(
            id=self.id,
            login=self.login,
            role=self.role,
            permissions=permissions_of(self.role),
            scope=self.scope,
            kind=kind,
            session=session,
            must_change=self.must_change,
        )

    def told(self) -> dict[str, Any]:
        """Return what the audit log may hold of it."""
        return {
            "login": self.login,
            "role": self.role,
            "services": self.scope.services,
            "groups": self.scope.groups,
            "disabled": not self.enabled,
        }


def account_of(row: Any) -> Account:
    """Return the account of a row of the table `account`."""
    return Account(
        id=str(row["id"]),
        login=row["login"],
        role=row["role"],
        scope=scope_of(row["services"], row["node_groups"]),
        created_at=row["created_at"].timestamp(),
        disabled_at=_instant(row["disabled_at"]),
        signed_in_at=_instant(row["signed_in_at"]),
        must_change=row["must_change"],
        password_hash=row["password_hash"],
        totp_secret=row["totp_secret"],
        issuer=row["issuer"] or "",
        subject=row["subject"] or "",
    )


def scope_of(services: Sequence[str] | None, groups: Sequence[str] | None) -> Scope:
    """Return a scope as the database and the API write it: None stands for everything."""
    return Scope(
        services=None if services is None else tuple(services), groups=None if groups is None else tuple(groups)
    )


def _instant(at: Any) -> float | None:
    return None if at is None else float(at.timestamp())
