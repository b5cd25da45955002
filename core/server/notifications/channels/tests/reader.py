"""The far end of a webhook."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Reader:
    """An HTTP server that keeps what it is sent and answers as it is told to."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.answered = asyncio.Semaphore(0)
        self.port = 0
        self.answer = b"HTTP/1.1 204 No Content\r\n\r\n"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one request, answer it, hang up."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:] if line)
        body = await reader.readexactly(int(headers["Content-Length"]))
        self.requests.append((head[0], headers, body))
        writer.write(self.answer)
        writer.close()
        await writer.wait_closed()
        self.answered.release()


@asynccontextmanager
async def reading() -> AsyncIterator[Reader]:
    """Have a reader listen on loopback; what it was sent is answered before it ends."""
    made = Reader()
    async with await asyncio.start_server(made.handle, "127.0.0.1", 0) as server:
        made.port = server.sockets[0].getsockname()[1]
        yield made
        for _ in made.requests:
            await made.answered.acquire()
