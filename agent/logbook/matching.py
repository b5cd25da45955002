"""Finding the lines of a generation that a filter wants, a piece at a time."""

from array import array
from typing import Final

from agent.logbook.entry import Entry
from agent.logbook.filters import Expression, Filter
from agent.logbook.kernel import line_at, scan
from agent.logbook.segment import View

NEEDLE_PIECE_BYTES: Final = 2 * 1024**2
EXPRESSION_PIECE_BYTES: Final = 64 * 1024
"""The slowest expression that RE2 takes needs some tenths of a second for such a piece; between two one can stop."""


def piece_end(view: View, wanted: Filter, first: int, last: int) -> int:
    """Return before which line a piece that begins with `first` ends."""
    return min(line_at(view.index, last, view.start(first) + _size(wanted)) + 1, last)


def piece_start(view: View, wanted: Filter, last: int) -> int:
    """Return with which line a piece that ends before `last` begins."""
    return min(line_at(view.index, last, max(view.start(last) - _size(wanted), 0)), last - 1)


def _size(wanted: Filter) -> int:
    return EXPRESSION_PIECE_BYTES if wanted.expression else NEEDLE_PIECE_BYTES


def find_lines(view: View, wanted: Filter, first: int, last: int, *, most: int) -> tuple[list[int], int]:
    """Return up to `most` wanted lines from `first` to before `last`, and the line to go on with."""
    if wanted.expression:
        return _find_by_expression(view, wanted, wanted.expression, range(first, last), most)
    packed, then = scan(view.index, view.text, first, last, wanted.wish, wanted.needle, most)
    lines = array("I", packed).tolist()
    return ([line for line in lines if wanted.passes(view.line(line))] if wanted.checks else lines), then


def _find_by_expression(
    view: View, wanted: Filter, expression: Expression, lines: range, most: int
) -> tuple[list[int], int]:
    found: list[int] = []
    line, last = lines.start, lines.stop
    end = view.start(last)
    while line < last and len(found) < most:
        hit = expression.find(view.text, view.start(line), end)
        if hit < 0:
            return found, last
        line = line_at(view.index, last, hit)
        if line < last and _passes(view, wanted, line, view.entry(line)):
            found.append(line)
        line += 1
    return found, min(line, last)


def _passes(view: View, wanted: Filter, line: int, entry: Entry) -> bool:
    return wanted.wish.has(entry) and wanted.passes(view.line(line))
