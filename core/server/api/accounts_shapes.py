"""Accounts, invitations and signing keys as the API shows them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.server.api.accounts_schemas import AccountOut, InvitationOut, SigningKeyOut, SigningKeysOut

if TYPE_CHECKING:
    from core.server.accounts.account import Account
    from core.server.accounts.invitations import Invitation
    from core.server.accounts.scope import Scope
    from core.server.accounts.signing_keys import SigningKeys


def shown_account(account: "Account") -> AccountOut:
    """Return an account as administrators see it."""
    services, groups = shown_scope(account.scope)
    return AccountOut(
        id=account.id,
        login=account.login,
        role=account.role,
        services=services,
        groups=groups,
        enabled=account.enabled,
        must_change_password=account.must_change,
        second_factor=account.totp_secret is not None,
        provider=account.issuer,
        created_at=datetime.fromtimestamp(account.created_at, UTC),
        signed_in_at=None if account.signed_in_at is None else datetime.fromtimestamp(account.signed_in_at, UTC),
    )


def shown_invitation(invitation: "Invitation") -> InvitationOut:
    """Return an invitation as administrators see it."""
    services, groups = shown_scope(invitation.scope)
    return InvitationOut(
        id=invitation.id,
        role=invitation.role,
        services=services,
        groups=groups,
        note=invitation.note,
        made_by=invitation.made_by,
        made_at=datetime.fromtimestamp(invitation.made_at, UTC),
        expires_at=datetime.fromtimestamp(invitation.expires_at, UTC),
    )


def shown_keys(keys: "SigningKeys") -> SigningKeysOut:
    """Return the outsides of signing keys."""
    own = keys.rotate_themselves
    return SigningKeysOut(
        rotate_themselves=own,
        keys=[
            SigningKeyOut(
                id=key.id,
                made_at=datetime.fromtimestamp(key.made_at, UTC) if own else None,
                signs=key is keys.newest,
            )
            for key in keys.all
        ],
    )


def shown_scope(scope: "Scope") -> tuple[list[str] | None, list[str] | None]:
    """Return services and groups of a scope, None for everything."""
    return (
        None if scope.services is None else list(scope.services),
        None if scope.groups is None else list(scope.groups),
    )
