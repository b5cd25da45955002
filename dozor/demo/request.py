"""One HTTP request from a chosen loopback address, so that every demo visitor is a source of its own."""

import asyncio
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Target:
    """Where the demo's NGINX listens."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Request:
    """What to send. `source` is an address of 127.0.0.0/8."""

    source: str
    host: str
    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


async def send(target: Target, request: Request, *, timeout_seconds: float = 5.0) -> int:
    """Send on a connection of its own and return the status, or 0 where there was no answer."""
    try:
        async with asyncio.timeout(timeout_seconds):
            return await _exchange(target, request)
    except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
        return 0


async def _exchange(target: Target, request: Request) -> int:
    reader, writer = await asyncio.open_connection(target.host, target.port, local_addr=(request.source, 0))
    try:
        fields = {"Host": request.host, "Connection": "close", **request.headers}
        if request.body:
            fields["Content-Length"] = str(len(request.body))
        head = f"{request.method} {request.path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items())
        writer.write(head.encode() + b"\r\n" + request.body)
        status_line = await reader.readline()
        await reader.read()
        return int(status_line.split(b" ", 2)[1])
    except IndexError:
        return 0
    finally:
        writer.close()
