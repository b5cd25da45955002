"""API tokens: one's own, and for administrators everybody's."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request

from core.server.accounts.account import scope_of
from core.server.accounts.api_tokens import Grant
from core.server.api.api_tokens_schemas import ApiTokenIn, ApiTokenOut, NewApiToken
from core.server.api.caller import caller_of, place_of
from core.server.api.decision_shapes import instant
from core.server.api.parts import PartsDep
from core.server.api.permissions import Manager, Settled
from core.server.api.refused import RefusedReach
from core.server.errors import Forbidden, NotFound

if TYPE_CHECKING:
    from core.server.accounts.api_tokens import ApiToken
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts

router = APIRouter(tags=["api tokens"])
TokenId = Annotated[str, Path(max_length=32)]


@router.get("/me/tokens")
async def list_own_api_tokens(parts: PartsDep, person: Settled) -> list[ApiTokenOut]:
    """List one's own API tokens, the newest first."""
    _check_in_person(person)
    return [_shown(parts, each) for each in parts.accounts.api_tokens.of(person.id)]


@router.post("/me/tokens", status_code=201)
async def make_api_token(body: ApiTokenIn, request: Request, parts: PartsDep, person: Settled) -> NewApiToken:
    """Make an API token. It is shown this once, and never good for more than its owner is at that moment."""
    _check_in_person(person)
    owner = parts.accounts.directory.get(person.id)
    if owner.password_hash is not None:  # else a provider has it, who cannot be asked here
        await parts.accounts.check_password(owner, body.password, place_of(request))
    grant = Grant(
        name=body.name,
        permissions=frozenset(body.permissions),
        scope=scope_of(body.services, body.groups),
        networks=tuple(body.networks or ()),
        seconds=body.duration_seconds,
    )
    token, text = await parts.accounts.api_tokens.make(person, grant)
    parts.audit.note(caller_of(request, person), "make_api_token", token.id, after=token.told())
    return NewApiToken(token=text, about=_shown(parts, token))


@router.delete("/me/tokens/{token_id}", status_code=204)
async def revoke_own_api_token(token_id: TokenId, request: Request, parts: PartsDep, person: Settled) -> None:
    """Take one of one's own API tokens away; it opens nothing from now on."""
    _check_in_person(person)
    token = await parts.accounts.api_tokens.revoke(token_id, of=person.id)
    parts.audit.note(caller_of(request, person), "revoke_api_token", token_id, before=token.told())


@router.get("/api-tokens")
async def list_api_tokens(parts: PartsDep, _person: Manager) -> list[ApiTokenOut]:
    """List everybody's API tokens, the newest first."""
    return [_shown(parts, each) for each in parts.accounts.api_tokens.all()]


@router.delete("/api-tokens/{token_id}", status_code=204)
async def revoke_api_token(token_id: TokenId, request: Request, parts: PartsDep, person: Manager) -> None:
    """Take somebody's API token away; it opens nothing from now on."""
    token = await parts.accounts.api_tokens.revoke(token_id)
    before = {"login": _login(parts, token), **token.told()}
    parts.audit.note(caller_of(request, person), "revoke_api_token", token_id, before=before)


def _check_in_person(person: "Person") -> None:
    """Let pass who is signed in: no token makes tokens, as they would outlive it."""
    if person.kind != "person":
        raise Forbidden(RefusedReach.signed_in_only())


def _login(parts: "Parts", token: "ApiToken") -> str:
    try:
        return parts.accounts.directory.get(token.account_id).login
    except NotFound:  # deleted a moment ago
        return ""


def _shown(parts: "Parts", token: "ApiToken") -> ApiTokenOut:
    scope = token.scope
    return ApiTokenOut(
        id=token.id,
        login=_login(parts, token),
        name=token.name,
        permissions=sorted(token.permissions),
        services=None if scope.services is None else list(scope.services),
        groups=None if scope.groups is None else list(scope.groups),
        networks=[str(each) for each in token.networks],
        made_at=instant(token.made_at),
        expires_at=instant(token.expires_at),
        used_at=None if token.used_at is None else instant(token.used_at),
        used_address=token.used_address or None,
    )
