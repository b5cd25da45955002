"""The demo's upstreams: a tiny HTTP/1.1 server for both, told apart by the Host header."""

import asyncio

from dozor.demo.site import answer

_REASONS = {200: "OK", 401: "Unauthorized", 404: "Not Found"}


async def serve(port: int) -> None:
    """Serve on 127.0.0.1:`port` until cancelled."""
    server = await asyncio.start_server(_talk, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while await _exchange(reader, writer):
            pass
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Answer one request; return whether the connection goes on."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    request, *lines = head.split("\r\n")
    method, _, rest = request.partition(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    await reader.readexactly(int(headers.get("content-length") or 0))
    result = answer(headers.get("host", ""), method, rest.rpartition(" ")[0])
    body = b"" if method == "HEAD" else result.body
    writer.write(
        f"HTTP/1.1 {result.status} {_REASONS[result.status]}\r\nContent-Type: {result.content_type}\r\n"
        f"Content-Length: {len(result.body)}\r\n\r\n".encode()
        + body
    )
    await writer.drain()
    return headers.get("connection") != "close"
