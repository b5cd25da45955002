"""The name server that NGINX asks: UDP and TCP on one port, bounded in what it holds."""

import asyncio
import contextlib
import logging
import socket
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Final, cast

from agent.proxy.members.answers import TCP_BYTES, UDP_BYTES, MalformedError, answer
from agent.proxy.members.directory import Groups

logger = logging.getLogger(__name__)

_MOST_KEPT: Final = 8192
_MOST_CONNECTIONS: Final = 64
_QUERY_BYTES: Final = 4096
_BURST_BYTES: Final = 4 * 1024**2
_FORCED: Final = 33  # SO_RCVBUFFORCE of Linux: beyond the system's limit, for who may
_WINDOW_SECONDS: Final = 0.01
_WINDOW_ANSWERS: Final = 64
_TURN_ANSWERS: Final = 25
_MOST_WAITING: Final = 8192
_IDLE_SECONDS: Final = 10.0
_BIND_AGAIN_SECONDS: Final = 5.0


class Resolver:
    """Answers from what it was told last. The same question is written out once and kept until something changes."""

    def __init__(self, host: str, port: int) -> None:
        self.trouble = ""
        self._place = host, port
        self._upstreams: dict[str, Groups] = {}
        self._kept: dict[bytes, bytes] = {}
        self._connections = 0

    def tell(self, upstreams: Mapping[str, Groups | None]) -> None:
        """Answer so for these upstreams from now on; of those with nothing, nothing is known yet."""
        self._upstreams.update({name: groups for name, groups in upstreams.items() if groups is not None})
        if upstreams:
            self._kept.clear()

    def forget(self, names: Iterable[str]) -> None:
        """Know nothing of these any more: an NGINX that still asks goes on with the members it has."""
        for name in names:
            self._upstreams.pop(name, None)
        self._kept.clear()

    def answer(self, query: bytes) -> bytes | None:
        """Return what to answer over UDP, none to what is no query."""
        known = self._kept.get(query[2:])
        if known is None:
            try:
                known = answer(query, self._upstreams, most_bytes=UDP_BYTES)[2:]
            except MalformedError:
                return None
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[query[2:]] = known
        return query[:2] + known

    async def run(self) -> None:
        """Serve until cancelled. While the port is another's, try again: NGINX goes on with the members it has."""
        while True:
            try:
                await self._serve()
            except OSError as error:
                self._complain(f"the resolver cannot listen on {self._place[0]}:{self._place[1]}: {error.strerror}")
            await asyncio.sleep(_BIND_AGAIN_SECONDS)

    def _complain(self, trouble: str) -> None:
        if trouble != self.trouble:
            logger.error("%s", trouble)
        self.trouble = trouble

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), local_addr=self._place)
        try:
            server = await asyncio.start_server(self._converse, *self._place)
            async with server:
                self.trouble = ""
                await server.serve_forever()
        finally:
            transport.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the queries of a connection until it closes, is idle, or is one too many."""
        self._connections += 1
        try:
            while self._connections <= _MOST_CONNECTIONS:
                async with asyncio.timeout(_IDLE_SECONDS):
                    length = int.from_bytes(await reader.readexactly(2))
                    if length > _QUERY_BYTES:
                        break
                    text = answer(await reader.readexactly(length), self._upstreams, most_bytes=TCP_BYTES)
                    writer.write(len(text).to_bytes(2) + text)
                    await writer.drain()
        except (OSError, EOFError, TimeoutError, MalformedError):
            pass
        finally:
            self._connections -= 1
            writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    """Answers at once, but of a burst only the first; the others wait for their turn, a few in each window.

    NGINX has room for some hundred answers, and after a stall of this process all would be due together. It asks for
    a group again a second after the answer, so that groups which were spread out once stay it.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[bytes, tuple[str | int, int]]] = deque(maxlen=_MOST_WAITING)
        self._window = 0
        self._answered = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember by what to answer."""
        self._transport = cast("asyncio.DatagramTransport", transport)
        _hold_bursts(transport.get_extra_info("socket"))

    def datagram_received(self, data: bytes, addr: tuple[str | int, int]) -> None:
        """Answer; what is longer than any query is not looked at."""
        if len(data) > _QUERY_BYTES or (text := self._resolver.answer(data)) is None:
            return
        if self._waiting or self._is_burst():
            if not self._waiting:
                self._loop.call_later(_WINDOW_SECONDS, self._send_some)
            self._waiting.append((text, addr))
        else:
            self._send(text, addr)

    def _send_some(self) -> None:
        for _ in range(min(_TURN_ANSWERS, len(self._waiting))):
            self._send(*self._waiting.popleft())
        if self._waiting:
            self._loop.call_later(_WINDOW_SECONDS, self._send_some)

    def _send(self, text: bytes, addr: tuple[str | int, int]) -> None:
        if not self._transport.is_closing():
            self._transport.sendto(text, addr)

    def _is_burst(self) -> bool:
        window = int(self._loop.time() / _WINDOW_SECONDS)
        self._answered = self._answered + 1 if window == self._window else 1
        self._window = window
        return self._answered > _WINDOW_ANSWERS


def _hold_bursts(endpoint: socket.socket) -> None:
    """At its start NGINX asks for all groups at once; a query that finds no room costs it a second."""
    for option in (_FORCED, socket.SO_RCVBUF):
        with contextlib.suppress(OSError):
            endpoint.setsockopt(socket.SOL_SOCKET, option, _BURST_BYTES)
            return
