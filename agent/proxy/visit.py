"""A connection to the node's own NGINX as a visitor makes it: by TLS or not, behind the PROXY protocol or not."""

import asyncio
import functools
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

_PROXY_PROTOCOL: Final = b"PROXY TCP4 127.0.0.1 127.0.0.1 1 1\r\n"


@asynccontextmanager
async def visit(
    host: str, port: int, *, name: str | None, proxy_protocol: bool
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Connect for the length of a `with`; `name` is asked for by TLS, None is without it.

    Any certificate does: what is asked is whether a handshake comes about, and what is served.

    Raises:
        OSError: there is no connection, or no handshake.
    """
    reader, writer = await asyncio.open_connection(host, port)
    try:
        if proxy_protocol:
            writer.write(_PROXY_PROTOCOL)
            await writer.drain()
        if name is not None:
            await writer.start_tls(any_certificate(), server_hostname=name)
        yield reader, writer
    finally:
        writer.close()


@functools.cache
def any_certificate() -> ssl.SSLContext:
    """Return what takes any certificate: nothing is trusted by it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
