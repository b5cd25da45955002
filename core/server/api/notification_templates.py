"""Templates of messages: read, changed, seen on what really happened."""

import asyncio
from typing import TYPE_CHECKING

import msgspec
from fastapi import APIRouter, Request

from core.server.api import notification_schemas as schemas
from core.server.api.caller import ChangesNothing, caller_of
from core.server.api.notification_shapes import template_shown
from core.server.api.parts import Parts, PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.errors import Invalid, NotFound
from core.server.notifications import store
from core.server.notifications.book import Said
from core.server.notifications.channels.channel import Chat
from core.server.notifications.checking import MOST_TEXT, check_template, sample_thread
from core.server.notifications.links import link_of
from core.server.notifications.refused import RefusedNotification
from core.server.notifications.rendering import TEMPLATES, Rendered, Template, with_template
from core.server.notifications.telegram_html import length, plain
from core.server.notifications.thread import Form, started
from core.server.notifications.words import LANGUAGES, Language

if TYPE_CHECKING:
    from core.server.notifications.event import Event
    from core.server.notifications.thread import Thread

router = APIRouter(prefix="/notifications/templates", tags=["notifications"])


@router.get("")
async def list_notification_templates(parts: PartsDep, _person: Reader) -> schemas.MessageTemplateList:
    """Show all templates, in both languages."""
    return schemas.MessageTemplateList(
        templates=[template_shown(parts, name, language) for name in TEMPLATES for language in LANGUAGES]
    )


@router.post("/preview", dependencies=[ChangesNothing])
async def preview_notification(
    body: schemas.MessagePreviewIn, parts: PartsDep, _person: Operator
) -> schemas.MessagePreview:
    """Show what a template makes of something that happened. Nothing is sent or saved."""
    event = await _event(parts, body)
    made = await _made(parts, body, event)
    return schemas.MessagePreview(
        html=made.text,
        text=plain(made.text),
        title=made.title,
        length=length(made.text),
        fault=made.fault,
        event_id=event.id if event else "",
    )


@router.post("/test")
async def test_notification_template(
    body: schemas.MessageTrialIn, request: Request, parts: PartsDep, person: Operator
) -> schemas.TestSent:
    """Send to a chat what a template makes of something that happened. It need not be saved, and is not by this.

    422 where the template cannot be shown.
    """
    parts.notifications.book.chat(body.chat_id)
    made = await _made(parts, body, await _event(parts, body))
    if made.fault:
        raise Invalid(RefusedNotification.template_wrong(why=made.fault), errors=[("source", made.fault)])
    thread = parts.notifications.test(body.chat_id, person.login, made.text)
    told = {"template": f"{body.name}/{body.language}"}
    parts.audit.note(caller_of(request, person), "test_notification_template", body.chat_id, after=told)
    return schemas.TestSent(thread_id=thread.id)


@router.put("/{name}/{language}")
async def put_notification_template(  # noqa: PLR0917 - a route's arguments are what it is called with
    name: Template,
    language: Language,
    body: schemas.MessageTemplateIn,
    request: Request,
    parts: PartsDep,
    person: Operator,
) -> schemas.MessageTemplateOut:
    """Have a template take the place of Dozor's own, once it shows every sample as Telegram takes it."""
    await asyncio.to_thread(check_template, name, language, body.source)
    book = parts.notifications.book
    before = book.templates.get((name, language))
    await book.put_template(name, language, body.source, Said(parts.clock.now(), person.login))
    caller = caller_of(request, person)
    parts.audit.note(caller, "put_notification_template", f"{name}/{language}", before=before, after=body.source)
    return template_shown(parts, name, language)


@router.delete("/{name}/{language}", status_code=204)
async def delete_notification_template(
    name: Template, language: Language, request: Request, parts: PartsDep, person: Operator
) -> None:
    """Take Dozor's own template again."""
    before = await parts.notifications.book.delete_template(name, language)
    caller = caller_of(request, person)
    parts.audit.note(caller, "delete_notification_template", f"{name}/{language}", before=before)


async def _event(parts: Parts, body: schemas.MessagePreviewIn) -> "Event | None":
    async with parts.database.connection() as connection:
        if body.event_id:
            text = await connection.fetchval(store.SQL["event"], body.event_id)
            if text is None:
                raise NotFound(RefusedNotification.no_event())
        else:
            text = await connection.fetchval(store.SQL["newest_of"], body.name)
    try:
        return store.event_of(text) if text is not None else None
    except msgspec.DecodeError:
        return None  # of another release: a sample is shown


async def _made(parts: Parts, body: schemas.MessagePreviewIn, event: "Event | None") -> Rendered:
    source = body.source
    if source is None:
        source = parts.notifications.book.templates.get((body.name, body.language))
    chat = Chat(id="", channel="", address="", language=body.language, timezone=body.timezone)
    url = link_of(event, parts.notifications.public_url) if event else ""
    return await asyncio.to_thread(with_template, _thread(body.name, event), chat, source, url=url, most=MOST_TEXT)


def _thread(name: Template, event: "Event | None") -> "Thread":
    if event is None or name == "digest":
        return sample_thread(name)
    form: Form = "group" if name == "group" else "single"
    return started("", (event.thread, form), "", event, event.at)
