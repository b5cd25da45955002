"""Who is signed in, and what they may do: a role gives permissions, a scope says where."""

from dataclasses import dataclass
from typing import Final, Literal

from core.server.accounts.scope import EVERYTHING, Scope

Role = Literal["viewer", "analyst", "operator", "data_scientist", "admin"]
Permission = Literal["read", "logs", "decide", "operate", "train", "manage"]
"""`logs`: what containers and services write, which may hold what no viewer is to see. `manage`: people and secrets."""
PersonKind = Literal["person", "token", "local", "telegram"]

PERMISSIONS: Final[dict[Role, tuple[Permission, ...]]] = {
    "viewer": ("read",),
    "data_scientist": ("read", "train"),
    "analyst": ("read", "logs", "decide"),
    "operator": ("read", "logs", "decide", "operate"),
    "admin": ("read", "logs", "decide", "operate", "train", "manage"),
}


LOCAL_LOGIN: Final = "local"
"""Whom this machine's own token stands for; no account has this login."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who asks, as the account says at this moment.

    `id` is the account's. `kind` says how they ask: signed in, by an API token, by this machine's local token, or
    through Telegram. `session` is the session's id, "" where there is none. `must_change`: the password is to be
    changed before anything else.
    """

    id: str
    login: str
    role: Role
    permissions: frozenset[Permission] = frozenset()
    scope: Scope = EVERYTHING
    kind: PersonKind = "person"
    session: str = ""
    must_change: bool = False


def permissions_of(role: Role) -> frozenset[Permission]:
    """Return what a role gives."""
    return frozenset(PERMISSIONS[role])
