"""The keys that sign access tokens."""

from fastapi import APIRouter, Request

from core.server.api.accounts_schemas import Rotation, SigningKeysOut
from core.server.api.accounts_shapes import shown_keys
from core.server.api.caller import caller_of
from core.server.api.parts import PartsDep
from core.server.api.permissions import Manager

router = APIRouter(tags=["accounts"])


@router.get("/signing-keys")
async def list_signing_keys(parts: PartsDep, _person: Manager) -> SigningKeysOut:
    """List the keys that are believed, the newest first."""
    return shown_keys(parts.accounts.keys)


@router.post("/signing-keys")
async def rotate_signing_keys(body: Rotation, request: Request, parts: PartsDep, person: Manager) -> SigningKeysOut:
    """Sign with a new key from now on. Nobody is signed out: who was shown an older token asks for the next one."""
    before = parts.accounts.keys.newest.id
    made = parts.accounts.keys.rotate(parts.clock.now(), forget_others=body.forget_others)
    after = {"key": made.id, "forget_others": body.forget_others}
    parts.audit.note(caller_of(request, person), "rotate_signing_keys", made.id, before={"key": before}, after=after)
    return shown_keys(parts.accounts.keys)
