"""Updates that Telegram brings to a webhook, on their way to the bot."""

import asyncio
import hashlib
import hmac
from typing import Any, Final

from core.server.errors import NotFound, Unavailable

_MOST_WAITING: Final = 1000


class Inbox:
    """One queue for each channel whose bot takes updates by webhook, while it does."""

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.sha256(b"telegram webhook" + key).digest()
        self._queues: dict[str, asyncio.Queue[dict[str, Any]]] = {}

    def secret(self, channel: str) -> str:
        """Return what Telegram shows with each update, so that nobody else can bring one."""
        return hmac.new(self._key, channel.encode(), "sha256").hexdigest()

    def open(self, channel: str) -> "asyncio.Queue[dict[str, Any]]":
        """Begin to take a channel's updates, and return where they come."""
        return self._queues.setdefault(channel, asyncio.Queue(_MOST_WAITING))

    def close(self, channel: str) -> None:
        """Take no more of them."""
        self._queues.pop(channel, None)

    def bring(self, channel: str, secret: str, update: dict[str, Any]) -> None:
        """Take an update in.

        Raises:
            NotFound: no bot takes updates there, or the secret is wrong: the two look alike.
            Unavailable: too many wait; Telegram brings it again.
        """
        queue = self._queues.get(channel)
        if not hmac.compare_digest(secret.encode(), self.secret(channel).encode()) or queue is None:
            raise NotFound("There is no such route.")
        try:
            queue.put_nowait(update)
        except asyncio.QueueFull as error:
            raise Unavailable("Too many updates wait.") from error
