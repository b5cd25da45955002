"""What delivery asks of a way to reach people, and what may come of it."""

# ruff: noqa: N818
# A name says what came of it; "Error" behind each would add nothing.

from dataclasses import dataclass
from typing import Protocol

import msgspec

from core.server.notifications.event import Event


class Chat(msgspec.Struct, frozen=True, kw_only=True):
    """One place where people read: a Telegram chat (and topic), a mailbox, a webhook.

    `address` is what the channel knows it by: the chat's id, an e-mail address, a URL. `language` is `ru` or `en`;
    `timezone` is that of the times it is told.
    """

    id: str
    channel: str
    address: str
    topic: str = ""
    language: str = "en"
    title: str = ""
    timezone: str = "UTC"


class Button(msgspec.Struct, frozen=True):
    """Something to press under a message: `action` is a word of the bot's, such as `ban`, `args` what it is about."""

    label: str
    action: str
    args: dict[str, str] = {}


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What a chat is to show.

    `text` is in the subset of HTML that Telegram takes (`telegram_html`), `title` one plain line. `picture` is a PNG,
    b"" for none. `idempotency_key` is the same when the same content is sent again. `thread` is the same for all that
    goes on from one beginning; `reply_to` is the external id of the message that this one answers, "" for none.
    `event` is what it tells of, for channels whose readers are programs; None for a digest.
    """

    text: str
    title: str
    idempotency_key: str
    thread: str
    picture: bytes = b""
    buttons: tuple[tuple[Button, ...], ...] = ()
    reply_to: str = ""
    event: Event | None = None


class Sent(msgspec.Struct, frozen=True):
    """What was handed over. `external_id` is what the channel calls the message, to be edited by."""

    external_id: str
    has_picture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a channel bears.

    `chat_per_minute` and `chat_per_second` are messages to one chat, edits among them; `all_per_second` to all chats.
    Between two edits of one message there are at least `edit_seconds`, but of those that close it. `text_max` is how
    many characters of a text may be shown. `pictures` and `buttons` say whether it is worth while to make some; a
    channel without buttons has a link in the text instead.
    """

    chat_per_minute: int
    chat_per_second: float
    all_per_second: float
    edit_seconds: float
    text_max: int = 4096
    pictures: bool = False
    buttons: bool = False


class Channel(Protocol):
    """A way to reach people. `send` and `edit` may be called for several chats at once, for one chat one by one."""

    kind: str
    limits: Limits

    async def send(self, chat: Chat, message: Message) -> Sent:
        """Hand over a new message.

        Raises:
            Undelivered: one of its kinds.
        """

    async def edit(self, chat: Chat, external_id: str, message: Message) -> Sent:
        """Have an earlier message show something else; where that cannot be, send what follows it.

        Raises:
            Undelivered: one of its kinds.
        """

    async def close(self) -> None:
        """Let go of what it holds."""


class Undelivered(Exception):
    """It was not handed over."""


class Throttled(Undelivered):
    """Too much for the channel: again after so many seconds."""

    def __init__(self, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__(f"The channel wants us to wait for {retry_after:g} s.")


class Away(Undelivered):
    """The channel cannot be reached, or fails by itself: try again. It may have taken the message all the same."""


class Refused(Undelivered):
    """The channel will never take it; the text says why, for people to read."""


class Moved(Undelivered):
    """The chat has another address from now on."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__("The chat has another address from now on.")


class Gone(Undelivered):
    """The message to be edited is no more: send it anew."""


class Unchanged(Undelivered):
    """The message shows that already."""
