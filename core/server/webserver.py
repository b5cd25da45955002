"""Runs an application with uvicorn until it is told to stop."""

import asyncio
import contextlib
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Final

import uvicorn

from core.server.errors import DozorError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from core.server.settings.settings import Settings

_GRACE_SECONDS: Final = 5
_KEEP_ALIVE_SECONDS: Final = 30
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


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
    app: "ASGIApp", settings: "Settings", listener: socket.socket, started: Callable[[], Awaitable[None]]
) -> None:
    """Serve until SIGINT, SIGTERM or cancellation; requests that are under way are finished. Calls `started` once."""
    server = _Server(_config(app, settings), started)
    async with _stopped_by_signals(server):
        serving = asyncio.ensure_future(server.serve(sockets=[listener]))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            server.should_exit = True
            await serving
            raise


class _Server(uvicorn.Server):
    """Uvicorn's server, but signals are ours: it would raise them again when it is done, before we have stopped."""

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


@contextlib.asynccontextmanager
async def _stopped_by_signals(server: uvicorn.Server) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    ours = threading.current_thread() is threading.main_thread()

    def stop() -> None:
        server.should_exit = True

    for number in _SIGNALS if ours else ():
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in _SIGNALS if ours else ():
            loop.remove_signal_handler(number)
