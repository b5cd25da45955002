"""Channels as they run: made when they are first needed, and anew when they were set up otherwise."""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from core.server.notifications.book import Book
    from core.server.notifications.channels.channel import Channel, Chat
    from core.server.notifications.channels.specs import AnySpec

_log: Final = logging.getLogger(__name__)
Maker = Callable[[str, "AnySpec"], "Channel"]
"""Makes a channel of its name and spec; raises ValueError, with the reason for people, where that cannot be."""


class OpenChannels:
    """`makers` are by the kind of channel. `troubles` says by name why a channel cannot be used."""

    def __init__(self, book: "Book", makers: Mapping[str, Maker]) -> None:
        self._book = book
        self._makers = makers
        self._made: dict[str, tuple[AnySpec, Channel | None]] = {}
        self._closing: list[Channel] = []
        self.troubles: dict[str, str] = {}

    def reach(self, chat_id: str) -> "tuple[Chat, Channel] | None":
        """Return a chat and the channel that leads to it; None where there is none that works."""
        chat = self._book.chats.get(chat_id)
        channel = self.of(chat.channel) if chat else None
        return (chat, channel) if chat is not None and channel is not None else None

    def of(self, name: str) -> "Channel | None":
        """Return a channel; None where it cannot be made."""
        told = self._book.channels.get(name)
        if told is None or told.trouble:
            return None
        there = self._made.get(name)
        if there is None or there[0] is not told.spec:
            self._let_go(name)
            there = self._made[name] = (told.spec, self._make(name, told.spec))
        return there[1]

    async def sweep(self) -> None:
        """Let go of channels that are there no more, or otherwise."""
        for name in [each for each in self._made if each not in self._book.channels]:
            self._let_go(name)
        closing, self._closing = self._closing, []
        await _close(closing)

    async def close(self) -> None:
        """Let go of all."""
        for name in list(self._made):
            self._let_go(name)
        await self.sweep()

    def _make(self, name: str, spec: "AnySpec") -> "Channel | None":
        self.troubles.pop(name, None)
        try:
            return self._makers[spec.kind](name, spec)
        except (KeyError, ValueError) as error:
            why = str(error) if isinstance(error, ValueError) else f"this core has no channels of kind {spec.kind}"
            self.troubles[name] = why
            _log.warning("channel %s cannot be used: %s", name, why)
            return None

    def _let_go(self, name: str) -> None:
        self.troubles.pop(name, None)
        _, channel = self._made.pop(name, (None, None))
        if channel is not None:
            self._closing.append(channel)


async def _close(channels: "Iterable[Channel]") -> None:
    for channel in channels:
        try:
            await channel.close()
        except Exception:  # noqa: BLE001 - it is gone either way; logged here, at the edge
            _log.exception("a channel could not be closed")
