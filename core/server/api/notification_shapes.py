"""Notifications, in the models that show them."""

from typing import TYPE_CHECKING

from core.server.api import notification_schemas as schemas
from core.server.api.decision_shapes import instant
from core.server.api.reach import sees_node, sees_service
from core.server.errors import NotFound
from core.server.notifications.channels.reaching import shown_address
from core.server.notifications.channels.specs import secrets_of, without_secrets
from core.server.notifications.rendering import default_source, language_of, title_of
from core.server.notifications.telegram_html import plain

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.notifications.book import Channel
    from core.server.notifications.channels.channel import Chat
    from core.server.notifications.event import Event
    from core.server.notifications.rendering import Template
    from core.server.notifications.thread import Thread
    from core.server.notifications.words import Language


def channel_shown(parts: "Parts", channel: "Channel") -> schemas.ChannelOut:
    """Return a channel without its secrets."""
    return schemas.ChannelOut(
        name=channel.name,
        kind=channel.spec.kind,
        spec=without_secrets(channel.spec),
        secrets=[name for name, value in secrets_of(channel.spec).items() if value],
        trouble=channel.trouble or parts.notifications.channels.troubles.get(channel.name, ""),
        changed_at=instant(channel.said.at),
        changed_by=channel.said.by,
    )


def chat_shown(parts: "Parts", chat: "Chat", person: "Person", waiting: int) -> schemas.ChatOut:
    """Return a chat for which so many messages wait, and how it is.

    To who may not change it without the path of its URL, which may be a secret.
    """
    notifications = parts.notifications
    said, place = notifications.book.said["chat", chat.id], notifications.delivery.places.get(chat.id)
    return schemas.ChatOut(
        id=chat.id,
        channel=chat.channel,
        address=chat.address if "operate" in person.permissions else shown_address(chat.address),
        topic=chat.topic,
        language=language_of(chat),
        timezone=chat.timezone,
        title=chat.title,
        made_at=instant(said.at),
        made_by=said.by,
        waiting=waiting,
        failing_since=instant(place.failing_since) if place and place.failing_since else None,
        error=place.error if place else "",
    )


def rule_shown(parts: "Parts", name: str) -> schemas.NotificationRuleOut:
    """Return a rule."""
    book = parts.notifications.book
    said = book.said["rule", name]
    return schemas.NotificationRuleOut(
        name=name, rule=book.rules[name], changed_at=instant(said.at), changed_by=said.by
    )


def silence_shown(parts: "Parts", silence_id: str, now: float) -> schemas.NotificationSilenceOut:
    """Return a silence."""
    book = parts.notifications.book
    said, silence = book.said["silence", silence_id], book.silences[silence_id]
    return schemas.NotificationSilenceOut(
        id=silence_id, silence=silence, holds=silence.holds(now), made_at=instant(said.at), made_by=said.by
    )


def template_shown(parts: "Parts", name: "Template", language: "Language") -> schemas.MessageTemplateOut:
    """Return a template as it is used, and Dozor's own."""
    book, own = parts.notifications.book, default_source(name, language)
    changed = book.templates.get((name, language))
    said = book.said.get(("template", name, language)) if changed is not None else None
    return schemas.MessageTemplateOut(
        name=name,
        language=language,
        source=own if changed is None else changed,
        default=own,
        changed_at=instant(said.at) if said else None,
        changed_by=said.by if said else "",
    )


def event_shown(event: "Event") -> schemas.EventOut:
    """Return an event."""
    return schemas.EventOut(
        id=event.id,
        kind=event.kind,
        severity=event.severity,
        at=instant(event.at),
        thread=event.thread,
        state=event.state,
        once=event.once,
        service=event.service,
        node=event.node,
        labels=event.labels,
        facts=event.facts,
        titles=schemas.Titles(en=title_of(event, "en"), ru=title_of(event, "ru")),
    )


def thread_shown(thread: "Thread") -> schemas.ThreadOut:
    """Return a message of a chat for a list."""
    return schemas.ThreadOut(
        id=thread.id,
        chat_id=thread.chat,
        key=thread.key.replace("\x1f", " "),
        form=thread.form,
        rules=list(thread.rules),
        severity=thread.severity,
        state=thread.state,
        status=thread.status,
        opened_at=instant(thread.opened_at),
        changed_at=instant(thread.changed_at),
        sent_at=instant(thread.sent_at) if thread.sent_at else None,
        delivered_at=instant(thread.delivered_at) if thread.delivered_at else None,
        version=thread.version,
        delivered_version=thread.delivered_version,
        attempts=thread.attempts,
        error=thread.error,
        repeats=thread.repeats,
        escalated=thread.escalated,
        acknowledged_by=thread.acknowledged_by,
        acknowledged_at=instant(thread.acknowledged_at) if thread.acknowledged_at else None,
        titles=_titles(thread),
        count=len(thread.members) + thread.left_out,
    )


def detail_shown(thread: "Thread") -> schemas.ThreadDetail:
    """Return a message with what it tells of."""
    events = [event_shown(each) for each in thread.members.values()]
    return schemas.ThreadDetail(**thread_shown(thread).model_dump(), events=events)


def sees_event(parts: "Parts", person: "Person", event: "Event") -> bool:
    """Say whether somebody may know of an event: it concerns a service or a node of theirs, or they see everything."""
    if not person.scope.limited:
        return True
    if event.service:
        return sees_service(person, event.service)
    node_id = event.labels.get("node_id", "")
    try:
        return bool(node_id) and sees_node(person, parts.fleet.get(node_id))
    except NotFound:
        return False


def sees_thread(parts: "Parts", person: "Person", thread: "Thread") -> bool:
    """Say whether somebody may see a message: all that it tells of is theirs to know."""
    if not person.scope.limited:
        return True
    return bool(thread.members) and all(sees_event(parts, person, each) for each in thread.members.values())


def _titles(thread: "Thread") -> schemas.Titles:
    if thread.digest is None:
        event = thread.newest
        return schemas.Titles(en=title_of(event, "en"), ru=title_of(event, "ru"))
    total = sum(number for _, number, _ in thread.digest.counts)
    return schemas.Titles(en=plain(f"Summary: {total}"), ru=plain(f"Сводка: {total}"))
