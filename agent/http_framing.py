"""HTTP/1.1 as it stands on the wire: heads and bodies of answers, whole or as they come."""

import asyncio
from collections.abc import Mapping
from typing import Final

HEAD_LIMIT_BYTES: Final = 64 * 1024
BODY_LIMIT_BYTES: Final = 64 * 1024 * 1024
_SIZE_LIMIT_BYTES: Final = 1024


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Return an answer's status and headers, whose names are lowercase.

    Raises:
        ValueError: this is no answer.
        EOFError: the connection ended.
    """
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


def is_framed(status: int, headers: Mapping[str, str]) -> bool:
    """Tell whether the answer's end shows by itself; else it is where the connection ends."""
    return status in {204, 304} or "content-length" in headers or is_chunked(headers)


def is_chunked(headers: Mapping[str, str]) -> bool:
    """Tell whether the body comes in chunks that say their size."""
    return headers.get("transfer-encoding", "").lower() == "chunked"


async def read_body(reader: asyncio.StreamReader, status: int, headers: Mapping[str, str]) -> bytes:
    """Return an answer's whole body.

    Raises:
        ValueError: it is no body, or longer than BODY_LIMIT_BYTES.
        EOFError: it was broken off.
    """
    if status in {204, 304}:
        return b""
    if is_chunked(headers):
        return await _read_chunks(reader)
    if not is_framed(status, headers):
        return await _read_to_end(reader)
    length = int(headers["content-length"])
    if not 0 <= length <= BODY_LIMIT_BYTES:
        raise ValueError("the answer is too long")
    return await reader.readexactly(length)


async def _read_to_end(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while chunk := await reader.read(64 * 1024):
        body += chunk
        if len(body) > BODY_LIMIT_BYTES:
            raise ValueError("the answer is too long")
    return bytes(body)


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


class Chunks:
    """Takes a chunked body apart as it comes: what arrived of a chunk is there at once, however long the chunk is."""

    def __init__(self) -> None:
        self.ended = False
        self._rest = b""  # the beginning of a size
        self._wanted = 0  # bytes that this chunk still lacks
        self._closing = False  # whether the line end after a chunk is still to come

    def feed(self, data: bytes) -> bytes:
        """Return what of the body these bytes hold.

        Raises:
            ValueError: these are no chunks.
        """
        data, at, parts = self._rest + data, 0, []
        while not self.ended and at < len(data):
            if self._wanted:
                parts.append(data[at : at + self._wanted])
                at += len(parts[-1])
                self._wanted -= len(parts[-1])
                self._closing = not self._wanted
                continue
            start = at + 2 if self._closing else at
            end = data.find(b"\r\n", start)
            if end < 0:
                break
            if self._closing and data[at:start] != b"\r\n":
                raise ValueError("a chunk is longer than it says")
            self._begin(data[start:end])
            at = end + 2
        self._rest = data[at:]
        if len(self._rest) > _SIZE_LIMIT_BYTES:
            raise ValueError("a chunk does not say its size")
        return b"".join(parts)

    def _begin(self, line: bytes) -> None:
        self._wanted = int(line.partition(b";")[0], 16)
        self._closing = False
        self.ended = not self._wanted
        if self._wanted < 0:
            raise ValueError("a chunk's size is negative")


class Counted:
    """A body whose length is known."""

    def __init__(self, length: int) -> None:
        self._wanted = length

    @property
    def ended(self) -> bool:
        """Whether all of it came."""
        return self._wanted <= 0

    def feed(self, data: bytes) -> bytes:
        """Return what of the body these bytes hold."""
        part = data[: max(self._wanted, 0)]
        self._wanted -= len(part)
        return part


class Endless:
    """A body that ends where the connection does."""

    ended = False

    def feed(self, data: bytes) -> bytes:
        """Return them all."""
        return data
