"""Sends reports to the core, and says in our own words what became of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec
import zstandard

from agent.connection import Connection, Response, UnreachableError
from agent.contract.wire import MSGPACK, Reply, Report

PATH: Final = "/api/v1/agent/reports"
WITHIN_SECONDS: Final = 15.0
REPLY_LIMIT_BYTES: Final = 64 * 1024 * 1024

_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Reply)
_REFUSED_FOR_GOOD: Final = frozenset({400, 409, 413, 415, 422})


class CoreError(Exception):
    """The core did not take the report; `text` says why, for people."""


class RetryError(CoreError):
    """It may take it later: it is away, overloaded, or does not know this node (yet, or any more).

    `after_seconds` is how long it asks to be left alone, 0 where it does not say.
    """

    def __init__(self, text: str, *, after_seconds: float = 0.0) -> None:
        super().__init__(text)
        self.after_seconds = after_seconds


class RefusedError(CoreError):
    """It will never take this report."""


def encode(report: Report) -> bytes:
    """Return the body in which a report travels."""
    return zstandard.ZstdCompressor(level=3).compress(_encoder.encode(report))


class Client:
    """One node's way to its core."""

    def __init__(self, connection: Connection, *, node_id: str, node_key: str) -> None:
        self._connection = connection
        self._headers = {
            "Authorization": f"Bearer {node_id}.{node_key}",
            "Content-Type": MSGPACK,
            "Content-Encoding": "zstd",
            "Accept": MSGPACK,
            "Accept-Encoding": "zstd",
        }

    async def send(self, body: bytes) -> Reply:
        """Send an encoded report; return once the core has it durably.

        Raises:
            RetryError: keep it and try again.
            RefusedError: drop and count it.
        """
        try:
            response = await self._connection.request(
                "POST", PATH, headers=self._headers, body=body, within=WITHIN_SECONDS
            )
        except UnreachableError as error:
            raise RetryError(f"the core cannot be reached: {error}") from error
        return _reply(response) if response.status == 200 else _fail(response)

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()


def _reply(response: Response) -> Reply:
    try:
        body = response.body
        if response.headers.get("content-encoding") == "zstd":
            body = zstandard.ZstdDecompressor().decompress(body, max_output_size=REPLY_LIMIT_BYTES)
        if "json" in response.headers.get("content-type", ""):
            return msgspec.json.decode(body, type=Reply)
        return _decoder.decode(body)
    except (zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise RetryError(f"the core's answer cannot be read: {error}") from error


def _fail(response: Response) -> Reply:
    said = response.body[:300].decode("utf-8", "replace")
    if response.status in {401, 403}:
        raise RetryError(f"the core does not accept this node's id and key ({response.status}): {said}")
    if response.status == 413:
        raise RefusedError(f"the report is larger than the core takes: {said}")
    if response.status in _REFUSED_FOR_GOOD:
        raise RefusedError(f"the core refuses the report ({response.status}): {said}")
    raise RetryError(f"the core answers {response.status}: {said}", after_seconds=_retry_after(response))


def _retry_after(response: Response) -> float:
    text = response.headers.get("retry-after", "")
    return min(float(text), 60.0) if text.isdigit() else 0.0


@dataclass
class Backoff:
    """How long to wait after failures in a row: doubling to `longest`, spread by `random` in [0, 1)."""

    random: Callable[[], float]
    first: float = 0.25
    longest: float = 15.0
    failures: int = 0

    def failed(self) -> float:
        """Count a failure and return the seconds to wait."""
        wait = min(self.longest, self.first * 2.0 ** min(self.failures, 16))
        self.failures += 1
        return wait * (0.5 + self.random() / 2)

    def worked(self) -> None:
        """Forget the failures."""
        self.failures = 0
