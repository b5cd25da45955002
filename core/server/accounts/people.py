"""Accounts made, changed and taken away. Nobody gives more than they have, and an administrator always remains."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import asyncpg

from core.server.accounts.account import Account, account_of
from core.server.accounts.directory import Directory
from core.server.accounts.password_rules import check_password
from core.server.accounts.passwords import Passwords, new_password
from core.server.accounts.person import LOCAL_LOGIN, Person, Role, permissions_of
from core.server.accounts.refusals import (
    ChangedMeanwhile,
    LastAdministrator,
    MoreThanOnesOwn,
    NoLogin,
    OwnAccount,
    PasswordElsewhere,
    ReservedLogin,
    TakenLogin,
)
from core.server.accounts.scope import EVERYTHING, Scope
from core.server.accounts.sessions import Sessions
from core.server.db.queries import load_queries
from core.server.errors import NotFound

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("people.sql"))
_LOGIN: Final = re.compile(r"[\w.@+-]{1,100}")
_RESERVED: Final = frozenset({LOCAL_LOGIN, "system", "detector", "dozor", "telegram", "nobody"})


@dataclass(frozen=True, slots=True)
class Change:
    """What an account is to be from now on."""

    role: Role
    scope: Scope
    enabled: bool = True


class People:
    """Changes accounts, in the database and then in the directory."""

    def __init__(
        self, database: "Database", clock: "Clock", directory: Directory, sessions: Sessions, passwords: Passwords
    ) -> None:
        self._database = database
        self._clock = clock
        self._directory = directory
        self._sessions = sessions
        self._passwords = passwords

    async def add(
        self, login: str, password: str, role: Role, *, scope: Scope = EVERYTHING, must_change: bool = False
    ) -> Account:
        """Make an account. What the password has to be is asked of who chooses it: see `password_rules`.

        Raises:
            Invalid: the login cannot be one.
            TakenLogin: somebody has it.
        """
        check_login(login)
        hashed = await self._passwords.hash(password)
        row = (login, hashed, role, *_columns(scope), must_change, self._clock.now(), None, None)
        return await self._add(row)

    async def add_from_provider(self, login: str, role: Role, issuer: str, subject: str) -> Account:
        """Make the account of who signs in elsewhere.

        Raises:
            TakenLogin: somebody has the login; who signs in elsewhere never becomes somebody who was there before.
        """
        check_login(login)
        return await self._add((login, None, role, None, None, False, self._clock.now(), issuer, subject))

    async def follow_provider(self, account_id: str, role: Role) -> Account:
        """Give an account the role that its provider says, and return it as it is now.

        Raises:
            Conflict: no administrator would remain.
        """
        async with self._directory.changing:
            before = self._directory.get(account_id)
            if before.role == role:
                return before
            self._check_admin_remains(before, stays=role == "admin" and not before.scope.limited)
            row = (UUID(account_id), role, *_columns(before.scope), before.disabled_at)
            async with self._database.connection() as connection:
                after = account_of(await connection.fetchrow(_SQL["change"], *row))
            self._directory.put(after)
        return after

    async def end_sessions(self, account_id: str) -> None:
        """Sign somebody out whom the provider gives no role any more."""
        await self._sessions.end_all(account_id, "revoked")

    async def create(self, login: str, role: Role, scope: Scope, by: Person) -> tuple[Account, str]:
        """Make an account with a password that is shown this once and has to be changed.

        Raises:
            Forbidden: `by` may not do all that the account may.
        """
        check_gives_no_more(by, role, scope)
        password = new_password()
        return await self.add(login, password, role, scope=scope, must_change=True), password

    async def change(
        self, account_id: str, change: Change, by: Person, *, seen: Account | None = None
    ) -> tuple[Account, Account]:
        """Change role, scope, or whether an account is enabled; return it before and after. It holds at once.

        `seen` is the account that `change` was made from, where it says what shall stay, too.

        Raises:
            Forbidden: it is the account of `by`, or would have more than `by` has.
            Conflict: no administrator would remain, or the account is not as it was `seen` any more.
        """
        async with self._directory.changing:
            before = self._directory.get(account_id)
            if seen is not None and before.told() != seen.told():
                raise ChangedMeanwhile
            check_is_other(before, by)
            check_gives_no_more(by, before.role, before.scope)
            check_gives_no_more(by, change.role, change.scope)
            stays = change.enabled and change.role == "admin" and not change.scope.limited
            self._check_admin_remains(before, stays=stays)
            disabled_at = None if change.enabled else (before.disabled_at or self._clock.now())
            row = (UUID(account_id), change.role, *_columns(change.scope), disabled_at)
            async with self._database.connection() as connection:
                after = account_of(await connection.fetchrow(_SQL["change"], *row))
            self._directory.put(after)
        if not after.enabled:
            await self._sessions.end_all(account_id, "disabled")
        return before, after

    async def delete(self, account_id: str, by: Person) -> Account:
        """Delete an account with all that hangs on it; return what it was.

        Raises:
            Forbidden: it is the account of `by`, or has more than `by` has.
            Conflict: no administrator would remain.
        """
        async with self._directory.changing:
            account = self._directory.get(account_id)
            check_is_other(account, by)
            check_gives_no_more(by, account.role, account.scope)
            self._check_admin_remains(account, stays=False)
            async with self._database.connection() as connection:
                await connection.execute(_SQL["delete"], UUID(account_id))
            self._directory.drop(account_id)
        return account

    async def reset_password(self, account_id: str, by: Person) -> str:
        """Give an account a new password, which is shown this once and has to be changed; its sessions end.

        Raises:
            Forbidden: it is the account of `by`, or has more than `by` has.
            Conflict: it has no password of ours.
        """
        account = self._directory.get(account_id)
        check_is_other(account, by)
        check_gives_no_more(by, account.role, account.scope)
        if account.password_hash is None:
            raise PasswordElsewhere
        password = new_password()
        await self._set_password(account, password, must_change=True)
        await self._sessions.end_all(account_id, "password_changed")
        return password

    async def choose_password(self, person: Person, new: str) -> None:
        """Give somebody the password that they chose; all other sessions of theirs end.

        Raises:
            Invalid: it would be guessed.
        """
        account = self._directory.get(person.id)
        await check_password(new, account.login)
        await self._set_password(account, new, must_change=False)
        await self._sessions.end_all(account.id, "password_changed", but=person.session)

    async def _add(self, row: Sequence[Any]) -> Account:
        async with self._directory.changing:
            async with self._database.connection() as connection:
                account = await insert_account(connection, self._directory, row)
            self._directory.put(account)
        return account

    async def _set_password(self, account: Account, password: str, *, must_change: bool) -> None:
        hashed = await self._passwords.hash(password)
        async with self._directory.changing, self._database.connection() as connection:
            row = await connection.fetchrow(_SQL["set_password"], UUID(account.id), hashed, must_change)
            if row is None:
                raise NotFound("There is no such account.")
            self._directory.put(account_of(row))

    def _check_admin_remains(self, changed: Account, *, stays: bool) -> None:
        others = [each for each in self._directory.all() if each.id != changed.id and _is_full_admin(each)]
        if _is_full_admin(changed) and not stays and not others:
            raise LastAdministrator


async def insert_account(connection: Any, directory: Directory, row: Sequence[Any]) -> Account:
    """Write an account's row, for who holds `changing` and tells the directory once it is committed.

    Raises:
        TakenLogin: somebody has the login.
    """
    if directory.by_login(row[0]) is not None:  # PostgreSQL may see two where people are looked up as one: ΑΣ and ας
        raise TakenLogin
    try:
        return account_of(await connection.fetchrow(_SQL["add"], *row))
    except asyncpg.UniqueViolationError as error:
        raise TakenLogin from error


def check_login(login: str) -> None:
    """Let pass what a login may be: letters, digits and `.@+-_`, and not a name that stands for something else.

    Raises:
        Invalid: says why it is none.
    """
    if not _LOGIN.fullmatch(login) or unicodedata.normalize("NFKC", login) != login:
        raise NoLogin(errors=[("login", "not a login")])
    if login.lower() in _RESERVED:
        raise ReservedLogin(errors=[("login", "reserved")])


def check_gives_no_more(by: Person, role: Role, scope: Scope) -> None:
    """Let pass who may do all that a role gives, as far as a scope reaches.

    Raises:
        Forbidden: they may not.
    """
    if not permissions_of(role) <= by.permissions or (by.scope.limited and by.scope != scope):
        raise MoreThanOnesOwn


def check_is_other(account: Account, by: Person) -> None:
    """Let pass what concerns somebody else's account.

    Raises:
        Forbidden: it is that of who asks.
    """
    if account.id == by.id:
        raise OwnAccount


def _is_full_admin(account: Account) -> bool:
    return account.role == "admin" and account.enabled and not account.scope.limited


def _columns(scope: Scope) -> tuple[list[str] | None, list[str] | None]:
    return (
        None if scope.services is None else list(scope.services),
        None if scope.groups is None else list(scope.groups),
    )
