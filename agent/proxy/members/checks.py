"""Asks a member whether it is well: one connection, one request, an answer read up to 64 KiB, all within the time."""

import asyncio
import errno
import os
import re
import ssl
from typing import Final

from agent.contract.proxy import HealthCheck
from agent.proxy.visit import any_certificate

_BODY_BYTES: Final = 64 * 1024
_HEAD_BYTES: Final = 16 * 1024
_INTERIM: Final = 4
_SENDABLE: Final = re.compile(r"[\x21-\x7e]+")
_OURS: Final = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL}
"""What this machine lacks says nothing of a member."""

_LEAST_SECONDS, _MOST_SECONDS = 0.05, 60.0


async def fault(check: HealthCheck, address: str, port: int) -> str | None:
    """Return what is wrong with the member at this address, empty where nothing is, none where it cannot be asked.

    Redirects are not followed: their status counts. A certificate is not looked at, as NGINX does not either; a member
    that must prove who it is needs more than a health check.
    """
    seconds = min(max(check.timeout_seconds, _LEAST_SECONDS), _MOST_SECONDS)
    try:
        async with asyncio.timeout(seconds):
            return await _looked_at(check, address, port)
    except (OSError, EOFError, ValueError) as error:
        return _in_words(error, seconds)


def _in_words(error: Exception, seconds: float) -> str | None:
    if isinstance(error, TimeoutError) and not error.errno:
        return f"no answer within {seconds:g} s"
    if isinstance(error, ssl.SSLError):
        return f"no TLS: {(error.reason or 'handshake failed').replace('_', ' ').lower()}"
    if isinstance(error, EOFError):
        return "closed before its answer ended"
    if not isinstance(error, OSError):
        return str(error)
    if error.errno in _OURS:
        return None
    return os.strerror(error.errno) if error.errno else "the connection failed"


async def _looked_at(check: HealthCheck, address: str, port: int) -> str:
    request = b"" if check.kind == "tcp" else _request(check, address, port)
    tls = any_certificate() if check.kind == "https" else None
    name = (check.host.partition(":")[0] or address) if tls else None
    reader, writer = await asyncio.open_connection(address, port, ssl=tls, server_hostname=name, limit=_HEAD_BYTES)
    try:
        if not request:
            return ""
        writer.write(request)
        return await _judged(check, reader)
    finally:
        writer.transport.abort()


def _request(check: HealthCheck, address: str, port: int) -> bytes:
    host = check.host or (f"[{address}]:{port}" if ":" in address else f"{address}:{port}")
    if not (_SENDABLE.fullmatch(check.path) and _SENDABLE.fullmatch(host) and check.path.startswith("/")):
        raise ValueError("the check's path or host cannot be sent")
    fields = (f"Host: {host}", "User-Agent: dozor-health", "Accept: */*", "Connection: close")
    return "\r\n".join((f"GET {check.path} HTTP/1.1", *fields, "", "")).encode()


async def _judged(check: HealthCheck, reader: asyncio.StreamReader) -> str:
    status, headers = await _head(reader)
    if not check.status_from <= status <= check.status_to:
        return f"answered {status}"
    body = b"" if status in {204, 304} else await _body(headers, reader)
    return "" if check.body.encode() in body else "its answer lacks the expected text"


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Read the head of the answer; those of interim answers before it are passed over."""
    for _ in range(_INTERIM):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError as error:
            raise ValueError("its answer's head is too long") from error
        first, *lines = head.decode("latin-1").split("\r\n")
        match = re.fullmatch(r"HTTP/1\.[01] ([1-9]\d\d)(?: .*)?", first)
        if not match:
            raise ValueError("its answer is not HTTP")
        if int(match[1]) >= 200:
            pairs = (line.partition(":") for line in lines if line)
            return int(match[1]), {name.strip().lower(): value.strip().lower() for name, _, value in pairs}
    raise ValueError("its answer never comes to an end of interim ones")


async def _body(headers: dict[str, str], reader: asyncio.StreamReader) -> bytes:
    if headers.get("transfer-encoding", "").endswith("chunked"):
        return await _chunks(reader)
    length = headers.get("content-length")
    if length is None:
        return await _until_end(reader)
    if not re.fullmatch(r"\d{1,18}", length):
        raise ValueError("its answer's length is none")
    return await reader.readexactly(min(int(length), _BODY_BYTES))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while len(body) < _BODY_BYTES:
        line = await _line(reader)
        if not re.fullmatch(rb"[0-9a-fA-F]{1,15}\s*(;.*)?", line):
            raise ValueError("its answer's chunks are none")
        size = int(line.partition(b";")[0], 16)
        if size == 0:
            break
        body += await reader.readexactly(min(size, _BODY_BYTES - len(body)))
        if len(body) < _BODY_BYTES:
            await reader.readexactly(2)
    return bytes(body)


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return (await reader.readuntil(b"\r\n"))[:-2]
    except asyncio.LimitOverrunError as error:
        raise ValueError("its answer's chunks are none") from error


async def _until_end(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while len(body) < _BODY_BYTES and (more := await reader.read(_BODY_BYTES - len(body))):
        body += more
    return bytes(body)
