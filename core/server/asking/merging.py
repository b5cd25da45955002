"""Lines of several nodes as one stream."""

import asyncio
import heapq
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from operator import attrgetter
from typing import Final

import msgspec

from agent.contract.asking import Answer, LogLine, Skipped
from core.server.asking.channel import Channel

_HOLD_SECONDS: Final = 0.2
_TAIL_BYTES: Final = 32 * 2**20
_LINE_BYTES: Final = 500  # what a line takes besides its texts, and a field besides its own
_at: Final = attrgetter("at")


class Voice:
    """A node's answers, with its name before each source."""

    def __init__(self, name: str, channel: Channel) -> None:
        self.name = name
        self.channel = channel

    async def batch(self) -> list[Answer]:
        """Return what is there as soon as there is something; nothing once it is over."""
        return [self._named(answer) for answer in await self.channel.batch()]

    def take(self) -> list[Answer]:
        """Return what is there now."""
        return [self._named(answer) for answer in self.channel.take()]

    def _named(self, answer: Answer) -> Answer:
        if isinstance(answer, LogLine | Skipped):
            return msgspec.structs.replace(answer, source=f"{self.name}/{answer.source}")
        return answer


class _Head:
    """What is known of a node's next lines."""

    def __init__(self, voice: Voice) -> None:
        self.lines: list[LogLine] = []
        self.asides: list[Answer] = []
        self._voice = voice

    @property
    def is_known(self) -> bool:
        """Whether it is known which line comes next, or that none does."""
        return bool(self.lines) or self._voice.channel.is_over

    async def fill(self) -> None:
        """Wait until there is something, or nothing will come."""
        while not (self.lines or self.asides or self._voice.channel.is_over):
            for answer in await self._voice.batch():
                if isinstance(answer, LogLine):
                    self.lines.append(answer)
                else:
                    self.asides.append(answer)

    def take(self, until: float) -> list[LogLine]:
        """Take the lines up to an instant out."""
        taken = [line for line in self.lines if line.at <= until]
        self.lines = [line for line in self.lines if line.at > until]
        return taken


async def by_time(voices: Sequence[Voice]) -> AsyncIterator[list[Answer]]:
    """Yield lines by their instants, as soon as no earlier one can come; each node tells its lines in that order.

    The slowest node sets the pace, which is for what is bounded. Other answers come when they come.
    """
    heads = [_Head(voice) for voice in voices]
    while True:
        await asyncio.gather(*(head.fill() for head in heads))
        asides = [answer for head in heads for answer in head.asides]
        for head in heads:
            head.asides = []
        if asides:
            yield asides
        if not all(head.is_known for head in heads):
            continue
        having = [head for head in heads if head.lines]
        if not having:
            return
        known = min(max(line.at for line in head.lines) for head in having)
        parts = [sorted(head.take(known), key=_at) for head in having]
        yield list(heapq.merge(*parts, key=_at))


async def by_arrival(voices: Sequence[Voice], bell: asyncio.Event) -> AsyncIterator[list[Answer]]:
    """Yield lines as they come: those that come within a short time of each other by their instants.

    No node waits for another. `bell` is the one of all channels. Yields nothing but an empty list where one ended.
    """
    while running := [voice.channel for voice in voices if not voice.channel.is_over]:
        await bell.wait()
        if len(running) > 1:
            await _more(running, bell)
        bell.clear()
        taken = [answer for voice in voices for answer in voice.take()]
        yield sorted(taken, key=lambda answer: getattr(answer, "at", 0.0))


async def newest(
    stream: AsyncIterator[list[Answer]], count: int, on_cut: Callable[[], None]
) -> AsyncIterator[list[Answer]]:
    """Yield the last `count` lines that match, with what stands between them, when the stream is over.

    It is kept in memory up to a bound in bytes; what is beyond is left out, and told.
    """
    kept: deque[LogLine] = deque()
    matches = size = left_out = 0
    async for answers in stream:
        for answer in answers:
            if not isinstance(answer, LogLine):
                yield [answer]
                continue
            kept.append(answer)
            matches += answer.matched
            size += _size(answer)
            while matches > count or size > _TAIL_BYTES:
                left_out += matches <= count
                on_cut()
                gone = kept.popleft()
                matches -= gone.matched
                size -= _size(gone)
    if left_out:
        yield [Skipped(source="", lines=left_out, why="more than fits in the core's memory")]
    yield list(kept)


async def oldest(
    stream: AsyncIterator[list[Answer]], count: int, on_cut: Callable[[], None]
) -> AsyncIterator[list[Answer]]:
    """Yield a stream up to its `count`th line that matches."""
    left = count
    async for answers in stream:
        matches = [place for place, answer in enumerate(answers) if isinstance(answer, LogLine) and answer.matched]
        if len(matches) > left:
            on_cut()
            yield answers[: matches[left]]
            return
        left -= len(matches)
        yield answers


def _size(line: LogLine) -> int:
    fields = sum(_LINE_BYTES + len(name) * 2 + len(value) * 2 for name, value in line.fields.items())
    texts = (line.text, line.id, line.source, line.level, line.stream)
    return _LINE_BYTES + fields + 2 * sum(map(len, texts))


async def _more(channels: Iterable[Channel], bell: asyncio.Event) -> None:
    """Wait a little for what belongs before what is there, not longer than there is room."""
    try:
        async with asyncio.timeout(_HOLD_SECONDS):
            while not any(channel.is_full or channel.end for channel in channels):
                bell.clear()
                await bell.wait()
    except TimeoutError:
        pass
