"""Telegram: codes that bind chats and accounts, who speaks for one, and updates that Telegram brings."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Request

from core.server.api.caller import caller_of
from core.server.api.decision_shapes import instant
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Settled
from core.server.api.telegram_schemas import BindingIn, TelegramCode, TelegramLink
from core.server.errors import Conflict, Forbidden
from core.server.notifications.refused import RefusedNotification
from core.server.notifications.telegram.codes import CODE_SECONDS

router = APIRouter(tags=["telegram"])
ChannelName = Annotated[str, Path(min_length=1, max_length=63)]
UserId = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/me/telegram")
async def list_telegram_links(parts: PartsDep, person: Settled) -> list[TelegramLink]:
    """List the Telegram users that speak for the account."""
    if person.kind == "local":
        return []
    found = await parts.telegram.links.of(person.id)
    return [TelegramLink(user_id=each.user_id, name=each.name, linked_at=each.linked_at) for each in found]


@router.post("/me/telegram", status_code=201)
async def make_telegram_link_code(request: Request, parts: PartsDep, person: Settled) -> TelegramCode:
    """Make the code with which a Telegram user comes to speak for the account. It works once, for ten minutes.

    403 for a program's token: only people have somebody speak for them.
    """
    _check_is_account(person.kind)
    now = parts.clock.now()
    code = await parts.telegram.codes.make("account", person.id)
    parts.audit.note(caller_of(request, person), "make_telegram_link_code", person.login)
    return TelegramCode(code=code, expires_at=instant(now + CODE_SECONDS))


@router.delete("/me/telegram/{user_id}", status_code=204)
async def end_telegram_link(user_id: UserId, request: Request, parts: PartsDep, person: Settled) -> None:
    """Have a Telegram user speak for the account no more."""
    _check_is_account(person.kind)
    name = await parts.telegram.links.unlink(user_id, person.id)
    before = {"user_id": user_id, "name": name}
    parts.audit.note(caller_of(request, person), "end_telegram_link", person.login, before=before)


@router.post("/notifications/channels/{name}/code", status_code=201)
async def make_telegram_chat_code(
    name: ChannelName, body: BindingIn, request: Request, parts: PartsDep, person: Operator
) -> TelegramCode:
    """Make the code with which a chat is bound to a channel of Telegram. It works once, for ten minutes."""
    if parts.notifications.book.channel(name).spec.kind != "telegram":
        raise Conflict(RefusedNotification.telegram_only())
    _check_is_account(person.kind)
    now = parts.clock.now()
    code = await parts.telegram.codes.make("chat", person.id, channel=name, language=body.language)
    parts.audit.note(caller_of(request, person), "make_telegram_chat_code", name, after=body.model_dump())
    return TelegramCode(code=code, expires_at=instant(now + CODE_SECONDS))


@router.post("/telegram/{name}", status_code=204)
async def take_telegram_update(
    name: ChannelName,
    update: Annotated[dict[str, Any], Body()],
    parts: PartsDep,
    secret: Annotated[str, Header(alias="X-Telegram-Bot-Api-Secret-Token", max_length=256)] = "",
) -> None:
    """Take an update that Telegram brings. 404 without the secret that it was given for this channel."""
    parts.telegram.inbox.bring(name, secret, update)


def _check_is_account(kind: str) -> None:
    if kind != "person":
        raise Forbidden(RefusedNotification.telegram_account_only())
