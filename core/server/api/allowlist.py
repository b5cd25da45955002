"""Addresses and networks that no decision may touch."""

from fastapi import APIRouter

from core.server.api.parts import PartsDep
from core.server.api.permissions import Decider, Reader
from core.server.api.schemas import AllowIn, AllowOut, Page

router = APIRouter(tags=["allowlist"])


@router.get("/allowlist")
async def list_allowed(parts: PartsDep, _person: Reader) -> Page[AllowOut]:
    """List what is allowed now, newest first."""
    raise NotImplementedError


@router.post("/allowlist", status_code=201)
async def allow(body: AllowIn, parts: PartsDep, person: Decider) -> AllowOut:
    """Allow an address or a network; active decisions that it covers are lifted."""
    raise NotImplementedError


@router.delete("/allowlist/{entry_id}", status_code=204)
async def disallow(entry_id: str, parts: PartsDep, person: Decider) -> None:
    """Take an entry back."""
    raise NotImplementedError
