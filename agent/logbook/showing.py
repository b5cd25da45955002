"""From lines of a spool to lines of an answer: with those that belong to them, and those around them."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Final

from agent.contract.asking import LogLine
from agent.logbook.fields import read_fields
from agent.logbook.segment import View
from agent.logbook.visible import visible

GROUP_LINES: Final = 500
TEXT_BYTES: Final = 64 * 1024


class Shown:
    """Shows the lines of one source in their order, each once."""

    def __init__(
        self,
        title: str,
        key: str,
        *,
        context: int,
        group_lines: bool,
        from_line: int = 0,
        fields: Callable[[bytes], dict[str, str]] = read_fields,
    ) -> None:
        self._fields = fields
        self._title = title
        self._key = key
        self._context = context
        self._groups = group_lines
        self._next = from_line

    def show(self, view: View, lines: Iterable[int], found_before: int) -> Iterator[LogLine]:
        """Yield what is to be shown of lines that are wanted. They were looked for up to before `found_before`."""
        for line, following in pairwise([*lines, found_before]):
            first, last = self._group(view, line)
            yield from self._alone(view, max(first - self._context, 0), first)
            if view.extent.first + last > self._next:
                yield self._line(view, max(first, self._next - view.extent.first), last, matched=True)
            yield from self._alone(view, last, min(last + self._context, following, view.extent.lines))

    def _alone(self, view: View, first: int, last: int) -> Iterator[LogLine]:
        for line in range(max(first, self._next - view.extent.first), last):
            yield self._line(view, line, line + 1, matched=False)

    def _group(self, view: View, line: int) -> tuple[int, int]:
        """Return the lines that belong to one, as (first, the one after the last)."""
        first, last, lines = line, line + 1, view.extent.lines
        if not self._groups:
            return first, last
        stream = view.entry(line).stream
        while first and line - first < GROUP_LINES and _joins(view, first, stream):
            first -= 1
        while last < lines and last - first < GROUP_LINES and _joins(view, last, stream):
            last += 1
        return first, last

    def _line(self, view: View, first: int, last: int, *, matched: bool) -> LogLine:
        entry = view.entry(first)
        start, end = view.start(first), view.entry(last - 1).end - 1
        text = view.text[start : max(min(end, start + TEXT_BYTES), start)]
        cut = sum(view.entry(line).cut_bytes for line in range(first, last)) + max(end - start - TEXT_BYTES, 0)
        self._next = view.extent.first + last
        return LogLine(
            id=f"{self._key}-{view.extent.first + first}",
            at=entry.at_ns / 1e9,
            source=self._title,
            text=visible(text),
            stream=entry.stream,
            level=entry.level,
            fields={visible(name.encode()): visible(value.encode()) for name, value in self._fields(text).items()},
            matched=matched,
            cut_bytes=cut,
        )


def _joins(view: View, line: int, stream: str) -> bool:
    """Whether a line goes on from the one right before it."""
    entry = view.entry(line)
    return entry.continues and entry.stream == stream and view.entry(line - 1).stream == stream
