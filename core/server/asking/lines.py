"""From the bytes of a node's answer to answers that others can trust. What a node sends may be anything."""

import math
import re
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any, Final, NamedTuple

import msgspec

from agent.contract.asking import LINE_BYTES, Answer, LogLine
from core.server.errors import Invalid

_decoder: Final = msgspec.json.Decoder(Answer)
_LAST_INSTANT: Final = 1e11
_MOST_SAID: Final = 2000  # characters of what is no line of a log: errors, steps
_COLOUR: Final = re.compile(r"\x1b\[[0-9;:]{0,32}m")
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)


class Heard(NamedTuple):
    """Answers that came together, and how many bytes they took. None at all: a sign of life."""

    answers: list[Answer]
    size: int


async def heard(chunks: AsyncIterable[bytes]) -> AsyncIterator[Heard]:
    """Yield the answers of a body as they come.

    Raises:
        Invalid: a line is too long or none of an answer.
    """
    rest = bytearray()
    async for chunk in chunks:
        if (last := chunk.rfind(b"\n")) < 0:
            rest += chunk
        else:
            whole = bytes(rest) + chunk[:last]
            rest = bytearray(chunk[last + 1 :])
            yield Heard([_answer(line) for line in whole.split(b"\n") if line.strip()], len(whole))
        if len(rest) > LINE_BYTES:
            raise Invalid(f"A line of an answer has more than {LINE_BYTES} bytes.")
    if rest.strip():
        yield Heard([_answer(bytes(rest))], len(rest))


def harmless(text: str) -> str:
    """Return a text in which control characters other than tab, newline and ANSI colours are made visible.

    So are those that turn the direction of writing, by which a text reads as what it is not.
    """
    if not _CONTROL.search(text):
        return text
    plain = _COLOUR.split(text)
    colours = [*_COLOUR.findall(text), ""]
    return "".join(_CONTROL.sub(_visible, part) + colour for part, colour in zip(plain, colours, strict=True))


def _visible(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code <= 0x1F:
        return chr(0x2400 + code)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"


def _answer(line: bytes) -> Answer:
    if len(line) > LINE_BYTES:
        raise Invalid(f"A line of an answer has more than {LINE_BYTES} bytes.")
    try:
        answer = _decoder.decode(line)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Invalid(f"This is no line of an answer: {error}") from error
    at = getattr(answer, "at", 0.0)
    if not (math.isfinite(at) and 0 <= at <= _LAST_INSTANT):
        raise Invalid("A line of an answer is of no instant.")
    return _made_harmless(answer)


def _made_harmless(answer: Answer) -> Answer:
    """Return an answer of which no text steers a terminal, and none but a log's is long."""
    most = LINE_BYTES if isinstance(answer, LogLine) else _MOST_SAID
    changes: dict[str, Any] = {}
    for name in answer.__struct_fields__:
        before = getattr(answer, name)
        if isinstance(before, str):
            after: Any = harmless(before[:most])
        elif name == "fields":
            after = {harmless(key): harmless(value) for key, value in before.items()}
        else:
            continue
        if after != before:
            changes[name] = after
    return msgspec.structs.replace(answer, **changes) if changes else answer
