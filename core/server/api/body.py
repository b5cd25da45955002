"""A request's body, with a bound: what is beyond it is refused, and swallowed, so that the refusal is heard."""

import asyncio
import sys
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

_DRAIN_BYTES: Final = 64 * 2**20
_DRAIN_SECONDS: Final = 10.0


class BoundedBody:
    """Reads a body for the application up to `bytes_max`; None is for streams, which have no bound."""

    def __init__(self, headers: Headers, receive: Receive, bytes_max: int | None) -> None:
        announced = headers.get("content-length", "")
        self._announced = int(announced) if announced.isdecimal() else 0
        self._unfinished = self._announced > 0 or "transfer-encoding" in headers
        self._receive = receive
        self._is_stream = bytes_max is None
        self._bytes_max = sys.maxsize if bytes_max is None else bytes_max
        self._came = 0

    async def receive(self) -> Message:
        """Receive the next part.

        Raises:
            HTTPException: 413, as soon as it is known, by the announced length or by what came.
        """
        if self._announced <= self._bytes_max:
            message = await self._next()
            if self._came <= self._bytes_max:
                return message
        raise HTTPException(413, f"The body is larger than {self._bytes_max} bytes.")

    async def drained(self) -> bool:
        """Swallow what nobody read, and say whether the body came to its end. Of a stream nothing is swallowed.

        A client that is still writing does not listen: closed on, it would never learn why it was refused.
        """
        if self._is_stream:
            return not self._unfinished
        stop = self._came + _DRAIN_BYTES
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                while self._unfinished and self._came < stop:
                    await self._next()
        except TimeoutError:
            return False
        return not self._unfinished

    async def _next(self) -> Message:
        message = await self._receive()
        self._came += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            self._unfinished = False
        return message
