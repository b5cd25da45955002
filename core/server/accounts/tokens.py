"""Access tokens are signed JWTs, believed for ten minutes; refresh tokens are random and kept hashed."""

import hashlib
import secrets
from typing import Final, get_args

import jwt

from core.server.accounts.person import Person, Role
from core.server.errors import NotSignedIn

ACCESS_SECONDS: Final = 600
_ISSUER: Final = "dozor"
_ALGORITHM: Final = "HS256"
_CLAIMS: Final = ["sub", "login", "role", "iat", "exp", "iss"]
_ROLES: Final = get_args(Role)


def access_token(person: Person, secret: bytes, now: float) -> str:
    """Return a token that says who a person is for ACCESS_SECONDS."""
    claims = {
        "iss": _ISSUER,
        "sub": person.id,
        "login": person.login,
        "role": person.role,
        "iat": int(now),
        "exp": int(now) + ACCESS_SECONDS,
    }
    return jwt.encode(claims, secret, algorithm=_ALGORITHM)


def read_access_token(token: str, secret: bytes, now: float) -> Person:
    """Return whom a token names.

    Raises:
        NotSignedIn: it is over, was not signed with `secret`, or is no token at all.
    """
    try:
        # PyJWT would read the machine's clock for these; ours is `now`.
        options: jwt.types.Options = {"require": _CLAIMS, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
        claims = jwt.decode(token, secret, algorithms=[_ALGORITHM], issuer=_ISSUER, options=options)
    except jwt.InvalidTokenError as error:
        raise NotSignedIn from error
    texts = (claims["sub"], claims["login"], claims["role"])
    if not isinstance(claims["exp"], int) or claims["exp"] <= now or not all(isinstance(text, str) for text in texts):
        raise NotSignedIn
    if claims["role"] not in _ROLES:
        raise NotSignedIn
    return Person(id=claims["sub"], login=claims["login"], role=claims["role"])


def refresh_token() -> str:
    """Return a new refresh token: 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what is kept of a random token or key.

    SHA-256 is right here and argon2 is not: what has 256 random bits cannot be guessed however fast the hash is.
    """
    return hashlib.sha256(token.encode()).digest()
