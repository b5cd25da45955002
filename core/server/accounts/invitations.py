"""Invitations: a link that opens once, within three days, for who is to choose their own login and password."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from core.server.accounts.account import Account, scope_of
from core.server.accounts.directory import Directory
from core.server.accounts.password_rules import check_password
from core.server.accounts.passwords import Passwords
from core.server.accounts.people import check_gives_no_more, check_login, insert_account
from core.server.accounts.person import LOCAL_LOGIN, Person, Role, permissions_of
from core.server.accounts.refusals import InvitationOver, TooManyInvitations
from core.server.accounts.scope import Scope
from core.server.accounts.tokens import refresh_token, token_hash
from core.server.db.queries import load_queries
from core.server.errors import Forbidden, NotFound

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("invitations.sql"))
_SECONDS: Final = 72 * 3600
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Invitation:
    """What somebody is invited to be. Instants are Unix seconds."""

    id: str
    role: Role
    scope: Scope
    note: str
    made_by: str
    made_at: float
    expires_at: float


class Invitations:
    """Invitations that stand; their tokens are kept hashed."""

    def __init__(self, database: "Database", clock: "Clock", directory: Directory, passwords: Passwords) -> None:
        self._database = database
        self._clock = clock
        self._directory = directory
        self._passwords = passwords

    async def make(self, role: Role, scope: Scope, note: str, by: Person) -> tuple[Invitation, str]:
        """Invite somebody; return the invitation and its token, which is shown this once.

        Raises:
            Forbidden: `by` may not do all that the role gives.
            Conflict: too many stand.
        """
        check_gives_no_more(by, role, scope)
        if len(await self.all()) >= _MOST:
            raise TooManyInvitations(f"There are {_MOST} invitations already: take some back.")
        now, token = self._clock.now(), refresh_token()
        made = Invitation(str(uuid4()), role, scope, note, by.login, now, now + _SECONDS)
        services, groups = scope.services, scope.groups
        row = (UUID(made.id), token_hash(token), role, services, groups, note, by.login, now, made.expires_at)
        async with self._database.connection() as connection:
            await connection.execute(_SQL["add"], *row)
        return made, token

    async def all(self) -> list[Invitation]:
        """Return the invitations that stand, the newest first."""
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["standing"], self._clock.now())
        return [_invitation_of(row) for row in rows]

    async def of(self, token: str) -> Invitation:
        """Return the invitation of a token.

        Raises:
            NotFound: there is none, it is over, or who made it may not invite any more.
        """
        async with self._database.connection() as connection:
            row = await connection.fetchrow(_SQL["by_hash"], token_hash(token), self._clock.now())
        if row is None:
            raise InvitationOver
        invitation = _invitation_of(row)
        self._check_is_backed(invitation)
        return invitation

    async def take_up(self, token: str, login: str, password: str) -> tuple[Invitation, Account]:
        """Make the account that an invitation is for; it opens no second time.

        Raises:
            NotFound: the invitation is none or over.
            Invalid: the login or the password cannot be.
            TakenLogin: somebody has the login; the invitation still stands.
        """
        invitation = await self.of(token)
        check_login(login)
        await check_password(password, login)
        hashed, now = await self._passwords.hash(password), self._clock.now()
        scope = invitation.scope
        row = (login, hashed, invitation.role, scope.services, scope.groups, False, now, None, None)
        async with self._directory.changing:
            self._check_is_backed(invitation)
            async with self._database.transaction() as connection:
                if not await connection.fetchval(_SQL["take_up"], UUID(invitation.id), now):
                    raise InvitationOver
                account = await insert_account(connection, self._directory, row)
            self._directory.put(account)
        return invitation, account

    async def take_back(self, invitation_id: str) -> Invitation:
        """Take an invitation back; return what it was.

        Raises:
            NotFound: there is none.
        """
        async with self._database.connection() as connection:
            row = await connection.fetchrow(_SQL["take_back"], UUID(invitation_id))
        if row is None:
            raise NotFound("There is no such invitation.")
        return _invitation_of(row)

    async def forget_expired(self) -> None:
        """Delete those that are over."""
        async with self._database.connection() as connection:
            await connection.execute(_SQL["forget"], self._clock.now())

    def _check_is_backed(self, invitation: Invitation) -> None:
        """Let pass what who made it could make today: who was sent away does not come back by it.

        Raises:
            NotFound: they could not.
        """
        if invitation.made_by == LOCAL_LOGIN:
            return
        maker = self._directory.by_login(invitation.made_by)
        if maker is None or not maker.enabled or "manage" not in permissions_of(maker.role):
            raise InvitationOver
        try:
            check_gives_no_more(maker.person(), invitation.role, invitation.scope)
        except Forbidden as error:
            raise InvitationOver from error


def _invitation_of(row: Any) -> Invitation:
    return Invitation(
        id=str(row["id"]),
        role=row["role"],
        scope=scope_of(row["services"], row["node_groups"]),
        note=row["note"],
        made_by=row["made_by"],
        made_at=row["made_at"].timestamp(),
        expires_at=row["expires_at"].timestamp(),
    )
