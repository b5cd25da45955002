"""The node's way to the core's questions, and back with the answers."""

from collections.abc import AsyncIterator
from typing import Any, Final
from urllib.parse import quote

import msgspec
import zstandard

from agent.client import RefusedError, RetryError
from agent.connection import Connection, Target, UnreachableError
from agent.contract.asking import BEAT_SECONDS, Answer, Question
from agent.contract.wire import MSGPACK
from agent.streaming import Upload, upload

PATH: Final = "/api/v1/agent/questions"
WAIT_SECONDS: Final = 25.0
WITHIN_SECONDS: Final = 15.0
QUESTIONS_LIMIT_BYTES: Final = 4 * 1024**2

_NDJSON: Final = "application/x-ndjson"
_ANSWERED: Final = frozenset({200, 204})
_encoder: Final = msgspec.json.Encoder()


class Unknown(msgspec.Struct, frozen=True):
    """A question that this agent is too old for, of which the id can be read all the same."""

    id: str


class AskedLink:
    """One node's connection that waits for questions, and one for each answer."""

    def __init__(self, target: Target, *, node_id: str, node_key: str) -> None:
        self._target = target
        self._asks = Connection(target)
        self._headers = {"Authorization": f"Bearer {node_id}.{node_key}"}

    async def questions(self, *, wait_seconds: float = WAIT_SECONDS) -> list[Question | Unknown]:
        """Return what the core asks now, or after the wait nothing.

        Raises:
            RetryError: the core is away or does not answer as agreed.
            RefusedError: it asks nothing at all, as an older one.
        """
        headers = {**self._headers, "Accept": MSGPACK, "Accept-Encoding": "zstd"}
        try:
            response = await self._asks.request(
                "GET", f"{PATH}?wait={wait_seconds:g}", headers=headers, within=wait_seconds + WITHIN_SECONDS
            )
        except UnreachableError as error:
            raise RetryError(f"the core cannot be reached: {error}") from error
        if response.status in {404, 405}:
            raise RefusedError("the core asks nothing")
        if response.status != 200:
            raise RetryError(f"the core answers {response.status}")
        return _read(response.body, is_packed=response.headers.get("content-encoding") == "zstd")

    async def answer(self, question: str, answers: AsyncIterator[Answer]) -> None:
        """Send an answer as it comes about, no faster than the core takes it.

        Raises:
            UnreachableError: it did not arrive; nobody listens any more.
        """
        path, headers = f"{PATH}/{quote(question, safe='')}/answer", {**self._headers, "Content-Type": _NDJSON}

        async def speak(body: Upload) -> None:
            body.beat(b"\n", BEAT_SECONDS)  # at once: so the core knows that its question was heard
            async for each in answers:
                await body.write(_encoder.encode(each) + b"\n")

        status, _ = await upload(self._target, "POST", path, speak, headers=headers, within=WITHIN_SECONDS)
        if status not in _ANSWERED:
            raise UnreachableError(f"the core answers {status}")

    def close(self) -> None:
        """Let the connection go."""
        self._asks.close()


def _read(data: bytes, *, is_packed: bool) -> list[Question | Unknown]:
    try:
        if is_packed:
            data = zstandard.ZstdDecompressor().stream_reader(data).read(QUESTIONS_LIMIT_BYTES)
        return [_question(each) for each in msgspec.msgpack.decode(data, type=list[dict[str, Any]])]
    except (zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise RetryError(f"the core's questions cannot be read: {error}") from error


def _question(said: dict[str, Any]) -> Question | Unknown:
    try:
        return msgspec.convert(said, Question)
    except msgspec.ValidationError:
        return msgspec.convert(said, Unknown)
