"""Sessions: what follows a sign-in, until it is ended or nobody refreshed it for days.

Refresh tokens hang on a session. Each is changed once for the next; one that is shown again ends the session, as either
a thief or the owner holds a copy. Where one was changed twice within a moment, the first of the two that is shown
counts, and the other one is used up with it: a thief who is quick is found out by the owner's next refresh.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID, uuid4

from core.server.accounts.account import Account
from core.server.accounts.directory import Directory, LiveSession
from core.server.accounts.person import Person
from core.server.accounts.signing_keys import SigningKeys
from core.server.accounts.tokens import Claims, access_token, refresh_token, token_hash
from core.server.db.queries import load_queries
from core.server.errors import NotFound, NotSignedIn

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("sessions.sql"))
_DAY_SECONDS: Final = 86_400
_GRACE_SECONDS: Final = 10.0  # a page that is reloaded while its refresh is under way never sees the new cookie
_VOUCHED_SECONDS: Final = 12 * 3600.0  # who was sent away at the provider is away here after that
_KEPT_SECONDS: Final = 90 * _DAY_SECONDS  # after its end, so that a place is known again
_MOST_OF_ACCOUNT: Final = 100
_USER_AGENT_MAX: Final = 300

Way = Literal["password", "provider"]
Why = Literal["signed_out", "revoked", "reused", "password_changed", "disabled", "too_many"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: the address, what the browser calls itself, and the device, "" where it is not known."""

    address: str
    user_agent: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a person is given: one token to show, one to change for the next pair. `new_place`: never seen there."""

    person: Person
    access: str
    refresh: str
    new_place: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its owner sees it. Instants are Unix seconds; `used_at` is its newest refresh."""

    id: str
    way: Way
    made_at: float
    used_at: float
    expires_at: float
    address: str
    user_agent: str


