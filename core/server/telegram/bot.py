"""One bot: it fetches what people do by long polling, or has it brought to a webhook, and answers."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from aiogram import Dispatcher, Router
from aiogram.filters import Command
from aiogram.types import BotCommand, Update
from pydantic import ValidationError

from core.server.notifications.channels.channel import Throttled, Undelivered
from core.server.notifications.channels.telegram import new_bot
from core.server.notifications.channels.telegram_answers import told_as_delivery
from core.server.telegram.house import House
from core.server.telegram.presses import Presses
from core.server.telegram.talk import ALL, Talk
from core.server.telegram.words import COMMANDS

_log: Final = logging.getLogger(__name__)
_POLL_SECONDS: Final = 25
_AT_ONCE: Final = 8
_MOST_RUNNING: Final = 50
_PATIENCE_SECONDS: Final = 5.0
_FIRST_PAUSE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 60.0
_WANTED: Final = ["message", "callback_query"]

Sleep = Callable[[float], Awaitable[None]]


class Bot:
    """The bot of a channel. `webhook_url` is where Telegram is to bring updates, "" to fetch them.

    An update is confirmed once it was dealt with: one that a crash cut short comes again, and what it asks for is done
    once all the same, as commands have a key and buttons work once. What takes long, such as lifting hundreds of bans,
    is confirmed before its end, so that nobody else waits for it.
    """

    def __init__(self, channel: str, spec: Any, house: House, *, sleep: Sleep = asyncio.sleep) -> None:
        self._channel = channel
        self._webhook_url: str = spec.webhook_url if spec.receive == "webhook" else ""
        self._house = house
        self._sleep = sleep
        self._client = new_bot(spec.token, api_url=spec.api_url, proxy=spec.proxy, timeout_seconds=_POLL_SECONDS + 15)
        self._dispatcher = Dispatcher(disable_fsm=True)
        self._dispatcher.include_router(_router(Talk(channel, house), Presses(channel, house)))

    async def run(self) -> None:
        """Answer people until cancelled."""
        try:
            await self._until_it_works(self._introduce)
            await (self._take() if self._webhook_url else self._fetch())
        finally:
            await self._client.session.close()

    async def _introduce(self) -> None:
        """Say which commands there are, and how updates are to come."""
        async with told_as_delivery():
            for language, commands in COMMANDS.items():
                told = [BotCommand(command=name, description=does) for name, does in commands.items()]
                await self._client.set_my_commands(told, language_code=None if language == "en" else language)
            if self._webhook_url:
                secret = self._house.held.inbox.secret(self._channel)
                await self._client.set_webhook(self._webhook_url, secret_token=secret, allowed_updates=_WANTED)
            else:
                await self._client.delete_webhook()

    async def _fetch(self) -> None:
        offset = 0

        async def fetched() -> list[Update]:
            async with told_as_delivery():
                return await self._client.get_updates(offset, timeout=_POLL_SECONDS, allowed_updates=_WANTED)

        running: set[asyncio.Task[None]] = set()
        at_once = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            while True:
                updates = await self._until_it_works(fetched)
                running |= {tasks.create_task(self._answer_among(update, at_once)) for update in updates}
                running = await _mostly_done(running)
                offset = max([offset, *(update.update_id + 1 for update in updates)])

    async def _take(self) -> None:
        """Take updates from the inbox, some at once; the others wait there, where there is room for so many."""
        async with self._open_inbox() as queue, asyncio.TaskGroup() as tasks:
            for _ in range(_AT_ONCE):
                tasks.create_task(self._take_one_by_one(queue))

    async def _take_one_by_one(self, queue: "asyncio.Queue[dict[str, Any]]") -> None:
        while True:
            told = await queue.get()
            try:
                update = Update.model_validate(told, context={"bot": self._client})
            except ValidationError:
                _log.warning("an update of channel %s is none that is understood", self._channel)
                continue
            await self._answer(update)

    @asynccontextmanager
    async def _open_inbox(self) -> "AsyncIterator[asyncio.Queue[dict[str, Any]]]":
        try:
            yield self._house.held.inbox.open(self._channel)
        finally:
            self._house.held.inbox.close(self._channel)

    async def _answer_among(self, update: Update, at_once: asyncio.Semaphore) -> None:
        async with at_once:
            await self._answer(update)

    async def _answer(self, update: Update) -> None:
        try:
            await self._dispatcher.feed_update(self._client, update)
        except Exception:  # noqa: BLE001 - one broken update must not end the bot; logged here, at the edge
            _log.exception("an update of channel %s broke", self._channel)

    async def _until_it_works(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """Do what needs Telegram, again and again while it is away, more and more seldom."""
        pause, told = _FIRST_PAUSE_SECONDS, ""
        while True:
            try:
                return await work()
            except Throttled as throttled:
                await self._sleep(throttled.retry_after)
            except Undelivered as error:
                if str(error) != told:
                    _log.warning("the bot of channel %s goes on trying: %s", self._channel, error)
                told = str(error)
                await self._sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


async def _mostly_done(running: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    """Wait until updates are dealt with, but not long for a slow one; return what goes on."""
    if running:
        _, running = await asyncio.wait(running, timeout=_PATIENCE_SECONDS)
    while len(running) > _MOST_RUNNING:
        _, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    return running


def _router(talk: Talk, presses: Presses) -> Router:
    router = Router()
    router.message.register(talk.command, Command(*ALL, ignore_case=True))
    router.callback_query.register(presses.press)
    return router
