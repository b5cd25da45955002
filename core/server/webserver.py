"""Runs an application with uvicorn until its task is cancelled."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Final

import uvicorn

from core.server.errors import DozorError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from core.server.settings.settings import Settings

_GRACE_SECONDS: Final = 5
_KEEP_ALIVE_SECONDS: Final = 30


class ListenError(DozorError):
    """The address to listen on cannot be had."""


def listen(settings: "Settings") -> socket.socket:
    """Return a listening socket of DOZOR_LISTEN.

    Raises:
        ListenError: the address is taken or not of this machine.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise ListenError(f"DOZOR_LISTEN={settings.host}:{settings.port}: {os.strerror(error.errno or 0)}") from error


async def run_webserver(
    app: "ASGIApp",
    settings: "Settings",
    listener: socket.socket,
    started: Callable[[], Awaitable[None]],
    ending: Callable[[], None],
) -> None:
    """Serve until cancellation; requests that are under way are finished. Calls `started` once.

    `ending` is called then, to let requests go that would wait for long.
    """
    server = _Server(_config(app, settings), started)
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        ending()
        server.should_exit = True
        await serving
        raise


class _Server(uvicorn.Server):
    """Uvicorn's server, but signals are not its own: it would raise them again before the rest has stopped."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        await self._started()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _config(app: "ASGIApp", settings: "Settings") -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        root_path=settings.public_path,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
