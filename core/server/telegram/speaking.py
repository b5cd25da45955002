"""How the bot writes an answer: bounded, obeying Telegram's limits, with buttons that work once."""

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters

from core.server.db.database import DatabaseAway
from core.server.notifications.channels.channel import Button, Throttled, Undelivered
from core.server.notifications.channels.telegram_answers import told_as_delivery
from core.server.notifications.telegram_html import cut

if TYPE_CHECKING:
    from core.server.notifications.telegram.buttons import Buttons
    from core.server.telegram.asked import Answer

_log: Final = logging.getLogger(__name__)
_TEXT_MAX: Final = 4096
_WAITS_SECONDS: Final = 10.0
_TRIES: Final = 2
_ALERT_MAX: Final = 200


async def answer(message: Message, said: "Answer", buttons: "Buttons", channel: str) -> None:
    """Answer a message. What cannot be told is logged: who asked sees that nothing came, and asks again."""
    chat = f"{channel}:{message.chat.id}"
    for _ in range(_TRIES):
        try:
            async with told_as_delivery():
                await message.bot.send_message(  # type: ignore[union-attr] # it came through a bot
                    message.chat.id,
                    cut(said.text, _TEXT_MAX),
                    parse_mode="HTML",
                    message_thread_id=message.message_thread_id if message.is_topic_message else None,
                    reply_parameters=ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True),
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                    reply_markup=await _keyboard(buttons, chat, said.thread, said.buttons),
                )
        except Throttled as throttled:
            if throttled.retry_after > _WAITS_SECONDS:  # all who write to the bot would wait with this one chat
                _log.warning("an answer could not be told: %s", throttled)
                return
            await asyncio.sleep(throttled.retry_after)
        except Undelivered as error:
            _log.warning("an answer could not be told: %s", error)
            return
        else:
            return


def alert(text: str) -> str:
    """Return as much of a text as fits over a button."""
    return text if len(text) <= _ALERT_MAX else f"{text[: _ALERT_MAX - 1]}…"


async def _keyboard(buttons: "Buttons", chat: str, thread: str, shown: Sequence[Button]) -> InlineKeyboardMarkup | None:
    if not shown:
        return None
    try:
        ids = await buttons.issue(chat, thread, shown)
    except DatabaseAway:  # nobody could press them
        return None
    row = [InlineKeyboardButton(text=each.label, callback_data=made) for each, made in zip(shown, ids, strict=True)]
    return InlineKeyboardMarkup(inline_keyboard=[row])
