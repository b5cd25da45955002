"""Lines of several sources in the order of their time."""

import heapq
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from typing import Final

from agent.contract.asking import LogLine, Skipped

Part = AsyncGenerator[LogLine | Skipped, None]
_Head = tuple[float, int, LogLine]

HELD_BYTES: Final = 16 * 1024**2
_OVERHEAD_BYTES: Final = 500


async def merged(parts: Sequence[Part]) -> AsyncGenerator[LogLine | Skipped, None]:
    """Yield what all parts yield, each of which is in order; of every part one line is held."""
    heads: list[_Head] = []
    for number, part in enumerate(parts):
        async for skipped in _up_to_line(part, number, heads):
            yield skipped
    heapq.heapify(heads)
    while heads:
        _, number, line = heapq.heappop(heads)
        yield line
        fresh: list[_Head] = []
        async for skipped in _up_to_line(parts[number], number, fresh):
            yield skipped
        for head in fresh:
            heapq.heappush(heads, head)


async def _up_to_line(part: Part, number: int, heads: list[_Head]) -> AsyncGenerator[Skipped, None]:
    async for each in part:
        if isinstance(each, LogLine):
            heads.append((each.at, number, each))
            return
        yield each


class Newest:
    """Holds the newest so many lines that match, with their context, in no more than HELD_BYTES."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._matched = 0
        self._bytes = 0
        self._held: deque[LogLine] = deque()
        self.overflowed = False

    def add(self, line: LogLine) -> None:
        """Take the next line in, and let the oldest go where there are too many."""
        self._held.append(line)
        self._matched += line.matched
        self._bytes += _size(line)
        while self._matched > self._count:
            self._drop()
        while self._bytes > HELD_BYTES:
            self._drop()
            self.overflowed = True

    def __iter__(self) -> "Newest":
        return self

    def __next__(self) -> LogLine:
        if not self._held:
            raise StopIteration
        return self._held.popleft()

    def _drop(self) -> None:
        line = self._held.popleft()
        self._matched -= line.matched
        self._bytes -= _size(line)


def _size(line: LogLine) -> int:
    return len(line.text) * 2 + _OVERHEAD_BYTES
