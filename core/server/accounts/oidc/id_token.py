"""ID tokens (OpenID Connect Core 1.0, section 3.1.3.7): what is asked of one before a word of it is believed."""

import hmac
from collections.abc import Mapping
from typing import Any, Final

import jwt

from core.server.accounts.oidc.errors import NotVouchedFor

LEEWAY_SECONDS: Final = 60
_ALGORITHMS: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"})
_KEY_TYPES: Final = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
_LONGEST: Final = 32_768
_SUBJECT_MAX: Final = 255
_OPTIONS: Final[jwt.types.Options] = {
    "require": ["iss", "aud", "sub", "exp", "iat", "nonce"],
    "verify_exp": False,  # PyJWT would read the machine's clock for these; ours is `now`
    "verify_iat": False,
    "verify_nbf": False,
}


def key_id_of(token: str) -> str:
    """Return which key a token says that it is signed with.

    Raises:
        NotVouchedFor: it is no token, names no key, or is signed in a way that is not believed.
    """
    return _head(token)[0]


def read_id_token(
    token: str, key: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, now: float
) -> dict[str, Any]:
    """Return the claims of a token that `key` (a JWK of the provider's) signed for us, for this sign-in.

    Only asymmetric algorithms count, and only with a key of their kind: a token cannot choose to be checked with the
    provider's public key as a shared secret.

    Raises:
        NotVouchedFor: anything about it is not as it has to be.
    """
    algorithm = _head(token)[1]
    if key.get("kty") != _KEY_TYPES[algorithm[:2]] or key.get("alg", algorithm) != algorithm:
        raise NotVouchedFor
    try:
        public = jwt.PyJWK(dict(key), algorithm)
        claims: dict[str, Any] = jwt.decode(
            token, public, algorithms=[algorithm], issuer=issuer, audience=client_id, options=_OPTIONS
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NotVouchedFor from error
    _check(claims, client_id, nonce, now)
    return claims


def _head(token: str) -> tuple[str, str]:
    if len(token) > _LONGEST:
        raise NotVouchedFor
    try:
        head = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError) as error:
        raise NotVouchedFor from error
    key_id, algorithm = head.get("kid"), head.get("alg")
    if not isinstance(key_id, str) or algorithm not in _ALGORITHMS:
        raise NotVouchedFor
    return key_id, str(algorithm)


def _check(claims: Mapping[str, Any], client_id: str, nonce: str, now: float) -> None:
    times = (claims["iat"], claims["exp"])
    if not all(isinstance(at, int | float) and not isinstance(at, bool) for at in times):
        raise NotVouchedFor
    begins = max(claims["iat"], claims.get("nbf", 0) if isinstance(claims.get("nbf", 0), int | float) else now * 2)
    for_others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    authorized = claims.get("azp", None if for_others else client_id)
    subject = claims["sub"]
    believed = (
        begins - LEEWAY_SECONDS <= now < claims["exp"] + LEEWAY_SECONDS
        and authorized == client_id
        and hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode())
        and isinstance(subject, str)
        and 0 < len(subject) <= _SUBJECT_MAX
        and "\0" not in subject
    )
    if not believed:
        raise NotVouchedFor
