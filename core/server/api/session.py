"""Signing in, staying signed in, signing out."""

import logging
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response

from core.server.accounts.accounts import Credentials
from core.server.accounts.sessions import TokenReused
from core.server.accounts.tokens import ACCESS_SECONDS
from core.server.api.caller import caller_of, place_of
from core.server.api.cookies import DeviceCookie, RefreshToken, check_own_page, set_device, set_refresh
from core.server.api.me_shapes import shown_me
from core.server.api.parts import PartsDep
from core.server.api.session_schemas import Session, SignIn
from core.server.errors import NotSignedIn, Throttled, WrongCode, WrongCredentials

if TYPE_CHECKING:
    from core.server.accounts.sessions import Tokens
    from core.server.api.parts import Parts

router = APIRouter(tags=["session"])
_log: Final = logging.getLogger(__name__)


@router.post("/session")
async def sign_in(
    body: SignIn, request: Request, response: Response, parts: PartsDep, device: DeviceCookie = ""
) -> Session:
    """Sign in: an access token, and a refresh token in a cookie.

    Where the account has a second factor, the answer without a `code` is a problem of the type
    `urn:dozor:second-factor-wanted`: the same is sent again with the code, or with a recovery code.
    """
    check_own_page(request)
    shown = Credentials(body.login, body.password, body.code)
    try:
        signed_in = await parts.accounts.sign_in(shown, place_of(request), device)
    except (WrongCredentials, WrongCode, Throttled) as error:
        _log.info("sign-in as %r from %s refused: %s", body.login, place_of(request).address, error.title)
        raise
    person = signed_in.tokens.person
    after = {"way": "password", "new_place": signed_in.tokens.new_place}
    parts.audit.note(caller_of(request, person), "sign_in", person.login, after=after)
    set_device(response, request, parts, signed_in.device_cookie)
    return _session(signed_in.tokens, request, response, parts)


@router.post("/session/refresh")
async def refresh_session(
    request: Request, response: Response, parts: PartsDep, refresh_token: RefreshToken = ""
) -> Session:
    """Change the refresh token in the cookie for a new one and an access token."""
    check_own_page(request)
    if not refresh_token:
        raise NotSignedIn
    try:
        return _session(await parts.accounts.sessions.refresh(refresh_token), request, response, parts)
    except TokenReused as reused:
        parts.audit.note(
            caller_of(request, reused.person), "end_session", reused.person.session, after={"why": "reused"}
        )
        raise


@router.delete("/session", status_code=204)
async def sign_out(request: Request, response: Response, parts: PartsDep, refresh_token: RefreshToken = "") -> None:
    """Sign out: the session ends, and what it gave opens nothing any more."""
    check_own_page(request)
    if refresh_token and (person := await parts.accounts.sessions.sign_out(refresh_token)) is not None:
        parts.audit.note(caller_of(request, person), "sign_out", person.login)
    set_refresh(response, request, parts, "")


def _session(tokens: "Tokens", request: Request, response: Response, parts: "Parts") -> Session:
    set_refresh(response, request, parts, tokens.refresh)
    response.headers["Cache-Control"] = "no-store"
    me = shown_me(tokens.person, parts)
    return Session(access_token=tokens.access, expires_in_seconds=ACCESS_SECONDS, me=me)
