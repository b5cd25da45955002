"""Notifications, as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from core.server.api.input import Input
from core.server.api.schemas import Page
from core.server.notifications.event import Kind, Severity, State
from core.server.notifications.hours import TimeZone
from core.server.notifications.rendering import Template
from core.server.notifications.rule import NotificationRule
from core.server.notifications.silence import Silence
from core.server.notifications.thread import Form, Status
from core.server.notifications.words import Language

Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class ChannelOut(BaseModel):
    """A channel. `spec` is without its secrets, of which `secrets` names those set. `trouble`: why it is of no use."""

    name: str
    kind: Literal["telegram", "webhook", "email"]
    spec: dict[str, Any]
    secrets: list[str]
    trouble: str
    changed_at: datetime
    changed_by: str


class ChannelList(BaseModel):
    """All channels by name."""

    channels: list[ChannelOut]


class ChatIn(Input):
    """A place where people read: of a webhook its URL, of e-mail an address, of Telegram a chat's id (and topic)."""

    channel: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
    address: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00-\x1f\x7f]*$")]
    topic: Annotated[str, Field(max_length=20, pattern=r"^\d*$")] = ""
    language: Language = "en"
    timezone: TimeZone = "UTC"
    title: Line = ""


class ChatOut(BaseModel):
    """A chat, how many messages wait for it, and since when it cannot be reached and why."""

    id: str
    channel: str
    address: str
    topic: str
    language: Language
    timezone: str
    title: str
    made_at: datetime
    made_by: str
    waiting: int
    failing_since: datetime | None
    error: str


class ChatList(BaseModel):
    """All chats, the oldest first."""

    as_of: datetime
    chats: list[ChatOut]


class NotificationRuleOut(BaseModel):
    """A rule under its name."""

    name: str
    rule: NotificationRule
    changed_at: datetime
    changed_by: str


class NotificationRuleList(BaseModel):
    """All rules by name."""

    rules: list[NotificationRuleOut]


class NotificationSilenceOut(BaseModel):
    """A silence. `holds`: whether it does now."""

    id: str
    silence: Silence
    holds: bool
    made_at: datetime
    made_by: str


class NotificationSilenceList(BaseModel):
    """All silences that are not over, the oldest first."""

    as_of: datetime
    silences: list[NotificationSilenceOut]


class MessageTemplateOut(BaseModel):
    """A template; `default` is Dozor's own. Null `changed_at`: nobody changed it."""

    name: Template
    language: Language
    source: str
    default: str
    changed_at: datetime | None
    changed_by: str


class MessageTemplateList(BaseModel):
    """All templates, in both languages."""

    templates: list[MessageTemplateOut]


class MessageTemplateIn(Input):
    """A template's text: Jinja2, with the tags that Telegram knows."""

    source: Annotated[str, Field(min_length=1, max_length=20_000)]


class MessagePreviewIn(Input):
    """A template to be seen: null `source` is the one that is used now.

    It is shown on the event of an id, else on the newest of its kind, else on a sample.
    """

    name: Template
    language: Language = "en"
    source: Annotated[str, Field(max_length=20_000)] | None = None
    event_id: Annotated[str, Field(max_length=400)] = ""
    timezone: TimeZone = "UTC"


class MessageTrialIn(MessagePreviewIn):
    """A template to be seen in a chat."""

    chat_id: Annotated[str, Field(max_length=32, pattern=r"^[a-z0-9]+$")]


class MessagePreview(BaseModel):
    """What a message would be. `fault`: why the template was not taken, with Dozor's own in its place.

    `event_id` is empty where a sample is shown. `length` is by Telegram's count.
    """

    html: str
    text: str
    title: str
    length: int
    fault: str
    event_id: str


class Titles(BaseModel):
    """An event in one line, in each language."""

    en: str
    ru: str


class EventOut(BaseModel):
    """Something that happened. `facts` depend on its kind; texts in them are any texts."""

    id: str
    kind: Kind
    severity: Severity
    at: datetime
    thread: str
    state: State
    once: bool
    service: str
    node: str
    labels: dict[str, str]
    facts: dict[str, Any]
    titles: Titles


class EventPage(BaseModel):
    """Events, the newest first. `next_before` goes on; null at the end."""

    as_of: datetime
    items: list[EventOut]
    next_before: int | None


class ThreadOut(BaseModel):
    """One message of a chat, and how far it is delivered: `delivered_version` of `version`.

    `status`: `waiting`, `delivered`, `digested` (a digest told of it), `refused` (the channel will not take it, see
    `error`) or `dropped` (nobody wanted to hear of it any more). `chat_id` may be of a chat that there is no more.
    """

    id: str
    chat_id: str
    key: str
    form: Form
    rules: list[str]
    severity: Severity
    state: State
    status: Status
    opened_at: datetime
    changed_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    version: int
    delivered_version: int
    attempts: int
    error: str
    repeats: int
    escalated: bool
    acknowledged_by: str
    acknowledged_at: datetime | None
    titles: Titles
    count: int


ThreadPage = Page[ThreadOut]


class ThreadDetail(ThreadOut):
    """A message with the events that it tells of."""

    events: list[EventOut]


class TestSent(BaseModel):
    """A test that is on its way; look at its thread for what came of it."""

    thread_id: str
