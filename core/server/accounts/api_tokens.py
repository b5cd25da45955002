"""API tokens: what programs of an account come in by, never with more than its owner has at that moment."""

import asyncio
import hmac
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from core.server.accounts.networks import Network, is_within, networks_of
from core.server.accounts.person import Permission, Person
from core.server.accounts.refusals import PermissionsBeyond, TooManyTokens
from core.server.accounts.scope import Scope
from core.server.accounts.tokens import token_hash
from core.server.db.queries import load_queries
from core.server.errors import Forbidden, NotFound, NotSignedIn

if TYPE_CHECKING:
    from core.server.accounts.directory import Directory
    from core.server.clock import Clock
    from core.server.db.database import Database

PREFIX: Final = "dzr_"
MOST_OF_AN_ACCOUNT: Final = 100
LONGEST_SECONDS: Final = 366 * 86_400
_LONGEST_TEXT: Final = 100
_KEEP_EXPIRED_SECONDS: Final = 30 * 86_400.0
_SQL: Final = load_queries(Path(__file__).with_name("api_tokens.sql"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token is to be good for. No networks stand for everywhere."""

    name: str
    permissions: frozenset[Permission]
    scope: Scope
    networks: tuple[str, ...]
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token, of which a hash is kept. Instants are Unix seconds; `used_at` is None until it came first."""

    id: str
    account_id: str
    name: str
    hash: bytes
    permissions: frozenset[Permission]
    scope: Scope
    networks: tuple[Network, ...]
    made_at: float
    expires_at: float
    used_at: float | None = None
    used_address: str = ""

    def told(self) -> dict[str, Any]:
        """Return what the audit log may hold of it."""
        return {
            "name": self.name,
            "permissions": sorted(self.permissions),
            "services": self.scope.services,
            "groups": self.scope.groups,
            "networks": [str(each) for each in self.networks],
            "expires_at": self.expires_at,
        }


class ApiTokens:
    """All tokens, in memory: a request is let in without the database, and what was revoked opens nothing more."""

    def __init__(self, database: "Database", clock: "Clock", directory: "Directory") -> None:
        self._database = database
        self._clock = clock
        self._directory = directory
        self._tokens: dict[str, ApiToken] = {}
        self._used: dict[str, tuple[float, str]] = {}  # not written down yet
        self._changing = asyncio.Lock()

    async def load(self) -> None:
        """Read all tokens anew."""
        async with self._changing, self._database.connection() as connection:
            rows = await connection.fetch(_SQL["all"])
            self._tokens = {row["id"]: _token(row) for row in rows}

    def person_of(self, text: str, address: str) -> Person:
        """Return for whom a token stands that came from an address, with what both it and its owner may.

        Raises:
            NotSignedIn: it is none of ours, over, or its owner may not come in.
            Forbidden: it is not for where it came from.
            Unavailable: the accounts could not be read yet.
        """
        self._directory.check_loaded()
        token = self._opened_by(text)
        if token is None:
            raise NotSignedIn
        person = self.person_by(token.id)
        if token.networks and not is_within(address, token.networks):
            raise Forbidden("This token is not for where you come from.")
        self._used[token.id] = (self._clock.now(), address)
        return person

    def person_by(self, token_id: str) -> Person:
        """Return for whom a token stands that was shown before.

        Raises:
            NotSignedIn: it is over or revoked, or its owner may not come in.
        """
        token = self._tokens.get(token_id)
        if token is None or token.expires_at <= self._clock.now():
            raise NotSignedIn
        try:
            owner = self._directory.get(token.account_id)
        except NotFound as error:
            raise NotSignedIn from error
        if not owner.enabled:
            raise NotSignedIn
        person = owner.person("token", token.id)
        permissions, scope = person.permissions & token.permissions, token.scope.narrowed_by(person.scope)
        return replace(person, permissions=permissions, scope=scope)

    def of(self, account_id: str) -> list[ApiToken]:
        """Return an account's tokens, the newest first."""
        return [token for token in self.all() if token.account_id == account_id]

    def all(self) -> list[ApiToken]:
        """Return every token, the newest first."""
        tokens = (self._with_use(token) for token in self._tokens.values())
        return sorted(tokens, key=lambda token: (-token.made_at, token.id))

    async def make(self, owner: Person, grant: Grant) -> tuple[ApiToken, str]:
        """Make a token; return it with its text, which is kept nowhere.

        Raises:
            Invalid: it would have a permission that its owner lacks, or a network is none.
            Conflict: the account has too many.
        """
        if beyond := grant.permissions - owner.permissions:
            raise PermissionsBeyond(f"You have no permission to {', '.join(sorted(beyond))}.")
        networks, now = networks_of(grant.networks), self._clock.now()
        token_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        text = f"{PREFIX}{token_id}_{secret}"
        token = ApiToken(
            id=token_id,
            account_id=owner.id,
            name=grant.name,
            hash=token_hash(text),
            permissions=grant.permissions,
            scope=grant.scope,
            networks=networks,
            made_at=now,
            expires_at=now + min(grant.seconds, LONGEST_SECONDS),
        )
        async with self._changing:
            if len(self.of(owner.id)) >= MOST_OF_AN_ACCOUNT:
                raise TooManyTokens(f"An account has at most {MOST_OF_AN_ACCOUNT} tokens.")
            async with self._database.connection() as connection:
                await connection.execute(_SQL["add"], *_row(token))
            self._tokens[token.id] = token
        return token, text

    async def revoke(self, token_id: str, *, of: str | None = None) -> ApiToken:
        """Take a token away, with `of` only one of that account; return what it was.

        Raises:
            NotFound: there is no such token.
        """
        async with self._changing:
            token = self._tokens.get(token_id)
            if token is None or of not in {None, token.account_id}:
                raise NotFound("There is no such token.")
            async with self._database.connection() as connection:
                await connection.execute(_SQL["delete"], [token_id])
            self._tokens.pop(token_id, None)
            self._used.pop(token_id, None)
        return token

    async def keep(self) -> None:
        """Write down when tokens were used last, and forget those that are long over, or whose owner is gone.

        Raises:
            DatabaseAway: it is tried again with the next call.
        """
        before = self._clock.now() - _KEEP_EXPIRED_SECONDS
        owners = {account.id for account in self._directory.all()}
        async with self._changing:
            over = [t.id for t in self._tokens.values() if t.expires_at < before or t.account_id not in owners]
            used = {name: use for name, use in self._used.items() if name in self._tokens and name not in over}
            async with self._database.transaction() as connection:
                await connection.executemany(_SQL["used"], [(name, *use) for name, use in used.items()])
                await connection.execute(_SQL["delete"], over)
            for name, (at, address) in used.items():
                self._tokens[name] = replace(self._tokens[name], used_at=at, used_address=address)
                if self._used.get(name) == (at, address):
                    del self._used[name]
            for name in over:
                self._tokens.pop(name, None)
                self._used.pop(name, None)

    def _opened_by(self, text: str) -> ApiToken | None:
        if len(text) > _LONGEST_TEXT or not text.isascii():
            return None
        token = self._tokens.get(text.removeprefix(PREFIX).partition("_")[0])
        return token if token is not None and hmac.compare_digest(token_hash(text), token.hash) else None

    def _with_use(self, token: ApiToken) -> ApiToken:
        if token.id not in self._used:
            return token
        at, address = self._used[token.id]
        return replace(token, used_at=at, used_address=address)


def _row(token: ApiToken) -> tuple[Any, ...]:
    scope = token.scope
    return (
        token.id,
        UUID(token.account_id),
        token.name,
        token.hash,
        sorted(token.permissions),
        scope.services,
        scope.groups,
        [str(each) for each in token.networks],
        token.made_at,
        token.expires_at,
    )


def _token(row: Any) -> ApiToken:
    services, groups = (None if row[name] is None else tuple(row[name]) for name in ("services", "node_groups"))
    return ApiToken(
        id=row["id"],
        account_id=str(row["account_id"]),
        name=row["name"],
        hash=row["hash"],
        permissions=frozenset(row["permissions"]),
        scope=Scope(services, groups),
        networks=networks_of(row["networks"]),
        made_at=row["made_at"].timestamp(),
        expires_at=row["expires_at"].timestamp(),
        used_at=row["used_at"].timestamp() if row["used_at"] else None,
        used_address=row["used_address"],
    )
