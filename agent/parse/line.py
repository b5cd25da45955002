"""Cuts a line into fields by a plan: the reference that the kernel is held to."""

import re
from typing import NamedTuple

from agent.parse.format import Plan, Segment, Step, Token
from agent.parse.variables import Field

_QUOTE = ord('"')


class SegmentReader(NamedTuple):
    """A segment as a pattern; its groups are `fields`, in order; what is ignored has none."""

    pattern: re.Pattern[bytes]
    fields: tuple[Field, ...]


def segment_reader(segment: Segment) -> SegmentReader:
    """Return the pattern of a segment.

    It has one match or none: a token holds no byte of the literal that ends it, and only one field is free.
    """
    left = [_left(step, segment.left[at + 1 :]) for at, step in enumerate(segment.left)]
    right = [_right(step, segment.right[at + 1 :]) for at, step in enumerate(segment.right)]
    free = [] if segment.free is None else [_token(Token(segment.free), b"")]
    steps = (*segment.left, *([] if segment.free is None else [Token(segment.free)]), *reversed(segment.right))
    fields = tuple(step.field for step in steps if isinstance(step, Token) and step.field)
    return SegmentReader(re.compile(b"".join([*left, *free, *reversed(right)]), re.DOTALL), fields)


def cut_head(segment: Segment) -> tuple[Token, bytes, Segment] | None:
    """Return a segment's first token, the byte that ends it and what remains behind that; None where there is none.

    A line's address stands first and repeats apart from its time, so each is better remembered by itself.
    """
    token, literal = (*segment.left, b"", b"")[:2]
    if not isinstance(token, Token) or not isinstance(literal, bytes) or token.size or not literal:
        return None
    kept = (literal[1:],) if literal[1:] else ()
    return token, literal[:1], Segment((*kept, *segment.left[2:]), segment.free, segment.right, segment.separator)


def _left(step: Step, following: tuple[Step, ...]) -> bytes:
    if isinstance(step, bytes):
        return re.escape(step)
    return _token(step, following[0][:1] if following and isinstance(following[0], bytes) else b"")


def _right(step: Step, preceding: tuple[Step, ...]) -> bytes:
    if isinstance(step, bytes):
        return re.escape(step)
    return _token(step, preceding[0][-1:] if isinstance(preceding[0], bytes) else b"")


def _token(token: Token, delimiter: bytes) -> bytes:
    pattern = b"[^%b]*" % re.escape(delimiter) if delimiter else b".*"
    if token.size:
        pattern = b".{%d}" % token.size
    return b"(%b)" % pattern if token.field else pattern


def split_line(plan: Plan, line: bytes) -> list[bytes] | None:
    """Return the line's segments, or None where it has too few separators."""
    pieces = []
    for segment in plan.segments[:-1]:
        end = _find_separator(line, segment.separator)
        if end < 0:
            return None
        pieces.append(line[:end])
        line = line[end + 1 :]
    pieces.append(line)
    return pieces


def _find_separator(line: bytes, separator: int) -> int:
    """Where the separator stands; a quote behind an odd number of backslashes belongs to the value."""
    at = line.find(separator)
    while at > 0 and separator == _QUOTE and _escapes(line[:at]) % 2:
        at = line.find(separator, at + 1)
    return at


def _escapes(before: bytes) -> int:
    return len(before) - len(before.rstrip(b"\\"))


def only_quotes(plan: Plan) -> bool:
    """Tell whether a plan's separators are all quotes, so that most lines can be split at once."""
    return all(segment.separator == _QUOTE for segment in plan.segments[:-1])
