"""A small HTTP/1.1 client connection, kept alive: over TCP, TLS or a unix socket. One request at a time."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from agent.http_framing import HEAD_LIMIT_BYTES, is_framed, read_body, read_head


class UnreachableError(Exception):
    """No answer came: refused, reset, timed out, or not HTTP."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where to connect: a unix socket, or a host and port with or without TLS. `path` is put before every path."""

    host: str = "localhost"
    port: int = 0
    tls: ssl.SSLContext | None = None
    socket_path: str = ""
    path: str = ""

    @classmethod
    def of_url(cls, url: str, *, authority_file: str = "") -> "Target":
        """Read an `http://` or `https://` address; `authority_file` holds certificates to trust besides the system's.

        Raises:
            ValueError: it is not such an address.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
            raise ValueError(f"not an http:// or https:// address: {url!r}")
        tls = _tls(authority_file) if parts.scheme == "https" else None
        port = parts.port or (443 if tls else 80)
        return cls(host=parts.hostname, port=port, tls=tls, path=parts.path.rstrip("/"))

    @property
    def authority(self) -> str:
        """The host and, where it is not the usual one, the port: as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port in {0, 443 if self.tls else 80} else f"{host}:{self.port}"

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect.

        Raises:
            OSError: it cannot be reached.
        """
        if self.socket_path:
            return await asyncio.open_unix_connection(self.socket_path, limit=HEAD_LIMIT_BYTES)
        return await asyncio.open_connection(self.host, self.port, ssl=self.tls, limit=HEAD_LIMIT_BYTES)

    def head(self, method: str, path: str, headers: Mapping[str, str]) -> bytes:
        """Return the head of a request to it."""
        fields = {"Host": self.authority, **headers}
        lines = (f"{name}: {value}" for name, value in fields.items())
        return "\r\n".join([f"{method} {self.path}{path} HTTP/1.1", *lines, "", ""]).encode("latin-1")


@dataclass(frozen=True)
class Response:
    """What came back; header names are lowercase."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Connection:
    """Connects when needed, and anew where the other side closed."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def request(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"", within: float
    ) -> Response:
        """Send a request that may be repeated harmlessly, and return the answer that came within so many seconds.

        Raises:
            UnreachableError: none came.
        """
        fields = {"Content-Length": str(len(body)), **(headers or {})}
        data = self._target.head(method, path, fields) + body
        try:
            async with asyncio.timeout(within):
                return await self._exchange(data)
        except (OSError, TimeoutError, EOFError, ValueError) as error:
            self.close()
            raise UnreachableError(str(error) or type(error).__name__) from error
        except asyncio.CancelledError:
            self.close()
            raise

    def close(self) -> None:
        """Let the connection go."""
        if self._streams:
            self._streams[1].close()
        self._streams = None

    async def _exchange(self, data: bytes) -> Response:
        if self._streams:
            try:
                return await self._send(*self._streams, data)
            except (OSError, EOFError):  # the other side closed the idle connection: once more on a new one
                self.close()
        self._streams = await self._target.connect()
        return await self._send(*self._streams, data)

    async def _send(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> Response:
        writer.write(data)
        await writer.drain()
        status, headers = await read_head(reader)
        body = await read_body(reader, status, headers)
        if headers.get("connection", "").lower() == "close" or not is_framed(status, headers):
            self.close()
        return Response(status, headers, body)


def _tls(authority_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if authority_file:
        context.load_verify_locations(authority_file)
    return context
