"""All bots: one for each channel of Telegram that is set up, made anew when it is set up otherwise."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from core.server.telegram.api import ASGIApp
from core.server.telegram.house import House

if TYPE_CHECKING:
    from core.server.api.parts import Parts
    from core.server.notifications.book import Channel

_log: Final = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 10.0


def telegram_of(parts: "Parts", app: ASGIApp) -> "Telegram":
    """Return the bots of a core whose web application is `app`."""
    return Telegram(house_of(parts, app), lambda: parts.notifications.book.channels)


def house_of(parts: "Parts", app: ASGIApp) -> House:
    """Return what the bots of a core work with."""
    notifications = parts.notifications

    async def did(thread: str, what: str, by: str, times: int) -> bool:
        return what == "acknowledge" or await notifications.note(thread, by, what, times)

    return House(
        app=app,
        accounts=parts.accounts,
        held=parts.telegram,
        audit=parts.audit,
        clock=parts.clock,
        chats=lambda: notifications.book.chats.values(),  # noqa: PLW0108 - a load puts another in its place
        did=did,
    )


class Telegram:
    """Runs where a channel of Telegram is set up; elsewhere it costs nothing. `channels` gives those that there are."""

    def __init__(
        self,
        house: House,
        channels: "Callable[[], Mapping[str, Channel]]",
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._house = house
        self._sleep = sleep
        self._channels = channels
        self._running: dict[str, tuple[Any, asyncio.Task[None]]] = {}

    async def run(self) -> None:
        """Keep a bot running for each channel until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                wanted = {
                    name: each.spec
                    for name, each in self._channels().items()
                    if each.spec.kind == "telegram" and not each.trouble
                }
                for name in [name for name, (spec, _) in self._running.items() if wanted.get(name) is not spec]:
                    await self._end(name)
                for name in wanted.keys() - self._running.keys():
                    self._running[name] = (wanted[name], tasks.create_task(self._run(name, wanted[name])))
                await self._sleep(_LOOK_SECONDS)

    async def _run(self, name: str, spec: Any) -> None:
        module = await asyncio.to_thread(import_module, "core.server.telegram.bot")  # seconds, where it is the first
        while True:
            try:
                await module.Bot(name, spec, self._house).run()
            except Exception:  # noqa: BLE001 - one broken bot must not end the core; logged here, at the edge
                _log.exception("the bot of channel %s broke and begins anew", name)
            await self._sleep(_PAUSE_SECONDS)

    async def _end(self, name: str) -> None:
        _, task = self._running.pop(name)
        task.cancel()
        await asyncio.wait([task])
