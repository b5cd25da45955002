"""Channels and chats: by which ways people are reached, and where."""

from collections import Counter
from typing import Annotated

import msgspec
from fastapi import APIRouter, Body, Path, Request

from core.server.api import notification_schemas as schemas
from core.server.api.caller import caller_of
from core.server.api.decision_shapes import instant
from core.server.api.notification_shapes import channel_shown, chat_shown
from core.server.api.parts import Parts, PartsDep
from core.server.api.permissions import Manager, Operator, Reader
from core.server.errors import Invalid
from core.server.notifications.book import Said
from core.server.notifications.channels.channel import Chat
from core.server.notifications.channels.making import address_fault
from core.server.notifications.channels.specs import ChannelSpec, secrets_of, without_secrets
from core.server.notifications.refused import RefusedNotification

router = APIRouter(prefix="/notifications", tags=["notifications"])
Name = Annotated[str, Path(max_length=63, pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
ChatId = Annotated[str, Path(max_length=32, pattern=r"^[a-z0-9]+$")]


@router.get("/channels")
async def list_notification_channels(parts: PartsDep, _person: Operator) -> schemas.ChannelList:
    """Show all channels, without their secrets."""
    channels = parts.notifications.book.channels
    return schemas.ChannelList(channels=[channel_shown(parts, channels[name]) for name in sorted(channels)])


@router.put("/channels/{name}")
async def put_notification_channel(
    name: Name, body: Annotated[ChannelSpec, Body()], request: Request, parts: PartsDep, person: Manager
) -> schemas.ChannelOut:
    """Make or change a channel. A secret that is left empty stays as it was; what is set never comes out again."""
    book = parts.notifications.book
    before = book.channels.get(name)
    channel = await book.put_channel(name, body, Said(parts.clock.now(), person.login))
    told = without_secrets(channel.spec) | {
        "secrets_changed": [each for each, text in secrets_of(body).items() if text]
    }
    was = None if before is None else without_secrets(before.spec)
    parts.audit.note(caller_of(request, person), "put_notification_channel", name, before=was, after=told)
    parts.notifications.channels.of(name)  # made now, so that it is told what is wrong
    return channel_shown(parts, channel)


@router.delete("/channels/{name}", status_code=204)
async def delete_notification_channel(name: Name, request: Request, parts: PartsDep, person: Manager) -> None:
    """Take a channel away, with its chats."""
    before = without_secrets(parts.notifications.book.channel(name).spec)
    chats = await parts.notifications.book.delete_channel(name)
    for chat in chats:
        parts.notifications.delivery.forget(chat)
    before |= {"chats": chats}
    parts.audit.note(caller_of(request, person), "delete_notification_channel", name, before=before)


@router.get("/chats")
async def list_notification_chats(parts: PartsDep, person: Reader) -> schemas.ChatList:
    """Show all chats, and which of them cannot be reached."""
    chats = parts.notifications.book.chats.values()
    waiting = Counter(each.chat for each in parts.notifications.routing.threads.values() if each.is_waiting)
    shown = [chat_shown(parts, each, person, waiting[each.id]) for each in chats]
    return schemas.ChatList(as_of=instant(parts.clock.now()), chats=shown)


@router.post("/chats", status_code=201)
async def create_notification_chat(
    body: schemas.ChatIn, request: Request, parts: PartsDep, person: Operator
) -> schemas.ChatOut:
    """Make a chat. The first one of all gets a rule: what is of severity high or critical."""
    _check_address(parts, body)
    made = await parts.notifications.book.put_chat(_chat(body), Said(parts.clock.now(), person.login))
    parts.audit.note(caller_of(request, person), "create_notification_chat", made.id, after=body.model_dump())
    return chat_shown(parts, made, person, _waiting(parts, made))


@router.put("/chats/{chat_id}")
async def put_notification_chat(
    chat_id: ChatId, body: schemas.ChatIn, request: Request, parts: PartsDep, person: Operator
) -> schemas.ChatOut:
    """Change a chat; its channel stays as it is."""
    before = parts.notifications.book.chat(chat_id)
    if body.channel != before.channel:
        raise Invalid(RefusedNotification.chat_of_channel())
    _check_address(parts, body)
    made = await parts.notifications.book.put_chat(_chat(body, chat_id), Said(parts.clock.now(), person.login))
    was = msgspec.to_builtins(before)
    caller = caller_of(request, person)
    parts.audit.note(caller, "put_notification_chat", chat_id, before=was, after=body.model_dump())
    return chat_shown(parts, made, person, _waiting(parts, made))


@router.delete("/chats/{chat_id}", status_code=204)
async def delete_notification_chat(chat_id: ChatId, request: Request, parts: PartsDep, person: Operator) -> None:
    """Take a chat away: nothing is sent there any more. Rules that name it stay."""
    before = msgspec.to_builtins(parts.notifications.book.chat(chat_id))
    await parts.notifications.book.delete_chat(chat_id)
    parts.notifications.delivery.forget(chat_id)
    parts.audit.note(caller_of(request, person), "delete_notification_chat", chat_id, before=before)


@router.post("/chats/{chat_id}/test")
async def test_notification_chat(
    chat_id: ChatId, request: Request, parts: PartsDep, person: Operator
) -> schemas.TestSent:
    """Send a test to a chat, whatever the rules say."""
    parts.notifications.book.chat(chat_id)
    thread = parts.notifications.test(chat_id, person.login)
    parts.audit.note(caller_of(request, person), "test_notification_chat", chat_id)
    return schemas.TestSent(thread_id=thread.id)


def _waiting(parts: Parts, chat: Chat) -> int:
    return sum(each.chat == chat.id and each.is_waiting for each in parts.notifications.routing.threads.values())


def _check_address(parts: Parts, body: schemas.ChatIn) -> None:
    kind = parts.notifications.book.channel(body.channel).spec.kind
    fault = address_fault(kind, body.address)
    if fault:
        raise Invalid(RefusedNotification.chat_address(why=fault), errors=[("address", fault)])
    if body.topic and kind != "telegram":
        raise Invalid(RefusedNotification.chat_topic(), errors=[("topic", "not here")])


def _chat(body: schemas.ChatIn, chat_id: str = "") -> Chat:
    return Chat(
        id=chat_id,
        channel=body.channel,
        address=body.address,
        topic=body.topic,
        language=body.language,
        timezone=body.timezone,
        title=body.title,
    )
