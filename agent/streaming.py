"""Requests whose answer is read as it comes, and requests that are written as there is something to say.

Each has a connection of its own, which ends with it.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final

from agent.connection import Target, UnreachableError
from agent.http_framing import Chunks, Counted, Endless, is_chunked, read_body, read_head

_READ_BYTES: Final = 256 * 1024
_BODILESS: Final = frozenset({204, 304})
_WRITE_BYTES: Final = 16 * 1024


class AnswerStream:
    """An answer of which only the head has come. What is not read waits at the other side."""

    def __init__(self, reader: asyncio.StreamReader, status: int, headers: Mapping[str, str]) -> None:
        self.status = status
        self.headers = headers
        self._reader = reader
        self._body = _body(status, headers)

    async def read(self, *, within: float | None = None) -> bytes:
        """Return what came of the body since, waiting for at least a byte; nothing at its end.

        Raises:
            UnreachableError: nothing came within the seconds, it was broken off, or it is no body.
        """
        try:
            async with asyncio.timeout(within):
                return await self._read()
        except (OSError, TimeoutError, ValueError) as error:
            raise UnreachableError(str(error) or type(error).__name__) from error

    async def _read(self) -> bytes:
        while not self._body.ended:
            data = await self._reader.read(_READ_BYTES)
            if not data:
                if isinstance(self._body, Endless):
                    return b""
                raise UnreachableError("the answer was broken off")
            if part := self._body.feed(data):
                return part
        return b""


@contextlib.asynccontextmanager
async def open_answer(
    target: Target,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    within: float,
) -> AsyncIterator[AnswerStream]:
    """Send a request; the head of the answer is to come within so many seconds, the rest when it does.

    Raises:
        UnreachableError: no answer came.
    """
    writer: asyncio.StreamWriter | None = None
    try:
        try:
            async with asyncio.timeout(within):
                reader, writer = await target.connect()
                writer.write(target.head(method, path, {"Content-Length": str(len(body)), **(headers or {})}) + body)
                answer = AnswerStream(reader, *await read_head(reader))
        except (OSError, TimeoutError, EOFError, ValueError) as error:
            raise UnreachableError(str(error) or type(error).__name__) from error
        yield answer
    finally:
        if writer:
            writer.close()


class Upload:
    """The body of a request on its way. What is written is sent when the loop comes round, in as few chunks as that."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._waiting = bytearray()
        self._loop = asyncio.get_running_loop()
        self._beat: asyncio.TimerHandle | None = None

    async def write(self, data: bytes) -> None:
        """Write something; waits where the other side is slow."""
        self._put(data)
        if len(self._waiting) >= _WRITE_BYTES:
            self.flush()
            await self._writer.drain()

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            self._writer.write(b"%x\r\n%b\r\n" % (len(self._waiting), bytes(self._waiting)))
            self._waiting.clear()

    def beat(self, data: bytes, every_seconds: float) -> None:
        """Write this now and then, from now on, between what else is written."""
        self._beat = self._loop.call_later(every_seconds, self.beat, data, every_seconds)
        if not self._writer.is_closing():
            self._put(data)

    async def end(self) -> None:
        """Say that this was all."""
        self.be_quiet()
        self.flush()
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    def be_quiet(self) -> None:
        """Beat no more."""
        if self._beat:
            self._beat.cancel()

    def _put(self, data: bytes) -> None:
        if not self._waiting:
            self._loop.call_soon(self.flush)
        self._waiting += data


async def upload(
    target: Target,
    method: str,
    path: str,
    speak: Callable[[Upload], Awaitable[None]],
    *,
    headers: Mapping[str, str],
    within: float,
) -> tuple[int, bytes]:
    """Send a request in chunks for as long as `speak` has something to say; return the answer's status and body.

    Where the other side answers or hangs up before, `speak` is cancelled. The answer is to come within so many seconds
    of the request's end. An OSError of `speak` is taken for one of the connection.

    Raises:
        UnreachableError: it cannot be reached, hung up, or did not answer.
    """
    writer: asyncio.StreamWriter | None = None
    body: Upload | None = None
    try:
        async with asyncio.timeout(within):
            reader, writer = await target.connect()
        writer.write(target.head(method, path, {"Transfer-Encoding": "chunked", **headers}))
        body = Upload(writer)
        return await _converse(reader, body, speak, within)
    except (OSError, TimeoutError, EOFError, ValueError) as error:
        raise UnreachableError(str(error) or type(error).__name__) from error
    finally:
        if body:
            body.be_quiet()
        if writer:
            writer.transport.abort()


async def _converse(
    reader: asyncio.StreamReader, body: Upload, speak: Callable[[Upload], Awaitable[None]], within: float
) -> tuple[int, bytes]:
    async with asyncio.timeout(None) as deadline:

        async def say_all() -> None:
            with contextlib.suppress(OSError):  # who hung up may have answered before, which reading shows
                await speak(body)
                await body.end()
            deadline.reschedule(asyncio.get_running_loop().time() + within)

        try:
            async with asyncio.TaskGroup() as tasks:
                saying = tasks.create_task(say_all())
                status, headers = await read_head(reader)
                saying.cancel()
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors
        return status, await read_body(reader, status, headers)


def _body(status: int, headers: Mapping[str, str]) -> Chunks | Counted | Endless:
    if is_chunked(headers):
        return Chunks()
    if status in _BODILESS:
        return Counted(0)
    return Counted(int(headers["content-length"])) if "content-length" in headers else Endless()
