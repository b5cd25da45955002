"""One connection of an HTTP/1.1 client to the agent: requests with small bodies, one after the other."""

import asyncio
from collections.abc import Callable
from typing import Final, NamedTuple

import h11
import msgspec

MOST_BYTES: Final = 256 * 1024
REQUEST_SECONDS: Final = 5.0
IDLE_SECONDS: Final = 75.0
_HEAD_BYTES: Final = 16 * 1024
_READ_BYTES: Final = 64 * 1024


class Answer(NamedTuple):
    """What a request is answered with."""

    status: int
    body: bytes = b""
    kind: str = "application/json"


class RefusedError(Exception):
    """A request is answered by this status, and the connection ends; the text says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status

    @property
    def answer(self) -> Answer:
        """A problem as RFC 9457 has it."""
        problem = {"type": "about:blank", "status": self.status, "detail": str(self)}
        return Answer(self.status, msgspec.json.encode(problem), "application/problem+json")


Begin = Callable[[h11.Request], Callable[[bytes], Answer]]
"""Looks at a request's head, before any of its body is read; returns what answers the body. Both may refuse."""


class Conversation:
    """Reads requests and writes answers until the client closes, is idle or slow, or was refused something."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, begin: Begin) -> None:
        self._reader = reader
        self._writer = writer
        self._begin = begin
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_BYTES)
        self._bodiless = False

    async def run(self) -> None:
        """Converse.

        Raises:
            OSError, TimeoutError: the client went away, or does not take its answers.
        """
        try:
            while await self._answer_next():
                self._http.start_next_cycle()
        except RefusedError as error:
            await self._send(error.answer, last=True)
        except h11.RemoteProtocolError as error:
            await self._send(RefusedError(error.error_status_hint, str(error)).answer, last=True)

    async def _answer_next(self) -> bool:
        """Answer a request; return whether another may follow."""
        async with asyncio.timeout(IDLE_SECONDS):
            request = await self._event()
        if not isinstance(request, h11.Request):
            return False
        self._bodiless = request.method == b"HEAD"
        answer = self._begin(request)
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                body = await self._body(request)
        except TimeoutError:
            raise RefusedError(408, f"the body took longer than {REQUEST_SECONDS:g} s") from None
        await self._send(answer(body))
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _body(self, request: h11.Request) -> bytes:
        if int(dict(request.headers).get(b"content-length", 0)) > MOST_BYTES:
            raise RefusedError(413, f"more than {MOST_BYTES} bytes")
        body = bytearray()
        while isinstance(event := await self._event(), h11.Data):
            body += event.data
            if len(body) > MOST_BYTES:
                raise RefusedError(413, f"more than {MOST_BYTES} bytes")
        return bytes(body)

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                self._write(h11.InformationalResponse(status_code=100, headers=[]))
            self._http.receive_data(await self._reader.read(_READ_BYTES))
        return event  # type: ignore[return-value] # NEED_DATA is gone from the union

    async def _send(self, answer: Answer, *, last: bool = False) -> None:
        if self._http.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            return
        headers = [("Content-Type", answer.kind), ("Content-Length", str(len(answer.body)))]
        if last:
            headers.append(("Connection", "close"))
        self._write(h11.Response(status_code=answer.status, headers=headers))
        if not self._bodiless:
            self._write(h11.Data(data=answer.body))
        self._write(h11.EndOfMessage())
        async with asyncio.timeout(REQUEST_SECONDS):
            await self._writer.drain()

    def _write(self, event: h11.Event) -> None:
        if data := self._http.send(event):
            self._writer.write(data)
