"""The kernel's reference for `scan.c`: finding lines. An index may be damaged: no end of it is believed."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator

from agent.logbook.entry import ENTRY, LEVELS, Data, Entry, Wish


def shift(index: bytearray, by: int) -> None:
    """Have an index fit a text that begins with so many other bytes."""
    for at in range(0, len(index), ENTRY.size):
        entry = _entry(index, at // ENTRY.size)
        ENTRY.pack_into(index, at, entry.at_ns, entry.end + by, entry.marks)


def scan(  # noqa: PLR0917 - as the compiled one
    index: Data, text: Data, first: int, last: int, wish: Wish, needle: bytes, most: int
) -> tuple[bytes, int]:
    """Return the numbers of up to `most` wanted lines that hold the needle, as uint32, and where to go on.

    Raises:
        IndexError: there are not so many lines.
    """
    _check(index, last)
    found = array("I")
    line = first
    for line in _holding(index, text, first, last, needle):
        if len(found) == most:
            return found.tobytes(), line
        if wish.has(_entry(index, line)):
            found.append(line)
    return found.tobytes(), last


def line_at(index: Data, last: int, offset: int) -> int:
    """Return which line a byte of the text belongs to."""
    _check(index, last)
    return bisect_right(range(last), offset, key=lambda line: _entry(index, line).end)


def count(  # noqa: PLR0917 - as the compiled one
    index: Data, first: int, last: int, wish: Wish, start_ns: int, step_ns: int, bins: "array[int]"
) -> None:
    """Add the wanted lines to bins of one number for each level."""
    _check(index, last)
    for entry in (_entry(index, line) for line in range(first, last)):
        at = (entry.at_ns - start_ns) // step_ns * len(LEVELS)
        if wish.has(entry) and 0 <= at < len(bins):
            bins[at + min(entry.marks & 7, len(LEVELS)) % len(LEVELS)] += 1


def _holding(index: Data, text: Data, first: int, last: int, needle: bytes) -> Iterator[int]:
    if not needle:
        yield from range(first, last)
        return
    line, end = first, min(_entry(index, last - 1).end, len(text)) if last else 0
    offset = _entry(index, first - 1).end if first else 0
    while line < last and (hit := text.find(needle, offset, end)) >= 0:
        line = max(line_at(index, last, hit), line)
        if line < last:
            yield line
            offset = _entry(index, line).end
            line += 1


def _entry(index: Data | bytearray, line: int) -> Entry:
    return Entry(*ENTRY.unpack_from(index, line * ENTRY.size))


def _check(index: Data, last: int) -> None:
    if last * ENTRY.size > len(index):
        raise IndexError("there are not so many lines")
