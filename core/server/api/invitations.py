"""Invitations: made by administrators, taken up by whoever has the link."""

from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter, Request, Response

from core.server.accounts.account import scope_of
from core.server.api.accounts_schemas import (
    AccountName,
    InvitationIn,
    InvitationMade,
    InvitationOut,
    InvitationTaken,
    InvitationToken,
    Invited,
)
from core.server.api.accounts_shapes import shown_invitation, shown_scope
from core.server.api.caller import ChangesNothing, caller_of
from core.server.api.parts import PartsDep
from core.server.api.permissions import Manager

if TYPE_CHECKING:
    from core.server.accounts.invitations import Invitation

router = APIRouter(tags=["accounts"])


@router.get("/invitations")
async def list_invitations(parts: PartsDep, _person: Manager) -> list[InvitationOut]:
    """List the invitations that stand, the newest first."""
    return [shown_invitation(each) for each in await parts.accounts.invitations.all()]


@router.post("/invitations", status_code=201)
async def invite(
    body: InvitationIn, request: Request, response: Response, parts: PartsDep, person: Manager
) -> InvitationMade:
    """Invite somebody. The token is shown this once and opens once, within three days."""
    scope = scope_of(body.services, body.groups)
    made, token = await parts.accounts.invitations.make(body.role, scope, body.note, person)
    parts.audit.note(caller_of(request, person), "invite", made.id, after=_told(made))
    response.headers["Cache-Control"] = "no-store"
    return InvitationMade(invitation=shown_invitation(made), token=token)


@router.delete("/invitations/{invitation_id}", status_code=204)
async def take_invitation_back(invitation_id: UUID, request: Request, parts: PartsDep, person: Manager) -> None:
    """Take an invitation back."""
    taken = await parts.accounts.invitations.take_back(str(invitation_id))
    parts.audit.note(caller_of(request, person), "take_invitation_back", taken.id, before=_told(taken))


@router.post("/invitations/look", dependencies=[ChangesNothing])
async def look_at_invitation(body: InvitationToken, parts: PartsDep) -> Invited:
    """Tell who holds an invitation what it is for. The token comes in the body, as addresses are logged."""
    invitation = await parts.accounts.invitations.of(body.token)
    services, groups = shown_scope(invitation.scope)
    return Invited(
        role=invitation.role,
        services=services,
        groups=groups,
        made_by=invitation.made_by,
        expires_at=shown_invitation(invitation).expires_at,
    )


@router.post("/invitations/take-up", status_code=201)
async def take_up_invitation(body: InvitationTaken, request: Request, parts: PartsDep) -> AccountName:
    """Make one's account by an invitation; it opens no second time. Then sign in."""
    invitation, account = await parts.accounts.invitations.take_up(body.token, body.login, body.password)
    caller = caller_of(request, account.person())
    parts.audit.note(caller, "take_up_invitation", invitation.id, before=_told(invitation), after=account.told())
    return AccountName(login=account.login)


def _told(invitation: "Invitation") -> dict[str, object]:
    services, groups = shown_scope(invitation.scope)
    return {"role": invitation.role, "services": services, "groups": groups, "note": invitation.note}
