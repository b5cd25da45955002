"""Telegram as a channel that is loaded with its first message: its library takes seconds and memory to import."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

from python_socks import parse_proxy_url

from core.server.notifications.channels.channel import Button, Channel, Chat, Limits, Message, Sent

if TYPE_CHECKING:
    from core.server.notifications.channels.specs import AnySpec

LIMITS: Final = Limits(
    chat_per_minute=20, chat_per_second=1.0, all_per_second=30.0, edit_seconds=3.0, pictures=True, buttons=True
)
_TOKEN: Final = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,100}")

Issue = Callable[[str, str, Sequence[Button]], Awaitable[list[str]]]
"""Gives buttons under a chat's thread their one-time ids (`Buttons.issue`)."""


class TelegramWhenNeeded:
    """Stands for a channel until somebody is to be told something, and hands everything on to it from then on."""

    kind = "telegram"
    limits = LIMITS

    def __init__(self, spec: "AnySpec", issue: Issue) -> None:
        if spec.kind != "telegram" or not _TOKEN.fullmatch(spec.token):
            raise ValueError("This is no token of a bot: one looks like 123456:ABC-DEF.")
        if spec.proxy:
            parse_proxy_url(spec.proxy)
        self._spec = spec
        self._issue = issue
        self._loading = asyncio.Lock()
        self._channel: Channel | None = None

    async def send(self, chat: Chat, message: Message) -> Sent:
        """Hand over a new message."""
        return await (await self._loaded()).send(chat, message)

    async def edit(self, chat: Chat, external_id: str, message: Message) -> Sent:
        """Have an earlier message show something else."""
        return await (await self._loaded()).edit(chat, external_id, message)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._channel is not None:
            await self._channel.close()

    async def _loaded(self) -> Channel:
        async with self._loading:
            if self._channel is None:
                module = await asyncio.to_thread(import_module, "core.server.notifications.channels.telegram")
                bot = module.new_bot(self._spec.token, api_url=self._spec.api_url, proxy=self._spec.proxy)
                self._channel = module.TelegramChannel(bot, self._issue)
        return self._channel
