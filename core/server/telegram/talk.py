"""What people write to a bot: commands, and codes that bind chats and accounts."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiogram.filters import CommandObject
from aiogram.types import Message, User

from core.server.accounts.audit import Caller
from core.server.errors import DozorError
from core.server.telegram import acting, reading
from core.server.telegram.api import Refusal, Session, Speaker
from core.server.telegram.asked import Answer, Asked, Command
from core.server.telegram.house import House, words_for
from core.server.telegram.patience import Patience
from core.server.telegram.speaking import answer
from core.server.telegram.words import COMMANDS, Html, Words

_log: Final = logging.getLogger(__name__)
_MOST_TITLE: Final = 100
COMMANDS_DONE: Final[Mapping[str, Command]] = {
    "status": reading.status,
    "incidents": reading.incidents,
    "top": reading.top,
    "bans": reading.bans,
    "services": reading.services,
    "nodes": reading.nodes,
    "ban": acting.ban,
    "unban": acting.unban,
    "silence": acting.silence,
}
CODES: Final = ("start", "bind", "link")
ALL: Final = (*COMMANDS["en"], *CODES)


class Talk:
    """Answers the messages of one bot. Who is a stranger where nobody bound a chat hears nothing, or one line."""

    def __init__(self, channel: str, house: House) -> None:
        self._channel = channel
        self._house = house
        self._answered = Patience(20, 60.0)
        self._in_a_chat = Patience(15, 60.0)  # it bears twenty: what happens has to be told there, too
        self._of_strangers_there = Patience(3, 60.0)
        self._strangers = Patience(3, 3600.0, in_all=600)
        self._guesses = Patience(5, 60.0, in_all=60)

    async def command(self, message: Message, command: CommandObject) -> None:
        """Answer a command."""
        user = message.from_user
        if user is None or user.is_bot:
            return
        topic = message.message_thread_id if message.is_topic_message else None
        bound = self._house.bound(self._channel, message.chat.id, topic)
        heard = _Heard(message, user, command, words_for(bound, user), bound is not None)
        try:
            said = await self._said(heard)
            if said is not None:
                await answer(message, said, self._house.held.buttons, self._channel)
        except DozorError as error:  # the database is away, so nobody knows who is linked
            if heard.in_bound:
                away = Answer(heard.words.say("refused", why=error.detail))
                await answer(message, away, self._house.held.buttons, self._channel)

    async def _said(self, heard: "_Heard") -> Answer | None:
        now, words = self._house.clock.now(), heard.words
        if heard.name in CODES and heard.args:
            if self._guesses.grants(heard.user.id, now):
                return await self._code(heard)
            return Answer(words.say("too_many_codes")) if self._strangers.grants(heard.user.id, now) else None
        session = await self._house.session(heard.user.id)
        if session is None and not heard.in_bound:
            is_heard = heard.is_private and self._strangers.grants(heard.user.id, now)
            return Answer(words.say("bind_how")) if is_heard else None
        if not self._is_answered(heard, session, now):
            return None
        if heard.name not in COMMANDS_DONE:
            return Answer(words.say("help", commands=_help(words)))
        return Answer(words.say("not_linked")) if session is None else await self._done(heard, session, now)

    def _is_answered(self, heard: "_Heard", session: Session | None, now: float) -> bool:
        """Say whether there is an answer: where it may be read, and as often as the chat and who asks bear it."""
        there = heard.message.chat.id
        if not heard.in_bound and not heard.is_private:  # nobody said that those people may read along
            return False
        if session is None and not self._of_strangers_there.grants(there, now):
            return False
        return self._answered.grants(heard.user.id, now) and self._in_a_chat.grants(there, now)

    async def _done(self, heard: "_Heard", session: Session, now: float) -> Answer:
        key = f"telegram-{heard.message.chat.id}-{heard.message.message_id}"
        asked = Asked(api=session, words=heard.words, args=heard.args, key=key, now=now)
        try:
            return await COMMANDS_DONE[heard.name](asked)
        except Refusal as refusal:
            return Answer(heard.words.say("refused", why=refusal))
        except Exception:  # noqa: BLE001 - one broken command must not end the bot; logged here, at the edge
            _log.exception("the command /%s broke", heard.name)
            return Answer(heard.words.say("broke"))

    async def _code(self, heard: "_Heard") -> Answer:
        """Take a code. One for an account binds nobody where others read along: it is over then."""
        code, codes, user = heard.args[0], self._house.held.codes, heard.user
        if heard.name in {"link", "start"}:
            made = await codes.use("account", code)
            if made is not None and not heard.is_private:
                return Answer(heard.words.say("link_private"))
            if made is not None:
                return await self._link(Speaker(user.id, made.account), user, heard.words)
        if heard.name in {"bind", "start"}:
            made = await codes.use("chat", code, channel=self._channel)
            if made is not None:
                return await self._bind(Speaker(user.id, made.account), made.language, heard.message)
        return Answer(heard.words.say("no_code"))

    async def _link(self, speaker: Speaker, user: User, words: Words) -> Answer:
        accounts = self._house.accounts
        try:
            person = accounts.person_of(accounts.telegram_token(speaker.account))
        except DozorError as error:
            return Answer(words.say("refused", why=error.detail))
        await self._house.held.links.link(user.id, speaker.account, user.full_name[:_MOST_TITLE])
        caller = Caller(person=person, address=speaker.address, request_id="")
        after = {"user_id": user.id, "name": user.full_name[:_MOST_TITLE]}
        self._house.audit.note(caller, "link_telegram", person.login, after=after)
        return Answer(words.say("linked", login=person.login))

    async def _bind(self, speaker: Speaker, language: str, message: Message) -> Answer:
        """Bind the chat in the name of who made the code, as they might do it themselves."""
        words = Words(language)
        person = " ".join(filter(None, (message.chat.first_name, message.chat.last_name)))
        named = message.chat.title or person or str(message.chat.id)
        title = "".join(each for each in named if each.isprintable())[:_MOST_TITLE]
        body = {
            "channel": self._channel,
            "address": str(message.chat.id),
            "topic": str(message.message_thread_id) if message.is_topic_message else "",
            "language": language,
            "title": title,
        }
        try:
            await self._house.session_of(speaker).post("/notifications/chats", body)
        except Refusal as refusal:
            return Answer(words.say("refused", why=refusal))
        return Answer(words.say("bound", title=title))


@dataclass(frozen=True, slots=True)
class _Heard:
    """A command as it came. `in_bound`: in a chat that somebody bound."""

    message: Message
    user: User
    command: CommandObject
    words: Words
    in_bound: bool

    @property
    def name(self) -> str:
        return self.command.command.lower()

    @property
    def args(self) -> list[str]:
        return (self.command.args or "").split()

    @property
    def is_private(self) -> bool:
        return self.message.chat.type == "private"


def _help(words: Words) -> Html:
    return Html("\n".join(words.say("command", name=name, does=does) for name, does in words.commands.items()))
