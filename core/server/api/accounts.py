"""Other people's accounts, for administrators."""

from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter, Request

from core.server.accounts.account import scope_of
from core.server.accounts.people import Change
from core.server.api.accounts_schemas import AccountChange, AccountIn, AccountMade, AccountOut, NewPassword
from core.server.api.accounts_shapes import shown_account
from core.server.api.caller import caller_of
from core.server.api.me_shapes import shown_session
from core.server.api.parts import PartsDep
from core.server.api.permissions import Manager
from core.server.api.session_schemas import SessionOut

if TYPE_CHECKING:
    from core.server.accounts.account import Account
    from core.server.accounts.scope import Scope

router = APIRouter(tags=["accounts"])


@router.get("/accounts")
async def list_accounts(parts: PartsDep, _person: Manager) -> list[AccountOut]:
    """List the accounts by login."""
    return [shown_account(each) for each in parts.accounts.directory.all()]


@router.post("/accounts", status_code=201)
async def create_account(body: AccountIn, request: Request, parts: PartsDep, person: Manager) -> AccountMade:
    """Make an account. Its password is shown this once, and has to be changed by its owner."""
    scope = scope_of(body.services, body.groups)
    account, password = await parts.accounts.people.create(body.login, body.role, scope, person)
    parts.audit.note(caller_of(request, person), "create_account", account.login, after=account.told())
    return AccountMade(account=shown_account(account), password=password)


@router.get("/accounts/{account_id}")
async def read_account(account_id: UUID, parts: PartsDep, _person: Manager) -> AccountOut:
    """Show an account."""
    return shown_account(parts.accounts.directory.get(str(account_id)))


@router.patch("/accounts/{account_id}")
async def change_account(
    account_id: UUID, body: AccountChange, request: Request, parts: PartsDep, person: Manager
) -> AccountOut:
    """Change role, scope, or whether an account is enabled. It holds at once; a disabled one's sessions end."""
    account = parts.accounts.directory.get(str(account_id))
    change = Change(
        role=body.role or account.role,
        scope=_scope(body, account),
        enabled=account.enabled if body.enabled is None else body.enabled,
    )
    before, after = await parts.accounts.people.change(account.id, change, person, seen=account)
    caller = caller_of(request, person)
    parts.audit.note(caller, "change_account", account.login, before=before.told(), after=after.told())
    return shown_account(after)


@router.delete("/accounts/{account_id}", status_code=204)
async def delete_account(account_id: UUID, request: Request, parts: PartsDep, person: Manager) -> None:
    """Delete an account, its sessions and its tokens."""
    account = await parts.accounts.people.delete(str(account_id), person)
    parts.audit.note(caller_of(request, person), "delete_account", account.login, before=account.told())


@router.post("/accounts/{account_id}/password")
async def reset_password(account_id: UUID, request: Request, parts: PartsDep, person: Manager) -> NewPassword:
    """Give an account a new password, which is shown this once and has to be changed. Its sessions end."""
    password = await parts.accounts.people.reset_password(str(account_id), person)
    account = parts.accounts.directory.get(str(account_id))
    parts.audit.note(caller_of(request, person), "reset_password", account.login)
    return NewPassword(password=password)


@router.delete("/accounts/{account_id}/second-factor", status_code=204)
async def reset_second_factor(account_id: UUID, request: Request, parts: PartsDep, person: Manager) -> None:
    """Take somebody's second factor away, who lost it. Their sessions end."""
    account = await parts.accounts.reset_second_factor(str(account_id), person)
    parts.audit.note(caller_of(request, person), "reset_second_factor", account.login)


@router.get("/accounts/{account_id}/sessions")
async def list_account_sessions(account_id: UUID, parts: PartsDep, person: Manager) -> list[SessionOut]:
    """List somebody's sessions."""
    account = parts.accounts.directory.get(str(account_id))
    return [shown_session(each, person.session) for each in await parts.accounts.sessions.of(account.id)]


@router.delete("/accounts/{account_id}/sessions", status_code=204)
async def end_account_sessions(account_id: UUID, request: Request, parts: PartsDep, person: Manager) -> None:
    """End all of somebody's sessions."""
    account = parts.accounts.directory.get(str(account_id))
    ended = await parts.accounts.sessions.end_all(account.id, "revoked")
    parts.audit.note(caller_of(request, person), "end_sessions", account.login, after={"ended": ended})


@router.delete("/accounts/{account_id}/sessions/{session_id}", status_code=204)
async def end_account_session(
    account_id: UUID, session_id: UUID, request: Request, parts: PartsDep, person: Manager
) -> None:
    """End one of somebody's sessions."""
    account = parts.accounts.directory.get(str(account_id))
    await parts.accounts.sessions.end_own(account.id, str(session_id), "revoked")
    parts.audit.note(caller_of(request, person), "end_session", str(session_id), before={"login": account.login})


def _scope(body: AccountChange, account: "Account") -> "Scope":
    """Return what a scope is to be: null says everything, and what was left out stays."""
    services = body.services if "services" in body.model_fields_set else account.scope.services
    groups = body.groups if "groups" in body.model_fields_set else account.scope.groups
    return scope_of(services, groups)
