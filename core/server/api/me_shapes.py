"""Who is signed in, and their sessions, as the API shows them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args

from core.server.accounts.person import Permission
from core.server.api.session_schemas import Me, SessionOut
from core.server.errors import NotFound

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.accounts.sessions import Session
    from core.server.api.parts import Parts


def shown_me(person: "Person", parts: "Parts") -> Me:
    """Return somebody and what they may do."""
    try:
        account = parts.accounts.directory.get(person.id)
    except NotFound:  # the machine's own administrator
        account = None
    return Me(
        login=person.login,
        role=person.role,
        kind=person.kind,
        permissions=[each for each in get_args(Permission) if each in person.permissions],
        services=None if person.scope.services is None else list(person.scope.services),
        groups=None if person.scope.groups is None else list(person.scope.groups),
        must_change_password=person.must_change,
        has_password=account is not None and account.password_hash is not None,
        second_factor=account is not None and account.totp_secret is not None,
        must_set_up_second_factor=account is not None and parts.accounts.lacks_second_factor(person),
    )


def shown_session(session: "Session", current: str) -> SessionOut:
    """Return a session; `current` is the one that asks."""
    return SessionOut(
        id=session.id,
        current=session.id == current,
        way=session.way,
        made_at=datetime.fromtimestamp(session.made_at, UTC),
        used_at=datetime.fromtimestamp(session.used_at, UTC),
        expires_at=datetime.fromtimestamp(session.expires_at, UTC),
        address=session.address,
        user_agent=session.user_agent,
    )
