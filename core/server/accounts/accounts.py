"""People: who may come in, and how. Put together here of what each does for itself."""

import hmac
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from core.server.accounts.account import Account
from core.server.accounts.api_tokens import PREFIX, ApiTokens
from core.server.accounts.devices import Devices
from core.server.accounts.directory import Directory
from core.server.accounts.invitations import Invitations
from core.server.accounts.oidc.signing_in import ProviderSignIn
from core.server.accounts.passwords import Passwords, new_password
from core.server.accounts.people import People, check_gives_no_more, check_is_other
from core.server.accounts.person import LOCAL_LOGIN, Person, permissions_of
from core.server.accounts.refusals import NoSecondFactor, SamePassword
from core.server.accounts.second_factor import SecondFactor
from core.server.accounts.sessions import Place, Sessions, Tokens
from core.server.accounts.signing_keys import SigningKeys
from core.server.accounts.throttle import Throttle, Try
from core.server.accounts.tokens import TELEGRAM_SECONDS, AccessTokens, Claims, access_token
from core.server.errors import (
    Forbidden,
    NotSignedIn,
    SecondFactorWanted,
    Throttled,
    Unavailable,
    WrongCredentials,
)
from core.server.seal import Seal
from core.server.settings.oidc import OidcSettings

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

FIRST_LOGIN: Final = "admin"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody shows to come in; `code` of the second factor, "" where it was not asked for yet."""

    login: str
    password: str = field(repr=False)
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that began, and the cookie by which the device is known from now on."""

    tokens: Tokens
    device_cookie: str


