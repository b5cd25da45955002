"""People: their accounts, signing in, and the sessions that follow."""

import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from core.server.accounts.passwords import Passwords, new_password
from core.server.accounts.person import Person, Role
from core.server.accounts.throttle import Throttle
from core.server.accounts.tokens import access_token, read_access_token, refresh_token, token_hash
from core.server.db.queries import load_queries
from core.server.errors import NotSignedIn, WrongCredentials

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

FIRST_LOGIN: Final = "admin"
_SQL: Final = load_queries(Path(__file__).with_name("accounts.sql"))
_DAY_SECONDS: Final = 86_400
_GRACE_SECONDS: Final = 10.0  # a page that is reloaded while its refresh is under way never sees the new cookie


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a person is given: one token to show, one to change for the next pair."""

    person: Person
    access: str
    refresh: str


class Accounts:
    """The accounts in the database, and the tokens that stand for them.

    `local_token` is believed like an access token as long as this process runs; it lets a program on the same
    machine, which may read the data folder, set the core up.
    """

    def __init__(self, database: "Database", clock: "Clock", secret: bytes, *, refresh_days: int) -> None:
        self.local_token = secrets.token_urlsafe(32)
        self.refresh_seconds = refresh_days * _DAY_SECONDS
        self._database = database
        self._clock = clock
        self._secret = secret
        self._throttle = Throttle()
        self._passwords = Passwords()

    async def ensure_first_admin(self) -> str | None:
        """Make the account `admin` where there is no account yet, and return its password, which is kept nowhere."""
        async with self._database.transaction() as connection:
            await connection.execute("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE")
            if await connection.fetchval(_SQL["any_account"]):
                return None
            password = new_password()
            hashed = await self._passwords.hash(password)
            await connection.execute(_SQL["add_account"], FIRST_LOGIN, hashed, "admin", self._clock.now())
            return password

    async def add(self, login: str, password: str, role: Role) -> None:
        """Make an account."""
        hashed = await self._passwords.hash(password)
        async with self._database.connection() as connection:
            await connection.execute(_SQL["add_account"], login, hashed, role, self._clock.now())

    async def sign_in(self, login: str, password: str, address: str) -> Tokens:
        """Return tokens for a login and its password.

        Raises:
            WrongCredentials: they do not belong together.
            Throttled: there were too many wrong ones.
        """
        now = self._clock.now()
        self._throttle.check(login, address, now)
        self._throttle.failed(login, address, now)  # counted before the check: tries at once are tries, too
        async with self._database.connection() as connection:
            account = await connection.fetchrow(_SQL["account_by_login"], login)
        if not await self._passwords.fits(password, account and account["password_hash"]):
            raise WrongCredentials
        self._throttle.succeeded(login, address)
        async with self._database.connection() as connection:
            return await self._new_tokens(connection, _person(account), uuid4())

    async def refresh(self, token: str) -> Tokens:
        """Change a refresh token for new tokens.

        A token that was changed before, longer than a moment ago, ends all that came from it.

        Raises:
            NotSignedIn: the token is unknown, over or was used before.
        """
        hashed, now = token_hash(token), self._clock.now()
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(_SQL["use_token"], hashed, now)
            if row is not None and (row["used_at"] is None or abs(now - row["used_at"]) <= _GRACE_SECONDS):
                await connection.execute(_SQL["mark_used"], hashed, now)
                return await self._new_tokens(connection, _person(row), row["family"])
            if row is not None:  # either the thief or the owner holds a copy: neither may go on
                await connection.execute(_SQL["end_family"], row["family"])
        raise NotSignedIn

    async def sign_out(self, token: str) -> None:
        """End a refresh token and all of its family."""
        async with self._database.connection() as connection:
            await connection.execute(_SQL["end_family_of"], token_hash(token))

    def person_of(self, token: str) -> Person:
        """Return whom an access token names.

        Raises:
            NotSignedIn: it is none of ours, or over.
        """
        if hmac.compare_digest(token.encode(), self.local_token.encode()):
            return Person(id="local", login="local", role="admin")
        return read_access_token(token, self._secret, self._clock.now())

    async def forget_expired(self) -> None:
        """Delete tokens that are over."""
        async with self._database.connection() as connection:
            await connection.execute(_SQL["forget_expired_tokens"], self._clock.now())

    async def _new_tokens(self, connection: Any, person: Person, family: UUID) -> Tokens:
        now, refresh = self._clock.now(), refresh_token()
        expires = now + self.refresh_seconds
        await connection.execute(_SQL["add_token"], token_hash(refresh), family, UUID(person.id), now, expires)
        return Tokens(person=person, access=access_token(person, self._secret, now), refresh=refresh)


def _person(row: Any) -> Person:
    return Person(id=str(row["id"]), login=row["login"], role=row["role"])