class TokenReused(NotSignedIn):
    """Sign in first: this session was ended, as its token was used twice."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person


class Sessions:
    """The sessions in the database; those that go on stand in the directory, too."""

    def __init__(
        self, database: "Database", clock: "Clock", directory: Directory, keys: SigningKeys, *, refresh_days: int
    ) -> None:
        self.refresh_seconds = refresh_days * _DAY_SECONDS
        self._database = database
        self._clock = clock
        self._directory = directory
        self._keys = keys

    async def start(self, account: Account, place: Place, way: Way) -> Tokens:
        """Begin a session for an account that has proven who it is.

        Raises:
            NotSignedIn: the account was changed meanwhile, so that what it proved may no longer count.
        """
        now, session = self._clock.now(), uuid4()
        async with self._directory.changing:
            known = self._directory.get(account.id)
            if not known.enabled or _proof(known) != _proof(account):
                raise NotSignedIn
            agent = place.user_agent[:_USER_AGENT_MAX].replace("\0", "")
            ends = self._end_of(way, now, now)
            row = (session, UUID(account.id), way, now, ends, place.address, agent, place.device)
            async with self._database.transaction() as connection:
                new_place = await connection.fetchval(_SQL["begin"], *row)
                await connection.execute(_SQL["signed_in"], UUID(account.id), now)
                ended = await connection.fetch(_SQL["end_oldest"], UUID(account.id), now, _MOST_OF_ACCOUNT)
                refresh = await _new_refresh(connection, session, now, ends)
            self._directory.end_sessions(str(each["id"]) for each in ended)
            self._directory.put(replace(known, signed_in_at=now))
            self._directory.begin_session(str(session), LiveSession(account.id, ends))
        return self._tokens(known.person(session=str(session)), refresh, now, new_place=new_place)

    async def refresh(self, token: str) -> Tokens:
        """Change a refresh token for new tokens.

        Raises:
            NotSignedIn: the token is unknown or over.
            TokenReused: it was changed before, longer than a moment ago; its session has been ended.
            Unavailable: the accounts could not be read yet.
        """
        self._directory.check_loaded()
        hashed, now = token_hash(token), self._clock.now()
        async with self._database.transaction() as connection:
            await connection.execute(_SQL["lock_session_of_token"], hashed)
            row = await connection.fetchrow(_SQL["use_token"], hashed, now)
            session = "" if row is None else str(row["session"])
            if row is None or not self._directory.has_session(session):
                raise NotSignedIn
            reused = row["used_at"] is not None and abs(now - row["used_at"]) > _GRACE_SECONDS
            ends = self._end_of(row["way"], row["made_at"], now)
            if not reused:
                if row["used_at"] is None:
                    await connection.execute(_SQL["mark_used"], row["session"], now)
                await connection.execute(_SQL["extend"], row["session"], now, ends)
                refresh = await _new_refresh(connection, row["session"], now, ends)
        person = self._directory.person_of(Claims(str(row["account_id"]), session), now)
        if reused:
            await self.end(session, "reused")
            raise TokenReused(person)
        if self._directory.has_session(session):
            self._directory.begin_session(session, LiveSession(person.id, ends))
        return self._tokens(person, refresh, now)

    async def end(self, session: str, why: Why) -> None:
        """End a session; nothing where there is none that goes on."""
        await self._end(_SQL["end"], UUID(session), self._clock.now(), why)

    async def end_all(self, account_id: str, why: Why, *, but: str = "") -> int:
        """End every session of an account, or all but one, and return how many that were."""
        return await self._end(_SQL["end_all"], UUID(account_id), self._clock.now(), why, UUID(but) if but else None)

    async def end_own(self, account_id: str, session: str, why: Why) -> None:
        """End one session of an account.

        Raises:
            NotFound: it has no such session.
        """
        if session not in {each.id for each in await self.of(account_id)}:
            raise NotFound("There is no such session.")
        await self.end(session, why)

    async def sign_out(self, token: str) -> Person | None:
        """End the session of a refresh token, and return whose it was, where there was one."""
        self._directory.check_loaded()
        now = self._clock.now()
        async with self._database.connection() as connection:
            row = await connection.fetchrow(_SQL["session_of_token"], token_hash(token))
        if row is None or not self._directory.has_session(str(row["id"])):
            return None
        person = self._directory.person_of(Claims(str(row["account_id"]), str(row["id"])), now)
        await self.end(person.session, "signed_out")
        return person

    async def of(self, account_id: str) -> list[Session]:
        """Return the sessions of an account that go on, the newest use first."""
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["sessions_of"], UUID(account_id), self._clock.now())
        return [_session_of(row) for row in rows]

    async def forget_expired(self) -> None:
        """Delete tokens that are over, and sessions that ended long ago."""
        now = self._clock.now()
        async with self._database.connection() as connection:
            await connection.execute(_SQL["forget_tokens"], now)
            await connection.execute(_SQL["forget_sessions"], now - _KEPT_SECONDS)

    def _tokens(self, person: Person, refresh: str, now: float, *, new_place: bool = False) -> Tokens:
        access = access_token(Claims(person.id, person.session), self._keys, now)
        return Tokens(person=person, access=access, refresh=refresh, new_place=new_place)

    def _end_of(self, way: Way, made_at: float, now: float) -> float:
        """Return when a session is over unless it is refreshed; a provider's word is asked for anew in any case."""
        ends = now + self.refresh_seconds
        return ends if way == "password" else min(ends, made_at + _VOUCHED_SECONDS)

    async def _end(self, query: str, *arguments: Any) -> int:
        """Run a query that ends sessions and answers with their ids; from then on nobody is let in by them."""
        async with self._directory.changing:
            async with self._database.connection() as connection:
                ended = [str(row["id"]) for row in await connection.fetch(query, *arguments)]
            self._directory.end_sessions(ended)
        return len(ended)


async def _new_refresh(connection: Any, session: UUID, now: float, ends: float) -> str:
    refresh = refresh_token()
    await connection.execute(_SQL["add_token"], token_hash(refresh), session, now, ends)
    return refresh


def _proof(account: Account) -> tuple[str | None, bytes | None]:
    """Return by what somebody proves that an account is theirs."""
    return account.password_hash, account.totp_secret


def _session_of(row: Any) -> Session:
    return Session(
        id=str(row["id"]),
        way=row["way"],
        made_at=row["made_at"].timestamp(),
        used_at=row["used_at"].timestamp(),
        expires_at=row["expires_at"].timestamp(),
        address=row["address"],
        user_agent=row["user_agent"],
    )
