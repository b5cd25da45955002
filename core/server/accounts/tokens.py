"""Access tokens are signed JWTs, believed for minutes; refresh tokens are random and kept hashed.

An access token says which account and which session it stands for and nothing of what they may do: that is looked up
in memory with each request, so that a changed role, a disabled account and an ended session hold at once.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Final, Literal

import jwt

from core.server.accounts.signing_keys import SigningKeys
from core.server.errors import NotSignedIn

ACCESS_SECONDS: Final = 600
TELEGRAM_SECONDS: Final = 60
SKEW_SECONDS: Final = 30
"""So far clocks may differ: of two cores one after the other, or one that was set."""
_ISSUER: Final = "dozor"
_AUDIENCE: Final = "dozor-api"
_ALGORITHM: Final = "HS256"
_REQUIRED: Final = ["iss", "aud", "sub", "sid", "for", "iat", "exp"]
_OPTIONS: Final[jwt.types.Options] = {
    "require": _REQUIRED,
    "verify_exp": False,  # PyJWT would read the machine's clock for these; ours is `now`
    "verify_iat": False,
    "verify_nbf": False,
}
_LONGEST: Final = 2000
_MOST_KNOWN: Final = 4096
_KINDS: Final = frozenset({"person", "telegram"})


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says: for which account, in which session ("" for none), and how its owner asks."""

    account_id: str
    session: str
    kind: Literal["person", "telegram"] = "person"


def access_token(claims: Claims, keys: SigningKeys, now: float, *, seconds: int = ACCESS_SECONDS) -> str:
    """Return a token that is believed for `seconds`."""
    told = {
        "iss": _ISSUER,
        "aud": _AUDIENCE,
        "sub": claims.account_id,
        "sid": claims.session,
        "for": claims.kind,
        "iat": int(now),
        "exp": int(now) + seconds,
    }
    return jwt.encode(told, keys.newest.secret, algorithm=_ALGORITHM, headers={"kid": keys.newest.id})


@dataclass(frozen=True, slots=True)
class _Read:
    """A token whose signature was found right: what it says, which key signed it, and when it counts."""

    claims: Claims
    key_id: str
    begins: int
    ends: int


class AccessTokens:
    """Reads access tokens. The signature of one is checked once; shown again, it is looked up."""

    def __init__(self, keys: SigningKeys) -> None:
        self._keys = keys
        self._known: dict[str, _Read] = {}

    def read(self, token: str, now: float) -> Claims:
        """Return what a token says.

        Raises:
            NotSignedIn: it is over, was not signed by a key of ours, is meant for something else, or is none at all.
        """
        read = self._known.get(token) or self._verified(token, now)
        in_time = read.begins - SKEW_SECONDS <= now < read.ends + SKEW_SECONDS
        if not in_time or self._keys.find(read.key_id, now) is None:
            raise NotSignedIn
        return read.claims

    def _verified(self, token: str, now: float) -> _Read:
        try:
            read = _read(token, self._keys, now)
        except (jwt.InvalidTokenError, ValueError) as error:  # ValueError: what is neither ASCII nor a token
            raise NotSignedIn from error
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[token] = read
        return read


def _read(token: str, keys: SigningKeys, now: float) -> _Read:
    if len(token) > _LONGEST:
        raise NotSignedIn
    key_id = jwt.get_unverified_header(token).get("kid")
    secret = keys.find(key_id, now) if isinstance(key_id, str) else None
    if secret is None:
        raise NotSignedIn
    claims: dict[str, Any] = jwt.decode(
        token, secret, algorithms=[_ALGORITHM], issuer=_ISSUER, audience=_AUDIENCE, options=_OPTIONS
    )
    texts = (claims["sub"], claims["sid"], claims["for"])
    instants = all(isinstance(at, int) and not isinstance(at, bool) for at in (claims["iat"], claims["exp"]))
    if not instants or not all(isinstance(text, str) for text in texts) or claims["for"] not in _KINDS:
        raise NotSignedIn
    return _Read(Claims(*texts), str(key_id), claims["iat"], claims["exp"])


def refresh_token() -> str:
    """Return a new refresh token: 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what is kept of a random token or key.

    SHA-256 is right here and argon2 is not: what has 256 random bits cannot be guessed however fast the hash is.
    """
    return hashlib.sha256(token.encode()).digest()
