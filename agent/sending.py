"""Sends what waits in the outbox, in order, and hands the core's replies on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from agent.client import Backoff, Client, RefusedError, RetryError
from agent.contract.wire import Reply
from agent.outbox import Outbox
from agent.segment import Record

logger = logging.getLogger(__name__)


class Sender:
    """One report at a time; what waited while the core was away goes without a pause when it is back."""

    def __init__(
        self, outbox: Outbox, client: Client, backoff: Backoff, on_reply: Callable[[Reply], Awaitable[None]]
    ) -> None:
        self._outbox = outbox
        self._client = client
        self._backoff = backoff
        self._on_reply = on_reply
        self._appended = asyncio.Event()
        self._trouble = ""

    def wake(self) -> None:
        """Say that a report was put into the outbox."""
        self._appended.set()

    async def run(self) -> None:
        """Send for ever."""
        while True:
            self._appended.clear()
            await self.send_waiting()
            await self._appended.wait()

    async def send_waiting(self) -> None:
        """Send until nothing waits."""
        while record := self._outbox.peek():
            try:
                await self._send(record)
            except RetryError as error:
                self._say(str(error))
                await asyncio.sleep(max(self._backoff.failed(), error.after_seconds))

    async def _send(self, record: Record) -> None:
        try:
            reply = await self._client.send(record.body)
        except RefusedError as error:
            logger.warning("report %d is given up: %s", record.sequence, error)
            self._outbox.acknowledge(record.sequence)
            self._outbox.count_dropped(1)
            return
        self._outbox.acknowledge(record.sequence)
        self._backoff.worked()
        self._say("")
        await self._on_reply(reply)

    def _say(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            logger.warning("%s; reports wait in the outbox", trouble)
        elif self._trouble and not trouble:
            logger.info("the core answers again; %d reports wait", self._outbox.waiting)
        self._trouble = trouble
