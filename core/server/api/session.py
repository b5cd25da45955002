"""Signing in, staying signed in, signing out."""

from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Cookie, Request, Response

from core.server.accounts.tokens import ACCESS_SECONDS
from core.server.api.caller import address_of, caller_of
from core.server.api.parts import PartsDep
from core.server.api.permissions import PERMISSIONS, Reader
from core.server.api.session_schemas import Me, Session, SignIn
from core.server.errors import NotSignedIn

if TYPE_CHECKING:
    from core.server.accounts.accounts import Tokens
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts

router = APIRouter(tags=["session"])

COOKIE: Final = "dozor_refresh"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
RefreshToken = Annotated[str, Cookie(alias=COOKIE, max_length=200, include_in_schema=False)]


@router.post("/session")
async def sign_in(body: SignIn, request: Request, response: Response, parts: PartsDep) -> Session:
    """Sign in: an access token, and a refresh token in a cookie."""
    tokens = await parts.accounts.sign_in(body.login, body.password, address_of(request))
    parts.audit.note(caller_of(request, tokens.person), "sign_in", tokens.person.login)
    return _session(tokens, request, response, parts)


@router.post("/session/refresh")
async def refresh_session(
    request: Request, response: Response, parts: PartsDep, refresh_token: RefreshToken = ""
) -> Session:
    """Change the refresh token in the cookie for a new one and an access token."""
    if not refresh_token:
        raise NotSignedIn
    return _session(await parts.accounts.refresh(refresh_token), request, response, parts)


@router.delete("/session", status_code=204)
async def sign_out(request: Request, response: Response, parts: PartsDep, refresh_token: RefreshToken = "") -> None:
    """Sign out: the refresh token and its family end."""
    if refresh_token:
        await parts.accounts.sign_out(refresh_token)
    _set_cookie(response, request, parts, "", 0)


@router.get("/me")
async def me(person: Reader) -> Me:
    """Say who is signed in."""
    return _me(person)


def _session(tokens: "Tokens", request: Request, response: Response, parts: "Parts") -> Session:
    _set_cookie(response, request, parts, tokens.refresh, parts.accounts.refresh_seconds)
    response.headers["Cache-Control"] = "no-store"
    return Session(access_token=tokens.access, expires_in_seconds=ACCESS_SECONDS, me=_me(tokens.person))


def _me(person: "Person") -> Me:
    return Me(login=person.login, role=person.role, permissions=list(PERMISSIONS[person.role]))


def _set_cookie(response: Response, request: Request, parts: "Parts", value: str, seconds: int) -> None:
    plain = request.url.scheme == "http" and request.url.hostname in _LOOPBACK
    response.set_cookie(
        COOKIE,
        value,
        max_age=seconds,
        path=f"{parts.settings.public_path}/api/v1/session",
        secure=not plain,
        httponly=True,
        samesite="strict",
    )