class Accounts:
    """The accounts, and the tokens that stand for them.

    `local_token` is believed like an access token as long as this process runs; it lets a program on the same
    machine, which may read the data folder, set the core up.
    """

    def __init__(
        self,
        database: "Database",
        clock: "Clock",
        keys: SigningKeys,
        seal: Seal,
        *,
        refresh_days: int,
        passwords: Passwords | None = None,
        oidc: OidcSettings | None = None,
        second_factor_roles: frozenset[str] = frozenset(),
    ) -> None:
        self.local_token = secrets.token_urlsafe(32)
        self.keys = keys
        self._tokens = AccessTokens(keys)
        self.directory = Directory(database)
        self.sessions = Sessions(database, clock, self.directory, keys, refresh_days=refresh_days)
        self._passwords = passwords or Passwords()
        self.people = People(database, clock, self.directory, self.sessions, self._passwords)
        self.invitations = Invitations(database, clock, self.directory, self._passwords)
        self.api_tokens = ApiTokens(database, clock, self.directory)
        self.second_factor = SecondFactor(database, clock, self.directory, seal)
        self.provider = None if oidc is None else ProviderSignIn(oidc, clock, self.directory, self.people, seal)
        self._second_factor_roles = second_factor_roles
        self._clock = clock
        self._devices = Devices(seal)
        self._throttle = Throttle()

    async def load(self) -> None:
        """Read accounts and sessions; nobody comes in before."""
        await self.directory.load(self._clock.now())
        await self.api_tokens.load()

    async def ensure_first_admin(self, *, must_change: bool = True) -> str | None:
        """Make the account `admin` where there is no account yet, and return its password, which is kept nowhere."""
        if self.directory.all():
            return None
        password = new_password()
        await self.people.add(FIRST_LOGIN, password, "admin", must_change=must_change)
        return password

    async def sign_in(self, shown: Credentials, place: Place, device_cookie: str = "") -> SignedIn:
        """Begin a session for a login, its password and, where there is one, its second factor.

        Raises:
            WrongCredentials: they do not belong together.
            SecondFactorWanted: they do, and a code is wanted, too.
            WrongCode: the code is wrong.
            Throttled: there were too many wrong ones.
            Unavailable: the accounts could not be read yet.
        """
        now = self._clock.now()
        self.directory.check_loaded()
        account, device = self.directory.by_login(shown.login), self._devices.read(device_cookie, now)
        known = account is not None and device.knows(account.id)
        tried = Try(shown.login, place.address, device.id if known else "")
        self._throttle.begin(tried, now)
        wanted = account.password_hash if account is not None and account.enabled else None
        if not await self._fits(shown.password, wanted, tried) or account is None:
            raise WrongCredentials
        await self._check_second_factor(account, shown.code, tried)
        self._throttle.succeeded(tried)
        device, cookie = self._devices.write(device, account.id, now)
        there = Place(place.address, place.user_agent, device.id)
        return SignedIn(await self.sessions.start(account, there, "password"), cookie)

    async def sign_in_vouched(self, account: Account, place: Place, device_cookie: str = "") -> SignedIn:
        """Begin a session for who a provider vouches for; the second factor is the provider's matter.

        Raises:
            NotSignedIn: the account is disabled.
        """
        now = self._clock.now()
        device, cookie = self._devices.write(self._devices.read(device_cookie, now), account.id, now)
        there = Place(place.address, place.user_agent, device.id)
        return SignedIn(await self.sessions.start(account, there, "provider"), cookie)

    def person_of(self, token: str, address: str = "") -> Person:
        """Return whom an access token or API token names that came from an address.

        Raises:
            Forbidden: it is an API token that is not for that address.
            NotSignedIn: it is none of ours, or over, or its session or account is.
            Unavailable: the accounts could not be read yet.
        """
        if hmac.compare_digest(token.encode(), self.local_token.encode()):
            return Person(
                id="local", login=LOCAL_LOGIN, role="admin", permissions=permissions_of("admin"), kind="local"
            )
        if token.startswith(PREFIX):
            return self.api_tokens.person_of(token, address)
        now = self._clock.now()
        return self.directory.person_of(self._tokens.read(token, now), now)

    def is_still(self, person: Person) -> bool:
        """Tell whether somebody who was let in before may do now what they might then, as far and no less."""
        now = self._clock.now()
        try:
            match person.kind:
                case "local":
                    return True
                case "token":
                    as_now = self.api_tokens.person_by(person.session)
                case kind:
                    as_now = self.directory.person_of(Claims(person.id, person.session, kind), now)
        except (NotSignedIn, Unavailable):
            return False
        return person.permissions <= as_now.permissions and person.scope == as_now.scope

    def lacks_second_factor(self, person: Person) -> bool:
        """Tell whether somebody has to set a second factor up: their role needs one. A provider has its own."""
        if person.kind not in {"person", "telegram"} or person.role not in self._second_factor_roles:
            return False
        account = self.directory.get(person.id)
        return account.totp_secret is None and account.password_hash is not None

    def telegram_token(self, account_id: str) -> str:
        """Return an access token of a minute for what the bot does on an account's word.

        Raises:
            NotFound: there is no such account.
            Forbidden: it is disabled, or its password is still to be changed.
        """
        account = self.directory.get(account_id)
        if not account.enabled or account.must_change:
            raise Forbidden("This account may not come in.")
        claims = Claims(account.id, "", "telegram")
        return access_token(claims, self.keys, self._clock.now(), seconds=TELEGRAM_SECONDS)

    async def check_password(self, account: Account, password: str, place: Place) -> None:
        """Ask somebody who is signed in for the password once more, before what a stolen session must not do.

        Raises:
            WrongCredentials: it is wrong.
            Throttled: there were too many wrong ones.
        """
        tried = _within(account, place)
        self._throttle.begin(tried, self._clock.now())
        if not await self._passwords.fits(password, account.password_hash, known_device=True):
            raise WrongCredentials("The password is wrong.")
        self._throttle.take_back(tried)

    async def change_password(self, person: Person, old: str, new: str, place: Place) -> None:
        """Change somebody's password by the one before; all other sessions of theirs end.

        Raises:
            WrongCredentials: the old one is wrong.
            Invalid: the new one would be guessed, or is the old one.
            Throttled: there were too many wrong ones.
        """
        await self.check_password(self.directory.get(person.id), old, place)
        if old == new:
            raise SamePassword
        await self.people.choose_password(person, new)

    async def confirm_second_factor(self, account: Account, code: str, place: Place) -> list[str]:
        """Turn a second factor on by its first code; return the recovery codes.

        Raises:
            WrongCode: it is wrong.
            Throttled: there were too many wrong ones.
        """
        tried = _within(account, place)
        self._throttle.begin_code(tried, self._clock.now())
        codes = await self.second_factor.confirm(account, code)
        self._throttle.code_was_right(tried)
        return codes

    async def turn_off_second_factor(self, account: Account, shown: Credentials, place: Place) -> None:
        """Take a second factor away from who shows the password and a code of it.

        Raises:
            Conflict: there is none.
            WrongCredentials: the password is wrong.
            WrongCode: the code is.
            Throttled: there were too many wrong ones.
        """
        if account.totp_secret is None:
            raise NoSecondFactor
        await self.check_password(account, shown.password, place)
        tried = _within(account, place)
        self._throttle.begin_code(tried, self._clock.now())
        await self.second_factor.check(account, shown.code)
        self._throttle.code_was_right(tried)
        await self.second_factor.turn_off(account)

    async def reset_second_factor(self, account_id: str, by: Person) -> Account:
        """Take the second factor of somebody away who lost it; their sessions end, as whoever asked may be another.

        Raises:
            Forbidden: the account has more than `by` has, or it is theirs.
        """
        account = self.directory.get(account_id)
        check_is_other(account, by)
        check_gives_no_more(by, account.role, account.scope)
        await self.second_factor.turn_off(account)
        await self.sessions.end_all(account.id, "revoked")
        return account

    async def keep(self) -> None:
        """Delete what is over, and change the signing key when it is old."""
        self.keys.rotate_when_old(self._clock.now())
        await self.sessions.forget_expired()
        await self.invitations.forget_expired()

    async def _fits(self, password: str, password_hash: str | None, tried: Try) -> bool:
        try:
            return await self._passwords.fits(password, password_hash, known_device=bool(tried.device))
        except Throttled:  # too many others wait: nothing was tried
            self._throttle.take_back(tried)
            raise

    async def _check_second_factor(self, account: Account, code: str, tried: Try) -> None:
        if account.totp_secret is None:
            return
        if not code:
            self._throttle.take_back(tried)
            raise SecondFactorWanted
        self._throttle.begin_code(tried, self._clock.now())
        await self.second_factor.check(account, code)


def _within(account: Account, place: Place) -> Try:
    """Return a try by who is signed in: whatever strangers guess meanwhile, it counts by itself."""
    return Try(account.login, place.address, f"signed in as {account.id}")
