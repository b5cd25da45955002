"""What the bots work with, and who it is that writes to them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.server.telegram.api import Session, Speaker, Tokens
from core.server.telegram.words import Words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from aiogram.types import Chat as TelegramChat
    from aiogram.types import User

    from core.server.accounts.audit import Audit
    from core.server.clock import Clock
    from core.server.notifications.channels.channel import Chat
    from core.server.notifications.telegram.held import Held


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all bots share. `app` is the core's own web application, `chats` gives those that are bound now.

    `did` has all messages of a thread say that somebody did something so many times; False where it is no thread of
    notifications.
    """

    app: Any
    accounts: Tokens
    held: "Held"
    audit: "Audit"
    clock: "Clock"
    chats: "Callable[[], Iterable[Chat]]"
    did: "Callable[[str, str, str, int], Awaitable[bool]]"

    async def session(self, user_id: int) -> Session | None:
        """Return the API in the name of a Telegram user; None where they are not linked to an account."""
        account = await self.held.links.account_of(user_id)
        return None if account is None else self.session_of(Speaker(user_id, account))

    def session_of(self, speaker: Speaker) -> Session:
        """Return the API in the name of an account."""
        return Session(self.app, self.accounts, speaker)

    def bound(self, channel: str, chat_id: int, topic: int | None) -> "Chat | None":
        """Return the chat of a channel as it is bound; where the topic is not, another one of the same chat."""
        found = [each for each in self.chats() if (each.channel, each.address) == (channel, str(chat_id))]
        exact = [each for each in found if each.topic == str(topic or "")]
        return next(iter([*exact, *found]), None)

    def has_button(self, channel: str, chat: "TelegramChat", given_to: str) -> bool:
        """Say whether a button that was given to a chat stands in this one."""
        addresses = {str(chat.id), f"@{chat.username}".lower()}
        there = {each.id for each in self.chats() if each.channel == channel and each.address.lower() in addresses}
        return given_to in {*there, f"{channel}:{chat.id}"}


def words_for(chat: "Chat | None", user: "User") -> Words:
    """Return the words of a chat, and where it is not bound, of who writes."""
    if chat is not None:
        return Words(chat.language)
    return Words("ru" if (user.language_code or "").startswith("ru") else "en")
