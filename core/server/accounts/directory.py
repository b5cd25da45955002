"""Who may come in, in memory: a request is let in by two look-ups, and what was changed holds with the next one."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.server.accounts.account import Account, account_of
from core.server.accounts.person import Person
from core.server.accounts.tokens import Claims
from core.server.db.queries import load_queries
from core.server.errors import NotFound, NotSignedIn, Unavailable

if TYPE_CHECKING:
    from core.server.db.database import Database

_NOT_LOADED: Final = "The accounts could not be read yet, as PostgreSQL is away."
_SQL: Final = load_queries(Path(__file__).with_name("directory.sql"))


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that goes on, until `expires_at` (Unix seconds) unless it is refreshed."""

    account_id: str
    expires_at: float


class Directory:
    """All accounts and live sessions. The core is the only writer: who changes the database tells the directory.

    `changing` is held by whoever adds a session or changes an account, so that none is let in by what was just changed.
    """

    def __init__(self, database: "Database") -> None:
        self.changing = asyncio.Lock()
        self._database = database
        self._accounts: dict[str, Account] = {}
        self._sessions: dict[str, LiveSession] = {}
        self._logins: dict[str, str] = {}
        self._loaded = False

    async def load(self, now: float) -> None:
        """Read everything anew."""
        async with self.changing, self._database.connection() as connection:
            accounts = [account_of(row) for row in await connection.fetch(_SQL["accounts"])]
            sessions = await connection.fetch(_SQL["live_sessions"], now)
            self._accounts = {account.id: account for account in accounts}
            self._logins = {account.login.lower(): account.id for account in accounts}
            self._sessions = {
                str(row["id"]): LiveSession(str(row["account_id"]), row["expires_at"].timestamp()) for row in sessions
            }
            self._loaded = True

    def person_of(self, claims: Claims, now: float) -> Person:
        """Return whom an access token names, as they are now.

        Raises:
            NotSignedIn: the session or the account is no more.
            Unavailable: the accounts could not be read yet.
        """
        account = self._accounts.get(claims.account_id)
        if account is None or not account.enabled:
            raise self._unknown()
        if claims.kind == "person":
            session = self._sessions.get(claims.session)
            if session is None or session.account_id != account.id or session.expires_at <= now:
                raise self._unknown()
        return account.person(claims.kind, claims.session)

    def check_loaded(self) -> None:
        """Let pass once the accounts are known.

        Raises:
            Unavailable: they could not be read yet.
        """
        if not self._loaded:
            raise Unavailable(_NOT_LOADED)

    def all(self) -> list[Account]:
        """Return every account by login."""
        return sorted(self._accounts.values(), key=lambda account: account.login.lower())

    def get(self, account_id: str) -> Account:
        """Return an account.

        Raises:
            NotFound: there is none.
        """
        account = self._accounts.get(account_id)
        if account is None:
            raise NotFound("There is no such account.")
        return account

    def by_login(self, login: str) -> Account | None:
        """Return the account of a login, in any case of letters, or None."""
        return self._accounts.get(self._logins.get(login.lower(), ""))

    def by_subject(self, issuer: str, subject: str) -> Account | None:
        """Return the account of who signs in elsewhere, or None."""
        found = (each for each in self._accounts.values() if (each.issuer, each.subject) == (issuer, subject))
        return next(found, None)

    def put(self, account: Account) -> None:
        """Take in an account as it is now."""
        self._accounts[account.id] = account
        self._logins[account.login.lower()] = account.id

    def drop(self, account_id: str) -> None:
        """Forget an account and its sessions."""
        account = self._accounts.pop(account_id, None)
        if account is not None:
            self._logins.pop(account.login.lower(), None)
        self._sessions = {name: each for name, each in self._sessions.items() if each.account_id != account_id}

    def begin_session(self, session: str, live: LiveSession) -> None:
        """Take in a session, or its new end."""
        self._sessions[session] = live

    def has_session(self, session: str) -> bool:
        """Tell whether a session goes on."""
        return session in self._sessions

    def end_sessions(self, sessions: Iterable[str]) -> None:
        """Let nobody in by these sessions any more."""
        for session in sessions:
            self._sessions.pop(session, None)

    def _unknown(self) -> NotSignedIn | Unavailable:
        if self._loaded:
            return NotSignedIn()
        return Unavailable(_NOT_LOADED)
