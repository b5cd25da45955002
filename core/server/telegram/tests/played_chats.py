"""What a Bot API server remembers: chats, their messages, and updates that a bot has not fetched yet."""

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - it is an answer
    """The answer `ok: false`."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass
class Shown:
    """A message as the chat shows it. `html` is the text or the caption as the bot wrote it, `text` as it is read."""

    chat: int
    id: int
    html: str
    text: str
    buttons: list[list[Json]] = field(default_factory=list)
    picture: bytes = b""
    topic: int | None = None
    reply_to: int | None = None
    edits: int = 0

    def button(self, label: str) -> Json:
        """Return the first button whose label has these words."""
        for each in itertools.chain.from_iterable(self.buttons):
            if label in each["text"]:
                return each
        raise AssertionError(f"no button {label!r} among {[b['text'] for row in self.buttons for b in row]}")

    @property
    def labels(self) -> list[str]:
        return [each["text"] for row in self.buttons for each in row]


@dataclass
class PlayedChat:
    """A chat. `lost` says why the bot may not write there any more, `moved_to` which chat it has become."""

    id: int
    type: str = "private"
    title: str = ""
    topics: set[int] = field(default_factory=set)
    lost: str = ""
    moved_to: int | None = None
    messages: dict[int, Shown] = field(default_factory=dict)

    def as_json(self) -> Json:
        """Return it as the Bot API tells of it."""
        return {"id": self.id, "type": self.type, **({"title": self.title} if self.title else {})}


@dataclass
class Answer:
    """What a bot showed to who pressed a button."""

    text: str
    alert: bool


class Chats:
    """All of it. What changes wakes those who wait for updates."""

    def __init__(self) -> None:
        self.chats: dict[int, PlayedChat] = {}
        self.updates: list[Json] = []
        self.answers: dict[str, Answer] = {}
        self.changed = asyncio.Event()
        self._numbers = itertools.count(1)
        self._asked: set[str] = set()
        self._last: Json = {}

    def add(self, chat_id: int, kind: str = "private", *, title: str = "", topics: tuple[int, ...] = ()) -> PlayedChat:
        """Make a chat that the bot is in."""
        self.chats[chat_id] = PlayedChat(chat_id, kind, title, set(topics))
        return self.chats[chat_id]

    def number(self) -> int:
        """Return a number that nothing had before."""
        return next(self._numbers)

    def writable(self, chat_id: int, topic: int | None) -> PlayedChat:
        """Return a chat to write to; raises Refusal as Telegram does."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.moved_to is not None:
            reason = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, reason, migrate_to_chat_id=chat.moved_to)
        if chat.lost:
            raise Refusal(403, f"Forbidden: {chat.lost}")
        if topic is not None and topic not in chat.topics:
            raise Refusal(400, "Bad Request: message thread not found")
        return chat

    def says(self, chat_id: int, user: Json, text: str, topic: int | None = None) -> None:
        """A user writes; in groups bots hear of commands only, as privacy is on."""
        chat = self.chats.setdefault(chat_id, PlayedChat(chat_id))
        if chat.type != "private" and not text.startswith("/"):
            return
        of_topic = {"message_thread_id": topic, "is_topic_message": True} if topic is not None else {}
        words = text.split(" ", 1)[0]
        entities = [{"type": "bot_command", "offset": 0, "length": len(words)}] if text.startswith("/") else []
        message = {"message_id": self.number(), "date": 1, "chat": chat.as_json(), "from": user, "text": text}
        self._update({"message": {**message, "entities": entities, **of_topic}})

    def presses(self, message: Shown, user: Json, button: Json) -> str:
        """A user presses a button; returns the id under which the bot's answer will be.

        It may be gone from the message by then: on the user's screen it was there still.
        """
        query = f"q{self.number()}"
        self._asked.add(query)
        chat = self.chats[message.chat].as_json()
        carrier = {"message_id": message.id, "date": 1, "chat": chat, "text": message.text}
        asked = {"id": query, "from": user, "chat_instance": "1", "message": carrier, "data": button["callback_data"]}
        self._update({"callback_query": asked})
        return query

    def show(self, chat_id: int, text: str, buttons: list[list[Json]]) -> Shown:
        """Put a message into a chat as if the bot had written it."""
        message = Shown(chat_id, self.number(), text, text, buttons)
        self.chats[chat_id].messages[message.id] = message
        return message

    def repeats_last(self) -> None:
        """Bring the newest update again, as Telegram does where it was not confirmed."""
        self._update({name: value for name, value in self._last.items() if name != "update_id"})

    def answer(self, query: str, answer: Answer) -> None:
        """The bot answers to a press, once."""
        if query not in self._asked:
            reason = "Bad Request: query is too old and response timeout expired or query ID is invalid"
            raise Refusal(400, reason)
        self._asked.remove(query)
        self.answers[query] = answer

    def _update(self, update: Json) -> None:
        self._last = update
        self.updates.append({"update_id": self.number(), **update})
        self.changed.set()
