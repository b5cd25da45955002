"""Telegram as a channel: a message with a picture is a photo with a caption, edited as it goes on.

Imported by TelegramWhenNeeded alone, when it is: a core without a bot does not pay for aiogram.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)

from core.server.db.database import DatabaseAway
from core.server.notifications.channels.channel import Button, Chat, Message, Refused, Sent, Undelivered
from core.server.notifications.channels.channel import Unchanged as Same
from core.server.notifications.channels.telegram_answers import told_as_delivery
from core.server.notifications.channels.telegram_message import Placed, Written, digest_of
from core.server.notifications.channels.telegram_when_needed import LIMITS, Issue
from core.server.notifications.telegram_html import length, plain

_TEXT_MAX: Final = 4096
_CAPTION_MAX: Final = 1024
_TIMEOUT_SECONDS: Final = 20.0
_URL: Final = "url"


def new_bot(token: str, *, api_url: str, proxy: str, timeout_seconds: float = _TIMEOUT_SECONDS) -> Bot:
    """Return a client of the Bot API. `proxy` is a URL (http, socks4, socks5), "" for none."""
    server = TelegramAPIServer.from_base(api_url)
    return Bot(token, session=AiohttpSession(proxy=proxy or None, api=server, timeout=timeout_seconds))


class TelegramChannel:
    """Sends and edits. `issue` makes one-time ids for buttons, which the bot then takes presses of.

    What Telegram refuses of a message is left out of it and the rest sent: a picture, a topic that was deleted, markup
    that it cannot read. It has no idempotency key: a message whose answer was lost is sent again.
    """

    kind = "telegram"
    limits = LIMITS

    def __init__(self, bot: Bot, issue: Issue) -> None:
        self._bot = bot
        self._issue = issue

    async def send(self, chat: Chat, message: Message) -> Sent:
        """Hand over a new message. One with a picture whose text is too long for a caption is two: text, picture."""
        written = await self._written(chat, message)
        apart = bool(message.picture) and length(message.text) > _CAPTION_MAX
        first = replace(written, picture=b"") if apart else written
        number, sent = await self._send(first)
        if not sent.picture and not apart:
            return Sent(str(number))
        if not apart:
            return Placed(number, digest_of(sent.picture)).sent()
        title = replace(written, text=plain(message.title), html=False, keyboard=None, reply_to=number)
        with suppress(Undelivered):  # the text is what counts, and is there
            picture, _ = await self._send(title)
            return Placed(number, digest_of(message.picture), picture).sent()
        return Sent(str(number))

    async def edit(self, chat: Chat, external_id: str, message: Message) -> Sent:
        """Have a message show something else, its picture too where it has one."""
        placed = Placed.read(external_id)
        written = await self._written(chat, message)
        drawn = message.picture if placed.digest and digest_of(message.picture) != placed.digest else b""
        if not placed.digest:
            await self._edit(placed.message, written)
        elif not placed.apart:
            await self._edit(placed.message, written, caption=True, picture=drawn)
        else:
            await self._edit_both(placed, replace(written, title=plain(message.title)), drawn)
        return (replace(placed, digest=digest_of(drawn)) if drawn else placed).sent()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._bot.session.close()

    async def _edit_both(self, placed: Placed, written: Written, drawn: bytes) -> None:
        """Edit a text and its picture apart. Raises Unchanged where neither has changed."""
        try:
            await self._edit(placed.message, written)
        except Same:
            if not drawn:
                raise
        if drawn:
            with suppress(Undelivered):
                under = replace(written, text=written.title, html=False, keyboard=None)
                await self._edit(placed.apart, under, caption=True, picture=drawn)

    async def _send(self, written: Written) -> tuple[int, Written]:
        """Send, without what Telegram refuses. Returns the message's number, and what was sent."""
        while True:
            try:
                async with told_as_delivery():
                    return await self._post(written), written
            except Refused as refusal:
                less = written.without(str(refusal))
                if less is None:
                    raise
                written = less

    async def _post(self, written: Written) -> int:
        reply = ReplyParameters(message_id=written.reply_to, allow_sending_without_reply=True)
        where: dict[str, Any] = {
            "chat_id": written.chat,
            "message_thread_id": written.topic,
            "reply_parameters": reply if written.reply_to else None,
            "reply_markup": written.keyboard,
            "parse_mode": written.mode,
        }
        if written.picture:
            caption = written.fitting(_CAPTION_MAX)
            answer = await self._bot.send_photo(photo=_picture(written.picture), caption=caption, **where)
        else:
            quiet = LinkPreviewOptions(is_disabled=True)
            answer = await self._bot.send_message(text=written.fitting(_TEXT_MAX), link_preview_options=quiet, **where)
        return answer.message_id

    async def _edit(self, number: int, written: Written, *, caption: bool = False, picture: bytes = b"") -> None:
        try:
            async with told_as_delivery():
                await self._change(number, written, caption=caption, picture=picture)
        except Refused as refusal:
            less = written.without(str(refusal))
            if less is None:
                raise
            async with told_as_delivery():
                await self._change(number, less, caption=caption, picture=picture)

    async def _change(self, number: int, written: Written, *, caption: bool, picture: bytes) -> None:
        where: dict[str, Any] = {"chat_id": written.chat, "message_id": number, "reply_markup": written.keyboard}
        if picture:
            text = written.fitting(_CAPTION_MAX)
            media = InputMediaPhoto(media=_picture(picture), caption=text, parse_mode=written.mode)
            await self._bot.edit_message_media(media=media, **where)
        elif caption:
            text = written.fitting(_CAPTION_MAX)
            await self._bot.edit_message_caption(caption=text, parse_mode=written.mode, **where)
        else:
            text, quiet = written.fitting(_TEXT_MAX), LinkPreviewOptions(is_disabled=True)
            await self._bot.edit_message_text(text=text, parse_mode=written.mode, link_preview_options=quiet, **where)

    async def _written(self, chat: Chat, message: Message) -> Written:
        reply_to = Placed.read(message.reply_to).message if message.reply_to else 0
        return Written(
            chat=int(chat.address) if chat.address.removeprefix("-").isdecimal() else chat.address,
            topic=int(chat.topic) if chat.topic else None,
            text=message.text,
            picture=message.picture,
            reply_to=reply_to,
            keyboard=await self._keyboard(chat, message),
        )

    async def _keyboard(self, chat: Chat, message: Message) -> InlineKeyboardMarkup | None:
        ids = iter(await self._ids(chat, message))
        rows = [[made for each in row if (made := _button(each, ids)) is not None] for row in message.buttons]
        shown = [row for row in rows if row]
        return InlineKeyboardMarkup(inline_keyboard=shown) if shown else None

    async def _ids(self, chat: Chat, message: Message) -> list[str]:
        """Return ids for the buttons to press; none while the database is away, as nobody could press them then."""
        pressed = [each for row in message.buttons for each in row if _URL not in each.args]
        try:
            return await self._issue(chat.id, message.thread, pressed) if pressed else []
        except DatabaseAway:
            return []


def _button(button: Button, ids: Iterator[str]) -> InlineKeyboardButton | None:
    if _URL in button.args:
        return InlineKeyboardButton(text=button.label, url=button.args[_URL])
    made = next(ids, None)
    return None if made is None else InlineKeyboardButton(text=button.label, callback_data=made)


def _picture(content: bytes) -> BufferedInputFile:
    return BufferedInputFile(content, "picture.png")
