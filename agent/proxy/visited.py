"""Sends one request as a visitor would, to the node's own NGINX or to a member, and tells what was answered."""

import asyncio
import re
import time
from collections.abc import Mapping
from typing import Final

from agent.proxy.tasks import TaskError
from agent.proxy.visit import visit

WITHIN_SECONDS: Final = 5.0
"""A node does one thing after the other: certificates wait for as long as nobody answers here."""

_HEAD_LINES: Final = 100
_VALUE_LENGTH: Final = 300
_STATUS: Final = re.compile(rb"HTTP/1\.[01] (\d{3})")
_SAFE: Final = re.compile(r"[\x21-\x7e]+")
_TOLD: Final = ("content-type", "location", "server")


async def visited(arguments: Mapping[str, str]) -> dict[str, str]:
    """Do the task `visit`: ask `address` and `port` for `path` of `host`, by TLS where `tls` is 1.

    Returns the `status`, the `seconds` until the answer's first line, and a few of its headers.

    Raises:
        TaskError: no answer came; the text says why.
    """
    host, path = arguments.get("host", ""), arguments.get("path", "/")
    if not _SAFE.fullmatch(host) or not _SAFE.fullmatch(path):
        raise TaskError("this host or path cannot be asked for")
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            return await _asked(arguments, host, path)
    except TimeoutError as error:
        raise TaskError(f"no answer within {WITHIN_SECONDS:g} s") from error
    except (OSError, EOFError, ValueError) as error:
        raise TaskError(f"{error or type(error).__name__}") from error


async def _asked(arguments: Mapping[str, str], host: str, path: str) -> dict[str, str]:
    address, port = arguments.get("address") or "127.0.0.1", int(arguments.get("port") or 80)
    name = host if arguments.get("tls") == "1" else None
    is_behind = arguments.get("proxy_protocol") == "1"
    started = time.monotonic()
    async with visit(address, port, name=name, proxy_protocol=is_behind) as (reader, writer):
        head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: dozor-probe\r\nConnection: close\r\n\r\n"
        writer.write(head.encode("ascii"))
        await writer.drain()
        match = _STATUS.match(await reader.readline())
        seconds = time.monotonic() - started
        if match is None:
            raise TaskError("what answers does not speak HTTP")
        return {"status": match[1].decode(), "seconds": f"{seconds:.4f}", **await _headers(reader)}


async def _headers(reader: asyncio.StreamReader) -> dict[str, str]:
    found: dict[str, str] = {}
    for _ in range(_HEAD_LINES):
        name, _, value = (await reader.readline()).decode("latin-1").partition(":")
        if not name.strip():
            break
        if name.strip().lower() in _TOLD:
            found[name.strip().lower()] = value.strip()[:_VALUE_LENGTH]
    return found
