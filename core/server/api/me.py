"""Oneself: password, second factor, sessions. Everybody may, about themselves alone."""

from typing import TYPE_CHECKING
from uuid import UUID

from fastapi import APIRouter, Request

from core.server.accounts.accounts import Credentials
from core.server.api.caller import caller_of, place_of
from core.server.api.me_shapes import shown_me, shown_session
from core.server.api.parts import PartsDep
from core.server.api.permissions import Known, Myself, Settled
from core.server.api.refused import RefusedReach
from core.server.api.session_schemas import (
    CodeIn,
    Me,
    PasswordAgain,
    PasswordChange,
    RecoveryCodes,
    SecondFactorOff,
    SecondFactorSetup,
    SecondFactorState,
    SessionOut,
)
from core.server.errors import Forbidden

if TYPE_CHECKING:
    from core.server.accounts.account import Account
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts

router = APIRouter(tags=["me"])


@router.get("/me")
async def me(parts: PartsDep, person: Myself) -> Me:
    """Say who is signed in."""
    return shown_me(person, parts)


@router.put("/me/password", status_code=204)
async def change_password(body: PasswordChange, request: Request, parts: PartsDep, person: Myself) -> None:
    """Change one's password by the old one. All other sessions end."""
    _in_person(person, parts)
    await parts.accounts.change_password(person, body.old, body.new, place_of(request))
    parts.audit.note(caller_of(request, person), "change_password", person.login)


@router.get("/me/sessions")
async def list_sessions(parts: PartsDep, person: Settled) -> list[SessionOut]:
    """List one's sessions, the newest use first."""
    account = _in_person(person, parts)
    return [shown_session(each, person.session) for each in await parts.accounts.sessions.of(account.id)]


@router.delete("/me/sessions", status_code=204)
async def end_other_sessions(request: Request, parts: PartsDep, person: Settled) -> None:
    """End all of one's sessions but the one that asks."""
    account = _in_person(person, parts)
    ended = await parts.accounts.sessions.end_all(account.id, "revoked", but=person.session)
    parts.audit.note(caller_of(request, person), "end_sessions", person.login, after={"ended": ended})


@router.delete("/me/sessions/{session_id}", status_code=204)
async def end_session(session_id: UUID, request: Request, parts: PartsDep, person: Settled) -> None:
    """End one of one's sessions."""
    account = _in_person(person, parts)
    await parts.accounts.sessions.end_own(account.id, str(session_id), "revoked")
    parts.audit.note(caller_of(request, person), "end_session", str(session_id))


@router.get("/me/second-factor")
async def read_second_factor(parts: PartsDep, person: Known) -> SecondFactorState:
    """Tell whether one has a second factor."""
    account = _in_person(person, parts)
    left = await parts.accounts.second_factor.recovery_codes_left(account.id)
    return SecondFactorState(on=account.totp_secret is not None, recovery_codes_left=left)


@router.post("/me/second-factor")
async def set_up_second_factor(
    body: PasswordAgain, request: Request, parts: PartsDep, person: Known
) -> SecondFactorSetup:
    """Begin to set a second factor up: it counts once a code was shown."""
    account = _in_person(person, parts)
    await parts.accounts.check_password(account, body.password, place_of(request))
    setup = await parts.accounts.second_factor.set_up(account)
    parts.audit.note(caller_of(request, person), "set_up_second_factor", person.login)
    return SecondFactorSetup(secret=setup.secret, uri=setup.uri, squares=list(setup.squares))


@router.post("/me/second-factor/confirm")
async def confirm_second_factor(body: CodeIn, request: Request, parts: PartsDep, person: Known) -> RecoveryCodes:
    """Turn the second factor on by its first code."""
    account = _in_person(person, parts)
    codes = await parts.accounts.confirm_second_factor(account, body.code, place_of(request))
    parts.audit.note(caller_of(request, person), "turn_on_second_factor", person.login)
    return RecoveryCodes(codes=codes)


@router.post("/me/second-factor/off", status_code=204)
async def turn_off_second_factor(body: SecondFactorOff, request: Request, parts: PartsDep, person: Known) -> None:
    """Turn the second factor off."""
    account = _in_person(person, parts)
    shown = Credentials(account.login, body.password, body.code)
    await parts.accounts.turn_off_second_factor(account, shown, place_of(request))
    parts.audit.note(caller_of(request, person), "turn_off_second_factor", person.login)


def _in_person(person: "Person", parts: "Parts") -> "Account":
    """Return the account of who is here themselves.

    Raises:
        Forbidden: a token, a bot or a program on the core's machine asks, which are no sessions of somebody.
    """
    if person.kind != "person":
        raise Forbidden(RefusedReach.signed_in_only())
    return parts.accounts.directory.get(person.id)
