"""Long answers whose reader has to keep up: what is held for it (places, snapshots of the database) is let go again."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

_log: Final = logging.getLogger(__name__)
_PATIENCE_SECONDS: Final = 30.0
_LEAST_BYTES_A_SECOND: Final = 16 * 1024


class PacedResponse(StreamingResponse):
    """A stream that is broken off where it waits for its reader too long: longer than it takes at 16 KiB a second.

    What it waits for by itself does not count, and half a minute is forgiven.
    """

    def __init__(
        self,
        chunks: AsyncGenerator[bytes],
        *,
        media_type: str,
        headers: Mapping[str, str],
        patience_seconds: float = _PATIENCE_SECONDS,
    ) -> None:
        self._chunks = chunks
        self._patience = patience_seconds
        super().__init__(chunks, media_type=media_type, headers=headers)

    async def stream_response(self, send: Send) -> None:
        """Send it; whatever ends that ends what it is made of, at once.

        Raises:
            ClientDisconnect: the reader is too slow.
        """
        loop, left = asyncio.get_running_loop(), self._patience

        async def send_in_time(message: Message) -> None:
            nonlocal left
            begun = loop.time()
            try:
                async with asyncio.timeout(max(left, 0.0)):
                    await send(message)
            except TimeoutError as error:
                _log.info("an answer was broken off: its reader is too slow")
                raise ClientDisconnect from error
            left += len(message.get("body", b"")) / _LEAST_BYTES_A_SECOND - (loop.time() - begun)

        async with aclosing(self._chunks):
            await super().stream_response(send_in_time)
