"""Asks the node's own NGINX by TLS which certificate it serves for a name."""

import asyncio
import base64
from collections.abc import Mapping
from typing import Final

from agent.proxy.tasks import TaskError
from agent.proxy.visit import visit

WITHIN_SECONDS: Final = 5.0


async def handshake(arguments: Mapping[str, str]) -> dict[str, str]:
    """Do the task `handshake`: ask for `name` at `host` and `port`, after a PROXY line where `proxy_protocol` is 1.

    Returns the leaf as `certificate` (DER in base64), and the `protocol` that was agreed on.

    Raises:
        TaskError: no handshake comes about.
    """
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            return await _ask(arguments)
    except (OSError, TimeoutError, EOFError, ValueError) as error:
        raise TaskError(f"no handshake for {arguments.get('name')}: {error or type(error).__name__}") from error
    except KeyError as error:
        raise TaskError(f"a handshake needs {error}") from error


async def _ask(arguments: Mapping[str, str]) -> dict[str, str]:
    host, port, name = arguments.get("host") or "127.0.0.1", int(arguments["port"]), arguments["name"]
    is_behind = arguments.get("proxy_protocol") == "1"
    async with visit(host, port, name=name, proxy_protocol=is_behind) as (_, writer):
        connection = writer.get_extra_info("ssl_object")
        leaf = connection.getpeercert(binary_form=True) or b""
        return {"certificate": base64.b64encode(leaf).decode(), "protocol": connection.version() or ""}
