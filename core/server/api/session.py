"""Signing in, staying signed in, signing out."""

from fastapi import APIRouter, Request, Response

from core.server.api.parts import PartsDep
from core.server.api.permissions import Reader
from core.server.api.schemas import Me, Session, SignIn

router = APIRouter(tags=["session"])


@router.post("/session")
async def sign_in(body: SignIn, request: Request, response: Response, parts: PartsDep) -> Session:
    """Sign in: an access token, and a refresh token in a cookie."""
    raise NotImplementedError


@router.post("/session/refresh")
async def refresh_session(request: Request, response: Response, parts: PartsDep) -> Session:
    """Change the refresh token in the cookie for a new one and an access token."""
    raise NotImplementedError


@router.delete("/session", status_code=204)
async def sign_out(request: Request, response: Response, parts: PartsDep) -> None:
    """Sign out: the refresh token and its family end."""
    raise NotImplementedError


@router.get("/me")
async def me(person: Reader) -> Me:
    """Say who is signed in."""
    raise NotImplementedError
