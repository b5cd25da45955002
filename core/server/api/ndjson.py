"""Answers that are streams: lines of JSON, each sent as soon as it is there."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, suppress
from typing import Any, ClassVar, Final

import msgspec
from starlette.responses import StreamingResponse
from starlette.types import Send

from agent.contract.asking import BEAT_SECONDS, Answer, Skipped
from core.server.asking.missing import Missing

NDJSON: Final = "application/x-ndjson"
_encoder: Final = msgspec.json.Encoder()


class StreamedLines(StreamingResponse):
    """A stream that ends when its reader goes away. Proxies are told to pass every line on at once."""

    media_type = NDJSON
    unbuffered: ClassVar[dict[str, str]] = {"X-Accel-Buffering": "no", "Cache-Control": "no-store, no-transform"}

    def __init__(
        self,
        chunks: AsyncIterator[bytes],
        status_code: int = 200,
        *,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
    ) -> None:
        self._chunks = with_beats(chunks)
        every = {**self.unbuffered, **(headers or {})}
        super().__init__(self._chunks, status_code, headers=every, media_type=media_type)

    async def stream_response(self, send: Send) -> None:
        """Send it; whatever ends that ends what it is made of, at once."""
        async with aclosing(self._chunks):  # type: ignore[type-var] # an async generator
            await super().stream_response(send)


async def as_lines(batches: AsyncIterator[list[Answer]]) -> AsyncIterator[bytes]:
    """Yield answers as lines of JSON, with all of their fields."""
    async for answers in batches:
        if answers:
            yield b"".join(_encoder.encode(fields_of(answer)) + b"\n" for answer in answers)


def fields_of(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON has it: its type and every field, also those of their usual value.

    Why something is not here has its code beside it.
    """
    fields = {"type": answer.__struct_config__.tag, **msgspec.structs.asdict(answer)}
    if isinstance(answer, Skipped):
        told = Missing.recognised(answer.why)
        fields |= {"code": told.code, "args": dict(told.args)} if told else {"code": "", "args": {}}
    return fields


async def with_beats(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield what comes, and an empty line where nothing came for long: proxies end what is silent."""
    coming: asyncio.Future[bytes | None] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(chunks, None))
            await asyncio.wait({coming}, timeout=BEAT_SECONDS)
            if not coming.done():
                yield b"\n"
                continue
            chunk, coming = coming.result(), None
            if chunk is None:
                return
            yield chunk
    finally:
        if coming is not None:
            coming.cancel()
            with suppress(asyncio.CancelledError):
                await coming
        await chunks.aclose()  # type: ignore[attr-defined] # an async generator
