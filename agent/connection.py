"""A small HTTP/1.1 client connection, kept alive: over TCP, TLS or a unix socket. One request at a time."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

BODY_LIMIT_BYTES: Final = 64 * 1024 * 1024
_HEADER_LIMIT_BYTES: Final = 64 * 1024


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
        data = self._head(method, path, headers or {}, body) + body
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

    def _head(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
        fields = {"Host": self._target.authority, "Content-Length": str(len(body)), **headers}
        lines = [
            f"{method} {self._target.path}{path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in fields.items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    async def _exchange(self, data: bytes) -> Response:
        if self._streams:
            try:
                return await self._send(*self._streams, data)
            except (OSError, EOFError):  # the other side closed the idle connection: once more on a new one
                self.close()
        self._streams = await self._connect()
        return await self._send(*self._streams, data)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        target = self._target
        if target.socket_path:
            return await asyncio.open_unix_connection(target.socket_path, limit=_HEADER_LIMIT_BYTES)
        return await asyncio.open_connection(target.host, target.port, ssl=target.tls, limit=_HEADER_LIMIT_BYTES)

    async def _send(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> Response:
        writer.write(data)
        await writer.drain()
        status, headers = await _read_head(reader)
        body = await _read_body(reader, status, headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Response(status, headers, body)


async def _read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise ValueError("the answer's head is too long") from error
    first, *lines = head.decode("latin-1").split("\r\n")
    version, status, *_ = first.split(" ", 2)
    if not version.startswith("HTTP/1."):
        raise ValueError("the answer is not HTTP")
    pairs = (line.partition(":") for line in lines if line)
    return int(status), {name.strip().lower(): value.strip() for name, _, value in pairs}


async def _read_body(reader: asyncio.StreamReader, status: int, headers: Mapping[str, str]) -> bytes:
    if status in {204, 304}:
        return b""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return await _read_chunks(reader)
    length = int(headers.get("content-length", "0"))
    if not 0 <= length <= BODY_LIMIT_BYTES:
        raise ValueError("the answer is too long")
    return await reader.readexactly(length)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        if size < 0 or len(body) + size > BODY_LIMIT_BYTES:
            raise ValueError("the answer is too long")
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass
    return bytes(body)


def _tls(authority_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if authority_file:
        context.load_verify_locations(authority_file)
    return context
