"""Signing in by a provider: authorization code with PKCE (RFC 7636), state and nonce, kept in the browser's cookie.

The cookie is sealed, and bound to one way there and back within ten minutes; who has none, or another state, was sent
here by somebody else and is not let in. An account is (issuer, subject): a login or an e-mail address that is the same
as somebody's here makes nobody that somebody.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec

from core.server.accounts.account import Account
from core.server.accounts.directory import Directory
from core.server.accounts.oidc.claims import logins_of, role_of
from core.server.accounts.oidc.errors import NoRoleHere, NotVouchedFor
from core.server.accounts.oidc.id_token import key_id_of, read_id_token
from core.server.accounts.oidc.provider import Provider
from core.server.accounts.people import People
from core.server.accounts.refusals import TakenLogin
from core.server.errors import Invalid
from core.server.seal import CannotOpen, Seal
from core.server.settings.oidc import OidcSettings

if TYPE_CHECKING:
    from core.server.clock import Clock

WAY_SECONDS: Final = 600
_PURPOSE: Final = "way to the provider"


class _Way(msgspec.Struct, frozen=True):
    state: str
    nonce: str
    verifier: str
    at: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider sends somebody back with; `issuer` is its own name where it says it (RFC 9207), else ""."""

    code: str
    state: str
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody whom the provider vouches for: the account as it is now and as it was, None where it was made."""

    account: Account
    before: Account | None


class ProviderSignIn:
    """Signs people in by what the provider says of them."""

    def __init__(
        self, settings: OidcSettings, clock: "Clock", directory: Directory, people: People, seal: Seal
    ) -> None:
        self.name = settings.name
        self._settings = settings
        self._clock = clock
        self._directory = directory
        self._people = people
        self._seal = seal
        self._provider = Provider(settings)

    async def begin(self) -> tuple[str, str]:
        """Return where to send somebody, and the cookie by which they are known when they come back.

        Raises:
            ProviderAway: the provider cannot be asked.
        """
        now, settings = self._clock.now(), self._settings
        metadata = await self._provider.metadata(now)
        way = _Way(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), now)
        asked = {
            "response_type": "code",
            "client_id": settings.client_id,
            "redirect_uri": settings.redirect_uri,
            "scope": settings.scopes,
            "state": way.state,
            "nonce": way.nonce,
            "code_challenge": _challenge(way.verifier),
            "code_challenge_method": "S256",
        }
        sealed = self._seal.seal(msgspec.msgpack.encode(way), _PURPOSE)
        cookie = base64.urlsafe_b64encode(sealed).decode("ascii")
        return f"{metadata.authorization_endpoint}?{urlencode(asked)}", cookie

    async def finish(self, answer: Answer, cookie: str) -> Vouched:
        """Return the account of who comes back; it is made with the first time, and its role follows the claims.

        Raises:
            NotVouchedFor: something about the answer is not as it has to be.
            NoRoleHere: the provider's claims give no role here. Where they gave one before, their sessions end.
            ProviderAway: the provider cannot be asked.
        """
        now, settings = self._clock.now(), self._settings
        way = self._way(cookie, now)
        if not hmac.compare_digest(way.state.encode(), answer.state.encode()):
            raise NotVouchedFor
        if answer.issuer and answer.issuer != settings.issuer:
            raise NotVouchedFor
        token = await self._provider.exchange(answer.code, way.verifier, now)
        key = await self._provider.key(key_id_of(token), now)
        claims = read_id_token(
            token, key, issuer=settings.issuer, client_id=settings.client_id, nonce=way.nonce, now=self._clock.now()
        )
        return await self._account_of(claims)

    async def _account_of(self, claims: dict[str, Any]) -> Vouched:
        subject = claims["sub"]
        before = self._directory.by_subject(self._settings.issuer, subject)
        try:
            role = role_of(claims, self._settings)
        except NoRoleHere:
            if before is not None:
                await self._people.end_sessions(before.id)
            raise
        if before is not None:
            return Vouched(await self._people.follow_provider(before.id, role), before)
        plain, marked = logins_of(claims, self._settings)
        try:
            made = await self._people.add_from_provider(plain, role, self._settings.issuer, subject)
        except (TakenLogin, Invalid):
            made = await self._people.add_from_provider(marked, role, self._settings.issuer, subject)
        return Vouched(made, None)

    def _way(self, cookie: str, now: float) -> _Way:
        try:
            sealed = base64.urlsafe_b64decode(cookie.encode("ascii"))
            way = msgspec.msgpack.decode(self._seal.open(sealed, _PURPOSE), type=_Way)
        except (ValueError, CannotOpen, msgspec.MsgspecError) as error:
            raise NotVouchedFor from error
        if not 0 <= now - way.at < WAY_SECONDS:
            raise NotVouchedFor
        return way


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
