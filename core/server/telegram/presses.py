"""Buttons that people press: each works once, for who may, and the message says at once who did what."""

import logging
from typing import TYPE_CHECKING, Final

from aiogram.types import CallbackQuery, InaccessibleMessage

from core.server.errors import DozorError
from core.server.notifications.channels.channel import Undelivered
from core.server.notifications.channels.telegram_answers import told_as_delivery
from core.server.telegram.api import Refusal, Session
from core.server.telegram.deeds import DEEDS, Press
from core.server.telegram.house import House, words_for
from core.server.telegram.patience import Patience
from core.server.telegram.speaking import alert

if TYPE_CHECKING:
    from core.server.notifications.telegram.buttons import Issued
    from core.server.telegram.words import Words

_log: Final = logging.getLogger(__name__)
_NEEDS: Final = {"silence": "operate"}
_USUALLY_NEEDS: Final = "decide"
_KEY_LENGTH: Final = 40


class Presses:
    """Takes the presses of one bot."""

    def __init__(self, channel: str, house: House) -> None:
        self._channel = channel
        self._house = house
        self._heard = Patience(30, 60.0)
        self._taken: dict[str, str] = {}

    async def press(self, query: CallbackQuery) -> None:
        """Do what a button is for, and answer who pressed it."""
        words = self._words(query)
        if not self._heard.grants(query.from_user.id, self._house.clock.now()):
            return
        try:
            said, as_alert = await self._outcome(query, words)
        except Refusal as refusal:
            said, as_alert = words.plain("refused", why=refusal), True
        except DozorError as error:
            said, as_alert = words.plain("refused", why=error.detail), True
        except Exception:  # noqa: BLE001 - one broken press must not end the bot; logged here, at the edge
            _log.exception("a button broke")
            said, as_alert = words.plain("broke"), True
        try:
            async with told_as_delivery():
                await query.answer(alert(said), show_alert=as_alert)
        except Undelivered as error:
            _log.warning("the answer to a button could not be told: %s", error)

    async def _outcome(self, query: CallbackQuery, words: "Words") -> tuple[str, bool]:
        """Return what to show, and whether as an alert; raises Refusal."""
        buttons = self._house.held.buttons
        issued = await buttons.find(query.data or "")
        chat = query.message.chat if query.message else None
        is_there = chat and issued and self._house.has_button(self._channel, chat, issued.chat)
        if issued is None or not is_there or issued.action not in DEEDS:
            return words.plain("button_over"), True
        session = await self._house.session(query.from_user.id)
        if session is None:
            return words.plain("not_linked"), True
        me = await session.me()
        if _NEEDS.get(issued.action, _USUALLY_NEEDS) not in me["permissions"]:
            return words.plain("may_not", role=me["role"]), True
        by = str(me["login"])
        taken_by = self._taken.get(query.data or "")
        return await self._take(query, issued, session, by) if not taken_by else _done_by(words, taken_by)

    async def _take(self, query: CallbackQuery, issued: "Issued", session: Session, by: str) -> tuple[str, bool]:
        """Do it, unless it was done meanwhile. It counts as pressed once done: a crash leaves it to be pressed."""
        button, buttons, words = query.data or "", self._house.held.buttons, self._words(query)
        self._taken[button] = by
        try:
            now = await buttons.find(button)
            if now is None or now.used_by:
                return _done_by(words, now.used_by if now else "")
            count = await self._do(query, issued, session)
            if not count:
                return words.plain("nothing_to_do"), True
            await self._note_use(button, by)
        finally:
            del self._taken[button]
        await self._tell(query, issued, words, by, count)
        return words.plain(f"did.{issued.action}", by=by, count=count), False

    async def _note_use(self, button: str, by: str) -> None:
        try:
            await self._house.held.buttons.use(button, by)
        except DozorError as error:  # what it is for is done all the same
            _log.warning("a button that was used can be pressed again: %s", error)

    def _words(self, query: CallbackQuery) -> "Words":
        message = query.message
        topic = getattr(message, "message_thread_id", None)
        bound = self._house.bound(self._channel, message.chat.id, topic) if message else None
        return words_for(bound, query.from_user)

    async def _do(self, query: CallbackQuery, issued: "Issued", session: Session) -> int:
        key, now = f"telegram-{query.data or ''}"[:_KEY_LENGTH], self._house.clock.now()
        return await DEEDS[issued.action](Press(api=session, args=issued.args, key=key, now=now))

    async def _tell(self, query: CallbackQuery, issued: "Issued", words: "Words", by: str, count: int) -> None:
        """Have the message say who did what: all messages of its thread, or, under an answer of the bot, that one."""
        if await self._house.did(issued.thread, issued.action, by, count):
            return
        message = query.message
        if message is None or isinstance(message, InaccessibleMessage):
            return
        text = f"{message.html_text}\n\n{words.say(f'did.{issued.action}', by=by, count=count)}"
        try:
            async with told_as_delivery():
                await message.edit_text(text, parse_mode="HTML", reply_markup=None)
        except Undelivered as error:
            _log.warning("a message could not say what was done: %s", error)


def _done_by(words: "Words", by: str) -> tuple[str, bool]:
    return words.plain("button_done", by=by), False
