"""Where services push what they measure: a small HTTP listener on the node, with a token for each service.

    POST /metrics/SERVICE    Authorization: Bearer TOKEN    {"metrics": [...]}
    -> 200 {"accepted": 3, "refused": [{"name": "orders", "why": "it was a counter and came as a gauge"}]}

Whatever else is answered by 4xx and a problem (RFC 9457).
"""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import h11
import msgspec

from agent.custom.conversation import Answer, Conversation, RefusedError
from agent.custom.told import DocumentError, Refused, Told, decode, read_document

logger = logging.getLogger(__name__)

MOST_CONNECTIONS: Final = 128
MOST_NAMED: Final = 20
"""Refusals that an answer names; it counts all."""

_PREFIX: Final = "/metrics/"
_BIND_AGAIN_SECONDS: Final = 5.0

Push = Callable[[str, list[Told], list[Refused]], list[Refused]]
"""Takes what a service tells, and what of the document was refused already; returns what else is."""


class Listener:
    """Listens at `HOST:PORT` or `unix:/PATH` for the services whose tokens it is given."""

    def __init__(self, place: str, tokens: Mapping[str, str], push: Push, fail: Callable[[str, str], None]) -> None:
        self.trouble = ""
        self.port = 0
        self._place = place
        self._tokens = tokens
        self._push = push
        self._fail = fail
        self._connections = 0

    async def run(self) -> None:
        """Serve until cancelled. While the place is another's, try again."""
        while True:
            try:
                async with await self._listen() as server:
                    self.trouble = ""
                    await server.serve_forever()
            except OSError as error:
                self._complain(f"cannot listen at {self._place}: {error.strerror or error}")
            await asyncio.sleep(_BIND_AGAIN_SECONDS)

    def _complain(self, trouble: str) -> None:
        if trouble != self.trouble:
            logger.error("custom metrics: %s", trouble)
        self.trouble = trouble

    async def _listen(self) -> asyncio.Server:
        if self._place.startswith("unix:"):
            path = self._place.removeprefix("unix:")
            server = await asyncio.start_unix_server(self._converse, path)
            _open_to_all(path)
            return server
        host, _, port = self._place.rpartition(":")
        server = await asyncio.start_server(self._converse, host.strip("[]"), int(port))
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        try:
            if self._connections <= MOST_CONNECTIONS:
                await Conversation(reader, writer, self._begin).run()
        except (OSError, TimeoutError):
            writer.transport.abort()  # closed, it would wait for a client that takes nothing
        finally:
            self._connections -= 1
            writer.close()

    def _begin(self, request: h11.Request) -> Callable[[bytes], Answer]:
        path = request.target.partition(b"?")[0].decode("latin-1")
        if request.method != b"POST" or not path.startswith(_PREFIX):
            raise RefusedError(404, f"there is only POST {_PREFIX}SERVICE")
        service = path.removeprefix(_PREFIX)
        said = dict(request.headers).get(b"authorization", b"")
        token = self._tokens.get(service) or secrets.token_hex()
        if not hmac.compare_digest(said, f"Bearer {token}".encode()):
            raise RefusedError(401, "the service or its token is not known here")
        return partial(self._take, service)

    def _take(self, service: str, body: bytes) -> Answer:
        try:
            told, unreadable = read_document(decode(body))
        except DocumentError as error:
            self._fail(service, str(error))
            raise RefusedError(400, str(error)) from error
        refused = self._push(service, told, unreadable)
        named = [refusal._asdict() for refusal in [*unreadable, *refused][:MOST_NAMED]]
        answer = {"accepted": len(told) - len(refused), "refused": named, "refused_count": len(unreadable + refused)}
        return Answer(200, msgspec.json.encode(answer))


def _open_to_all(socket: str) -> None:
    """Services run as other users; the token is what lets in."""
    Path(socket).chmod(0o666)
