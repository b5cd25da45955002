"""What a provider tells about itself (OpenID Connect Discovery 1.0) and its keys, fetched when they are needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from core.server.accounts.oidc.errors import NotVouchedFor, ProviderAway
from core.server.settings.oidc import OidcSettings, safe_url

_TIMEOUT_SECONDS: Final = 10.0
_MOST_BYTES: Final = 1 << 20
_KEPT_SECONDS: Final = 3600.0
_KEYS_AGAIN_SECONDS: Final = 60.0  # keys that nobody knows must not have us ask for each token


@dataclass(frozen=True, slots=True)
class Metadata:
    """Where a provider is asked what. `basic`: whether it takes the secret as HTTP Basic."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    basic: bool
    fetched_at: float


class Provider:
    """One provider. What it said is kept for an hour; keys are asked for anew when a token names one we do not know."""

    def __init__(self, settings: OidcSettings) -> None:
        self._settings = settings
        self._metadata: Metadata | None = None
        self._keys: Mapping[str, Mapping[str, Any]] = {}
        self._keys_at = -_KEPT_SECONDS
        self._asked_at = -_KEYS_AGAIN_SECONDS

    async def metadata(self, now: float) -> Metadata:
        """Return where the provider is asked what.

        Raises:
            ProviderAway: it does not answer, or not as a provider does.
        """
        if self._metadata is None or now - self._metadata.fetched_at > _KEPT_SECONDS:
            told = await self._get(f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration")
            self._metadata = _metadata_of(told, self._settings.issuer, now)
        return self._metadata

    async def key(self, key_id: str, now: float) -> Mapping[str, Any]:
        """Return the JWK of an id.

        Raises:
            NotVouchedFor: the provider has no such key.
            ProviderAway: it cannot be asked.
        """
        stale = now - self._keys_at > _KEPT_SECONDS
        if (stale or key_id not in self._keys) and now - self._asked_at >= _KEYS_AGAIN_SECONDS:
            self._asked_at = now
            told = await self._get((await self.metadata(now)).jwks_uri)
            self._keys, self._keys_at = _keys_of(told), now
        if key_id not in self._keys:
            raise NotVouchedFor
        return self._keys[key_id]

    async def exchange(self, code: str, verifier: str, now: float) -> str:
        """Change a code for an ID token.

        Raises:
            NotVouchedFor: the provider does not take the code.
            ProviderAway: it cannot be asked.
        """
        metadata, settings = await self.metadata(now), self._settings
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": settings.redirect_uri,
            "client_id": settings.client_id,
            "code_verifier": verifier,
        }
        basic = httpx.BasicAuth(settings.client_id, settings.client_secret)
        if settings.client_secret and not metadata.basic:
            form["client_secret"] = settings.client_secret
        auth = basic if settings.client_secret and metadata.basic else None
        told = await self._ask("POST", metadata.token_endpoint, data=form, auth=auth)
        if not isinstance(told.get("id_token"), str):
            raise NotVouchedFor
        return str(told["id_token"])

    async def _get(self, url: str) -> dict[str, Any]:
        return await self._ask("GET", url)

    async def _ask(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        """Ask, and return the answer's JSON, which is bounded; redirections are not followed."""
        try:
            async with (
                httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, headers={"Accept": "application/json"}) as client,
                client.stream(method, url, **options) as answer,
            ):
                return await _json_of(answer)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise ProviderAway from error


async def _json_of(answer: httpx.Response) -> dict[str, Any]:
    content = b""
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > _MOST_BYTES:
            raise ValueError("the answer is too long")
    if answer.status_code in {400, 401, 403}:
        raise NotVouchedFor
    told = httpx.Response(answer.raise_for_status().status_code, content=content).json()
    if not isinstance(told, dict):
        raise ValueError("the answer is no object")  # noqa: TRY004 - what came over the network is wrong, not a type
    return told


def _metadata_of(told: Mapping[str, Any], issuer: str, now: float) -> Metadata:
    if told.get("issuer") != issuer:
        raise ProviderAway("The provider calls itself by another name than DOZOR_OIDC_ISSUER.")
    try:
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        authorization, token, keys = (_within(issuer, str(told[name])) for name in names)
    except (KeyError, ValueError) as error:
        raise ProviderAway(f"What the provider tells of itself is incomplete: {error}") from error
    methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Metadata(authorization, token, keys, basic="client_secret_basic" in methods, fetched_at=now)


def _within(issuer: str, url: str) -> str:
    """Return an address that a provider may name: one elsewhere does not send us to what listens on this machine."""
    if urlsplit(issuer).scheme != urlsplit(safe_url(url)).scheme:
        raise ValueError("its addresses are to have the issuer's scheme")
    return url


def _keys_of(told: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the keys that sign, by their ids; others, and those without an id, are nothing to us."""
    keys = told.get("keys", [])
    listed = [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
    return {key["kid"]: key for key in listed if isinstance(key.get("kid"), str) and key.get("use", "sig") == "sig"}
