"""What the methods of the Bot API do, and what they refuse in Telegram's words."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from core.server.telegram.tests.markup import length, shown
from core.server.telegram.tests.played_chats import Answer, Chats, Json, PlayedChat, Refusal, Shown

_TEXT_MAX, _CAPTION_MAX, _DATA_BYTES_MAX, _ANSWER_MAX = 4096, 1024, 64, 200
_SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


@dataclass
class BotMethods:
    """All but `getUpdates`, over chats. `commands` are those set, by scope and language."""

    chats: Chats = field(default_factory=Chats)
    webhook: Json = field(default_factory=lambda: {"url": "", "secret_token": ""})
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)

    @property
    def by_name(self) -> dict[str, Callable[[Json], Any]]:
        """What of the Bot API is there."""
        return {
            "getMe": lambda _: {"id": 4242, "is_bot": True, "first_name": "Dozor", "username": "dozor_bot"},
            "getWebhookInfo": lambda _: {
                "url": self.webhook["url"], "has_custom_certificate": False, "pending_update_count": 0
            },
            "setWebhook": self._set_webhook,
            "deleteWebhook": lambda _: self._set_webhook({"url": ""}),
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageMedia": self._edit_media,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete,
            "answerCallbackQuery": self._answer,
            "setMyCommands": self._set_commands,
        }  # fmt: skip

    def call(self, method: str, asked: Json) -> Any:
        """Do what a method does and return its result; raises Refusal or BadMarkup."""
        act = self.by_name.get(method)
        if act is None:
            raise Refusal(404, "Not Found: method not found")
        return act(asked)

    def _set_webhook(self, asked: Json) -> bool:
        self.webhook = {"url": asked.get("url", ""), "secret_token": asked.get("secret_token", "")}
        return True

    def _send_message(self, asked: Json) -> Json:
        text = _checked(asked.get("text", ""), asked, _TEXT_MAX, "message")
        if not text.strip():
            raise Refusal(400, "Bad Request: message text is empty")
        return self._show(asked, asked["text"], text)

    def _send_photo(self, asked: Json) -> Json:
        caption = asked.get("caption", "")
        return self._show(asked, caption, _checked(caption, asked, _CAPTION_MAX, "message caption"), _photo(asked))

    def _show(self, asked: Json, html: str, text: str, picture: bytes = b"") -> Json:
        topic = int(asked["message_thread_id"]) if "message_thread_id" in asked else None
        chat = self.chats.writable(int(asked["chat_id"]), topic)
        message = Shown(
            chat.id, self.chats.number(), html, text, _buttons(asked), picture, topic, _reply_to(chat, asked)
        )
        chat.messages[message.id] = message
        return _as_json(chat, message)

    def _edit_text(self, asked: Json) -> Json:
        chat, message = self._to_edit(asked)
        if message.picture:
            raise Refusal(400, "Bad Request: there is no text in the message to edit")
        text = _checked(asked["text"], asked, _TEXT_MAX, "message")
        return self._change(chat, message, asked, html=asked["text"], text=text)

    def _edit_caption(self, asked: Json) -> Json:
        chat, message = self._to_edit(asked)
        if not message.picture:
            raise Refusal(400, "Bad Request: there is no caption in the message to edit")
        text = _checked(asked.get("caption", ""), asked, _CAPTION_MAX, "message caption")
        return self._change(chat, message, asked, html=asked.get("caption", ""), text=text)

    def _edit_media(self, asked: Json) -> Json:
        chat, message = self._to_edit(asked)
        media = json.loads(asked["media"])
        caption = media.get("caption", "")
        text = _checked(caption, media, _CAPTION_MAX, "message caption")
        picture = _photo({**asked, "photo": media["media"]})
        return self._change(chat, message, asked, html=caption, text=text, picture=picture)

    def _edit_markup(self, asked: Json) -> Json:
        chat, message = self._to_edit(asked)
        return self._change(chat, message, asked)

    def _to_edit(self, asked: Json) -> tuple[PlayedChat, Shown]:
        chat = self.chats.writable(int(asked["chat_id"]), None)
        message = chat.messages.get(int(asked["message_id"]))
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        return chat, message

    def _change(self, chat: PlayedChat, message: Shown, asked: Json, **parts: Any) -> Json:
        parts["buttons"] = _buttons(asked)
        if all(getattr(message, name) == value for name, value in parts.items()):
            raise Refusal(400, _SAME)
        for name, value in parts.items():
            setattr(message, name, value)
        message.edits += 1
        return _as_json(chat, message)

    def _delete(self, asked: Json) -> bool:
        chat, message = self._to_edit(asked)
        del chat.messages[message.id]
        return True

    def _answer(self, asked: Json) -> bool:
        text = asked.get("text", "")
        if len(text) > _ANSWER_MAX:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        self.chats.answer(asked["callback_query_id"], Answer(text, asked.get("show_alert") == "true"))
        return True

    def _set_commands(self, asked: Json) -> bool:
        commands = json.loads(asked["commands"])
        if len(commands) > 100 or any(not 1 <= len(each["description"]) <= 256 for each in commands):
            raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        scope = json.loads(asked.get("scope", '{"type": "default"}'))
        self.commands[f"{scope['type']}:{scope.get('chat_id', '')}", asked.get("language_code", "")] = commands
        return True


def _checked(html: str, asked: Json, most: int, what: str) -> str:
    """Return what is read of a text; raises Refusal or BadMarkup."""
    text = shown(html) if asked.get("parse_mode") == "HTML" else html
    if length(text) > most:
        raise Refusal(400, f"Bad Request: {what} is too long")
    return text


def _photo(asked: Json) -> bytes:
    picture = asked[asked["photo"].removeprefix("attach://")]
    try:
        Image.open(io.BytesIO(picture)).verify()
    except OSError as error:
        raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED") from error
    return bytes(picture)


def _buttons(asked: Json) -> list[list[Json]]:
    rows: list[list[Json]] = json.loads(asked.get("reply_markup") or "{}").get("inline_keyboard", [])
    for button in (each for row in rows for each in row):
        if not 1 <= len(button.get("callback_data", "-").encode()) <= _DATA_BYTES_MAX:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        if "url" in button and not button["url"].startswith(("http://", "https://", "tg://")):
            raise Refusal(400, "Bad Request: inline keyboard button URL is invalid")
    return rows


def _reply_to(chat: PlayedChat, asked: Json) -> int | None:
    reply = json.loads(asked.get("reply_parameters") or "null")
    if reply is None:
        return None
    if reply["message_id"] not in chat.messages:
        if reply.get("allow_sending_without_reply"):
            return None
        raise Refusal(400, "Bad Request: message to be replied not found")
    return int(reply["message_id"])


def _as_json(chat: PlayedChat, message: Shown) -> Json:
    told: Json = {"message_id": message.id, "date": 1, "chat": chat.as_json()}
    if not message.picture:
        return {**told, "text": message.text}
    size = {"file_id": f"f{message.id}", "file_unique_id": f"u{message.id}", "width": 1, "height": 1}
    return {**told, "caption": message.text, "photo": [size]}
